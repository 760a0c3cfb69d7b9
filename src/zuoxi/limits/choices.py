"""Words of the limits."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.calendars.choices import PRESET_LABELS as COUNTING_LABELS
from zuoxi.calendars.counting import PRESETS as COUNTING
from zuoxi.calendars.counting import Term
from zuoxi.clocks.facts import Milestone
from zuoxi.limits import presets
from zuoxi.limits.checking import Wrong
from zuoxi.limits.matching import Evidence, Pause, Since
from zuoxi.workorders.choices import CodeList

SOURCE_LIMIT = 200
NOTE_LIMIT = 200
REASON_LIMIT = 500
# More rules than this are no matrix that anybody reads.
MOST_RULES = 500
HISTORY_ROWS = 20


class VersionState(TextChoices):
    """Where a version stands on its way to counting."""

    DRAFT = "draft", pgettext_lazy("limits", "Draft")
    PROPOSED = "proposed", pgettext_lazy("limits", "Waits for the head of the centre")
    OFFERED = "offered", pgettext_lazy("limits", "Agreed by the centre")
    REJECTED = "rejected", pgettext_lazy("limits", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("limits", "Withdrawn")


# A centre works on one version at a time.
OPEN_STATES = (VersionState.DRAFT, VersionState.PROPOSED)

MILESTONES: Mapping[Milestone, Promise] = {
    Milestone.DISPATCH: pgettext_lazy("milestone", "Dispatch"),
    Milestone.ACCEPT: pgettext_lazy("milestone", "Accept"),
    Milestone.CONTACT: pgettext_lazy("milestone", "First contact"),
    Milestone.ARRIVE: pgettext_lazy("milestone", "Arrive"),
    Milestone.FINISH: pgettext_lazy("milestone", "Finish"),
    Milestone.REPLY: pgettext_lazy("milestone", "Reply"),
    Milestone.CALLBACK: pgettext_lazy("milestone", "Callback"),
}
SINCE_LABELS: Mapping[Since, Promise] = {
    Since.RECEIVED: pgettext_lazy("counted from", "from receipt"),
    Since.DISPATCHED: pgettext_lazy("counted from", "from dispatch"),
    Since.ACCEPTED: pgettext_lazy("counted from", "from acceptance"),
    Since.ARRIVED: pgettext_lazy("counted from", "from arrival"),
    Since.FINISHED: pgettext_lazy("counted from", "from finishing"),
    Since.REPLIED: pgettext_lazy("counted from", "from the reply"),
}
PAUSE_LABELS: Mapping[Pause, Promise] = {
    Pause.APPOINTMENT: pgettext_lazy("pause", "until an appointment"),
    Pause.CUSTOMER: pgettext_lazy("pause", "while the customer has to answer"),
    Pause.PARTS: pgettext_lazy("pause", "while parts are missing"),
    Pause.SUSPENDED: pgettext_lazy("pause", "while suspended"),
    Pause.FORCE_MAJEURE: pgettext_lazy("pause", "during force majeure"),
}
EVIDENCE_LABELS: Mapping[Evidence, Promise] = {
    Evidence.LAW: pgettext_lazy("evidence", "law, read"),
    Evidence.SECONDARY: pgettext_lazy("evidence", "commonly quoted"),
    Evidence.GENERAL: pgettext_lazy("evidence", "usual practice, not verified"),
    Evidence.DEFAULT: pgettext_lazy("evidence", "Zuoxi default"),
    Evidence.AGREED: pgettext_lazy("evidence", "agreed here"),
}
DIMENSION_LABELS: Mapping[str, Promise] = {
    "grade": CodeList.GRADE.label,
    "request_type": CodeList.REQUEST_TYPE.label,
    "unit": pgettext_lazy("limits", "Handling unit"),
    "region": CodeList.REGION_CLASS.label,
}
PRESET_LABELS: Mapping[str, Promise] = {
    "power": pgettext_lazy("preset", "Power supply, 95598"),
    "government": pgettext_lazy("preset", "Government hotline, 12345"),
    "catv": pgettext_lazy("preset", "Cable television and broadband"),
    "travel": pgettext_lazy("preset", "Travel agency"),
    "generic": pgettext_lazy("preset", "Four grades, any business"),
}

# The ways of counting that a form offers, each with the amount 1.
WAYS: Mapping[str, Term] = {
    **COUNTING,
    "same_day": presets.SAME_DAY,
    "plain_days": presets.PLAIN_DAYS,
}
WAY_LABELS: Mapping[str, Promise] = {
    **COUNTING_LABELS,
    "same_day": _("Natural days, the day of the event is the first"),
    "plain_days": _("Natural days, until 24:00, also on a rest day"),
}

WRONG_LABELS: Mapping[Wrong, Promise] = {
    Wrong.NOTHING: _("Enter at least one limit."),
    Wrong.NOT_BEFORE: _("%(milestone)s cannot count from this event: it comes later."),
    Wrong.NO_EVENT: _(
        "%(milestone)s counts from an event that has no limit itself, so it might never be due. "
        "Enter a limit for “%(other)s”, or count from the receipt."
    ),
    Wrong.NO_TIME: _("%(milestone)s: nobody can do this in no time. Enter an amount above 0."),
    Wrong.NEVER_DUE: _("%(milestone)s would never be due: the calendar has no working time."),
    Wrong.LATER: _("%(milestone)s would be due later than “%(other)s” and could not be met."),
}
SOMETIMES_LATER = _("%(milestone)s is sometimes due later than “%(other)s”, such as at a weekend.")
