"""Words of the task, and how long one may take."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class TaskStatus(TextChoices):
    """Where a task stands."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    CANCELLED = "cancelled", pgettext_lazy("task", "Cancelled")


class TaskState(TextChoices):
    """What a task looks like at one moment; "overdue" is not written down."""

    OPEN = "open", pgettext_lazy("task", "Open")
    OVERDUE = "overdue", pgettext_lazy("task", "Overdue")
    DONE = "done", pgettext_lazy("task", "Done")
    CANCELLED = "cancelled", pgettext_lazy("task", "Cancelled")


class Whose(TextChoices):
    """Whose tasks a list shows."""

    MINE = "mine", pgettext_lazy("task", "Mine")
    UNIT = "unit", pgettext_lazy("task", "My unit's")
    SET = "set", pgettext_lazy("task", "Set by me")
    ALL = "all", pgettext_lazy("task", "All")


DUE_DAYS = Option(
    "tasks.due_days",
    5,
    label=_("Days after which a task is due unless another time is given"),
    source=_("Zuoxi default: a working week"),
    minimum=1,
    maximum=365,
)

# So long before its time a task is marked: today it can still be done.
SOON = timedelta(hours=24)

TEXT_LIMIT = 2000
