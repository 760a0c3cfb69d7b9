"""Words and bounds of messages between departments."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Box(TextChoices):
    """Which messages a reader looks at."""

    INBOX = "inbox", pgettext_lazy("memo", "Received")
    SENT = "sent", pgettext_lazy("memo", "Sent")
    PAST = "past", pgettext_lazy("memo", "Expired or taken back")
    ALL = "all", pgettext_lazy("memo", "All of the centre")


TITLE_LIMIT = 100
TEXT_LIMIT = 5000
REASON_LIMIT = 500
# Far above what anybody chooses; it only keeps absurd input out.
MOST_UNITS = 1000
