"""Words and bounds of messages between departments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class Box(TextChoices):
    """Which messages a reader looks at."""

    INBOX = "inbox", pgettext_lazy("memo", "Received")
    SENT = "sent", pgettext_lazy("memo", "Sent")
    PAST = "past", pgettext_lazy("memo", "Expired or taken back")
    ALL = "all", pgettext_lazy("memo", "All of the centre")


COUNTS_DAYS = Option(
    "memos.counts_days",
    30,
    label=_("Days for which a message of a department counts unless another last day is given"),
    source=_("Zuoxi default: a month; what is older is no news"),
    minimum=1,
    maximum=365,
)

TITLE_LIMIT = 100
TEXT_LIMIT = 5000
REASON_LIMIT = 500
# Far above what anybody chooses; it only keeps absurd input out.
MOST_UNITS = 1000
