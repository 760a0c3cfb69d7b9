"""Words of inspections, and how large a sample is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class InspectionStatus(TextChoices):
    """Where an inspection stands."""

    OPEN = "open", pgettext_lazy("inspection", "Under way")
    CLOSED = "closed", pgettext_lazy("inspection", "Closed")


class Method(TextChoices):
    """How the sample came to be."""

    RANDOM = "random", pgettext_lazy("sample", "Drawn at random")
    CHOSEN = "chosen", pgettext_lazy("sample", "Chosen")


class Verdict(TextChoices):
    """What was found of one order of the sample."""

    PENDING = "", pgettext_lazy("verdict", "Not looked at yet")
    IN_ORDER = "in_order", pgettext_lazy("verdict", "In order")
    FINDING = "finding", pgettext_lazy("verdict", "Finding")


SAMPLE_SIZE = Option(
    "inspections.sample_size",
    10,
    label=_("Orders that a sample has unless another number is given"),
    source=_("Zuoxi default: what two people look through in an hour"),
    minimum=1,
    maximum=500,
)

MOST_SAMPLED = 500
# Years of orders are drawn from, not all there ever were.
MOST_DAYS = 732
# Of more orders than these nobody draws a sample by hand.
MOST_ORDERS = 200_000
TITLE_LIMIT = 100
TEXT_LIMIT = 2000
