"""Words of the follow-up task, and how long one may take."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from zuoxi.kernel.options import Option


class FollowUpState(TextChoices):
    """What a task looks like at one moment; only "closed" is written down."""

    OPEN = "open", pgettext_lazy("follow-up", "Open")
    OVERDUE = "overdue", pgettext_lazy("follow-up", "Overdue")
    CLOSED = "closed", pgettext_lazy("follow-up", "Closed")


class Whose(TextChoices):
    """Whose tasks a list shows."""

    MINE = "mine", pgettext_lazy("follow-up", "Mine")
    ALL = "all", pgettext_lazy("follow-up", "Everybody's")


DUE_HOURS = Option(
    "followups.due_hours",
    24,
    label=_("Hours after which a follow-up task is due unless another time is given"),
    source=_("Zuoxi default: one day"),
    minimum=1,
    maximum=720,
)

# So long before its time a task is marked; the half of a shift in which it can still be done.
SOON = timedelta(hours=4)

TASK_LIMIT = 2000

# Stored as it stands here and translated when it is shown.
UNRESOLVED_TASK = gettext_noop(
    "The matter is not resolved. Follow it up until it is, and inform the customer."
)
