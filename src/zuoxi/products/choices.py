"""Words and bounds of product pages."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Change(TextChoices):
    """What an update of a product is; of all but a correction the departments are told."""

    LAUNCH = "launch", pgettext_lazy("product", "Launch")
    ADJUSTMENT = "adjustment", pgettext_lazy("product", "Adjustment")
    UPGRADE = "upgrade", pgettext_lazy("product", "Upgrade")
    CHANGE = "change", pgettext_lazy("product", "Change")
    WITHDRAWAL = "withdrawal", pgettext_lazy("product", "Withdrawal")
    CORRECTION = "correction", pgettext_lazy("product", "Correction of the text")


class Sold(TextChoices):
    """Which products a list shows."""

    ACTIVE = "active", pgettext_lazy("product", "Offered")
    WITHDRAWN = "withdrawn", pgettext_lazy("product", "Withdrawn")
    ALL = "all", pgettext_lazy("product", "All")


NAME_LIMIT = 100
SUMMARY_LIMIT = 1000
TEXT_LIMIT = 10_000
QUERY_LIMIT = 100
