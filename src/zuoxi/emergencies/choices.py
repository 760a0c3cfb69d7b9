"""Classes and states of emergencies, and when complaints become one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class EmergencyKind(TextChoices):
    """The three classes."""

    MAJOR_COMPLAINT = "major_complaint", pgettext_lazy("emergency", "Major complaint")
    SYSTEM_FAILURE = "system_failure", pgettext_lazy("emergency", "System failure")
    DISASTER = "disaster", pgettext_lazy("emergency", "Natural disaster, force majeure")


class EmergencyStatus(TextChoices):
    """Where an emergency stands."""

    PROPOSED = "proposed", pgettext_lazy("emergency", "Proposed")
    STARTED = "started", pgettext_lazy("emergency", "Under way")
    DISMISSED = "dismissed", pgettext_lazy("emergency", "Dismissed")
    CLOSED = "closed", pgettext_lazy("emergency", "Closed")


OPEN = (EmergencyStatus.PROPOSED, EmergencyStatus.STARTED)

_GROUP = _("Requirements A-47: three on one subject within a day; it is only a suggestion")

GROUP_SIZE = Option(
    "emergencies.group_size",
    3,
    label=_("Customers whose complaints on one subject become a proposed group complaint"),
    source=_GROUP,
    minimum=2,
    maximum=1000,
)
GROUP_HOURS = Option(
    "emergencies.group_hours",
    24,
    label=_("Hours within which these complaints arrive, and until a subject is proposed again"),
    source=_GROUP,
    minimum=1,
    maximum=720,
)
MANUAL = Option(
    "emergencies.manual_chapter",
    "",
    label=_("Manual chapter on sudden events: its address, or where to find it"),
    source=_("Requirements L-035: the manual says how sudden events are treated"),
)

TITLE_LIMIT = 100
TEXT_LIMIT = 5000
PEOPLE_LIMIT = 500
MOST_TASKS = 50
# So many orders are answered in the request itself; the others by the job, within a minute.
INSTANT_ANSWERS = 20
