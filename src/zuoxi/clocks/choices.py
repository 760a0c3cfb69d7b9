"""Words of the clocks."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.clocks.facts import Milestone
from zuoxi.clocks.replay import State

# Calendars of several layers have long names.
VERSION_LIMIT = 200
LEVEL_LIMIT = 20


class ClockMilestone(TextChoices):
    """What a clock is about."""

    DISPATCH = Milestone.DISPATCH.value, pgettext_lazy("milestone", "Dispatch")
    ACCEPT = Milestone.ACCEPT.value, pgettext_lazy("milestone", "Acceptance")
    CONTACT = Milestone.CONTACT.value, pgettext_lazy("milestone", "First contact")
    ARRIVE = Milestone.ARRIVE.value, pgettext_lazy("milestone", "Arrival on site")
    FINISH = Milestone.FINISH.value, pgettext_lazy("milestone", "Completion")
    REPLY = Milestone.REPLY.value, pgettext_lazy("milestone", "Reply to the customer")
    CALLBACK = Milestone.CALLBACK.value, pgettext_lazy("milestone", "Callback")


class ClockStatus(TextChoices):
    """Where a clock stands."""

    WAITING = State.WAITING.value, pgettext_lazy("clock", "Not started")
    RUNNING = State.RUNNING.value, pgettext_lazy("clock", "Running")
    PAUSED = State.PAUSED.value, pgettext_lazy("clock", "Paused")
    MET = State.MET.value, pgettext_lazy("clock", "Reached")
    BREACHED = State.BREACHED.value, pgettext_lazy("clock", "Overdue")
    CANCELLED = State.CANCELLED.value, pgettext_lazy("clock", "Ended early")


LEVEL_LABELS: Mapping[str, Promise] = {
    "half": _("half of the time has passed"),
    "soon": _("four fifths of the time have passed"),
    "due": _("the time is up"),
    "over": _("clearly overdue"),
    "far_over": _("long overdue"),
}
