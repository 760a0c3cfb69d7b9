"""Words of meetings, and the times that count for them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.options import Option
from zuoxi.meetings.recurrence import Every


class MeetingStatus(TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class MeetingList(TextChoices):
    """What a list of meetings shows."""

    PLANNED = "planned", pgettext_lazy("meeting", "To come")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class Matter(TextChoices):
    """What a decision is; all but the first are decided by the leadership group alone."""

    TASK = "task", pgettext_lazy("decision", "Task")
    GOAL = "goal", pgettext_lazy("decision", "Strategy or goal")
    MAJOR = "major", pgettext_lazy("decision", "Major matter between departments")
    RULE = "rule", pgettext_lazy("decision", "Rule, process or plan")
    ASSESSMENT = "assessment", pgettext_lazy("decision", "Supervision and assessment")


class Recurrence(TextChoices):
    """How a meeting recurs, in words."""

    WORKING_DAY = Every.WORKING_DAY.value, pgettext_lazy("meeting", "Each working day")
    WEEK = Every.WEEK.value, pgettext_lazy("meeting", "Each week on a weekday")
    MONTH = Every.MONTH.value, pgettext_lazy("meeting", "Each month on a day")
    MONTH_WORKING_DAY = (
        Every.MONTH_WORKING_DAY.value,
        pgettext_lazy("meeting", "Each month on its so-many-th working day"),
    )


class ItemKind(TextChoices):
    """Where a point of the agenda comes from."""

    OWN = "own", pgettext_lazy("agenda", "Own point")
    TASK = "task", pgettext_lazy("agenda", "Open task of an earlier meeting")
    ORDER = "order", pgettext_lazy("agenda", "Work order without move")
    OTHER = "other", pgettext_lazy("agenda", "Still open")


APPROVED_BY_LEADERS = frozenset(set(Matter) - {Matter.TASK})
GROUPS = (("", pgettext_lazy("meeting", "None")), *GroupKind.choices)

AHEAD_DAYS = Option(
    "meetings.ahead_days",
    35,
    label=_("Days ahead for which recurring meetings are put on the list"),
    source=_("Zuoxi default: five weeks, so that a monthly meeting can be seen coming"),
    minimum=1,
    maximum=366,
)
INVITE_DAYS = Option(
    "meetings.invite_days",
    3,
    label=_("Days before a recurring meeting on which its participants are invited"),
    source=_("Zuoxi default: three days"),
    minimum=0,
    maximum=60,
)
IDLE_HOURS = Option(
    "meetings.idle_hours",
    72,
    label=_("Hours without a move after which a department's work order comes on the agenda"),
    source=_("Zuoxi default: three days"),
    minimum=1,
    maximum=8760,
)

TITLE_LIMIT = 100
PLACE_LIMIT = 100
TEXT_LIMIT = 2000
MINUTES_LIMIT = 20_000
MOST_INVITED = 100
MOST_POINTS = 50
# Two days in a row are two meetings.
MOST_HOURS = 24
MOST_ITEMS = 100
