"""Words of deadlines, and how much more time may be had."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.clocks.facts import Flag, Kind, Milestone
from zuoxi.kernel.options import Option
from zuoxi.limits.matching import Pause

NOTE_LIMIT = 500

# What somebody may report: everything else follows from the moves of the order.
REPORTED = (Milestone.CONTACT, Milestone.ARRIVE, Milestone.REPLY)
# What more time may be asked for.
EXTENDED = (Milestone.FINISH, Milestone.REPLY)


class ExtensionState(TextChoices):
    """Where a request for more time stands."""

    ASKED = "asked", pgettext_lazy("extension", "Waits for a decision")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("extension", "Withdrawn")


class Standing(TextChoices):
    """Which open deadlines a list shows."""

    OPEN = "open", pgettext_lazy("deadlines", "All open")
    OVERDUE = "overdue", pgettext_lazy("deadlines", "Overdue")
    NEXT = "next", pgettext_lazy("deadlines", "Due next")
    PAUSED = "paused", pgettext_lazy("deadlines", "Waiting")


class ToldBy(TextChoices):
    """By which way the customer was told."""

    TELEPHONE = "telephone", pgettext_lazy("told by", "Telephone")
    TEXT = "text", pgettext_lazy("told by", "Text message")
    EMAIL = "email", pgettext_lazy("told by", "E-mail")
    PERSON = "person", pgettext_lazy("told by", "In person")
    LETTER = "letter", pgettext_lazy("told by", "Letter")


class PauseReason(TextChoices):
    """What an order waits for."""

    APPOINTMENT = Pause.APPOINTMENT.value, pgettext_lazy("paused", "An appointment")
    CUSTOMER = Pause.CUSTOMER.value, pgettext_lazy("paused", "An answer of the customer")
    PARTS = Pause.PARTS.value, pgettext_lazy("paused", "Parts")
    SUSPENDED = Pause.SUSPENDED.value, pgettext_lazy("paused", "Suspended with a plan")
    FORCE_MAJEURE = Pause.FORCE_MAJEURE.value, pgettext_lazy("paused", "Force majeure")


# What only the centre's lead decides: it takes the matter out of everybody's time.
DECIDED_BY_LEAD = frozenset({PauseReason.SUSPENDED, PauseReason.FORCE_MAJEURE})

_EXTENSION_SOURCE = _(
    "Usual practice of 12345 hotlines: asked for before the limit, once, ten working days at most"
)
EXTENSIONS_MOST = Option(
    "deadlines.extensions_most",
    1,
    label=_("How often a deadline may be extended"),
    source=_EXTENSION_SOURCE,
    minimum=0,
    maximum=9,
)
EXTENSION_DAYS_MOST = Option(
    "deadlines.extension_days_most",
    10,
    label=_("Days by which a deadline may be extended at most"),
    source=_EXTENSION_SOURCE,
    minimum=1,
    maximum=365,
)
STORM = Option(
    "deadlines.storm",
    20,
    label=_("Steps of escalation for one person at once from which they come as one notice"),
    source=_("Zuoxi default: more than a screen of notices says less than one"),
    minimum=2,
    maximum=1000,
)

KIND_LABELS: Mapping[Kind, Promise] = {
    Kind.RECEIVED: _("The order was received"),
    Kind.OFFERED: _("The order was dispatched"),
    Kind.ACCEPTED: _("The order was accepted"),
    Kind.RETURNED: _("The order was returned"),
    Kind.REDISPATCHED: _("The order was dispatched again"),
    Kind.PAUSED: _("The order began to wait"),
    Kind.RESUMED: _("The order went on"),
    Kind.REACHED: _("It was reached"),
    Kind.REOPENED: _("The order was opened again"),
    Kind.CORRECTED: _("The time was corrected"),
    Kind.MERGED: _("The order was merged into another one"),
    Kind.UNMERGED: _("The merge was taken back"),
    Kind.CANCELLED: _("The order was closed, or the dispatch was taken back"),
    Kind.CHANGED: _("Another limit or calendar holds"),
    Kind.EXTENDED: _("More time was granted"),
    Kind.URGED: _("The customer asked again"),
}
FLAG_LABELS: Mapping[Flag, Promise] = {
    Flag.CLOCK_WENT_BACK: _("The time of the computer went back; the moment before counts."),
    Flag.STARTED_TWICE: _("It had begun already; this counts for nothing."),
    Flag.RESUMED_WITHOUT_PAUSE: _("It did not wait; this counts for nothing."),
    Flag.PAUSED_TWICE: _("It waited for this already; this counts for nothing."),
    Flag.REACHED_BEFORE_START: _("The time reported lies before the start; the start counts."),
    Flag.REACHED_IN_FUTURE: _("The time reported lies in the future; that of the report counts."),
    Flag.REPORTED_LATE: _("Reported after the deadline for a time before it; it stays overdue."),
    Flag.CORRECTED_WITHOUT_REASON: _("A correction without a reason counts for nothing."),
    Flag.CORRECTED_AFTER_END: _("It had ended already; the correction counts for nothing."),
    Flag.CHANGED_AFTER_BREACH: _("Changed when it was overdue already; that stays."),
    Flag.EXTENDED_AFTER_BREACH: _("Extended when it was overdue already; that stays."),
    Flag.EXTENSION_SHORTENS: _("The extension ends before the limit itself; the later counts."),
}
