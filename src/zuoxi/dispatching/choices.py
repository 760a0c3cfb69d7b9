"""Words and rules of the console: kinds of bulk operations, results of a row, dated options."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

# The lists that wait for a dispatcher, in the order of their columns.
COLUMNS = ("dispatch", "returned", "redispatch")
# The lists of what is out in the work areas, from which many orders are reassigned.
OUT_COLUMNS = ("work_area", "pending")

# An open page says every 20 seconds that somebody looks at the order; one beat may be missed.
SEEN_FOR = timedelta(seconds=45)


class BulkKind(TextChoices):
    """What is done to all the orders of a bulk operation."""

    DISPATCH = "dispatch", pgettext_lazy("bulk", "Dispatch")
    ARCHIVE = "archive", pgettext_lazy("bulk", "Archive")
    REASSIGN = "reassign", pgettext_lazy("bulk", "Reassign")


# The heading of an operation, and the button of the bar that starts one.
BULK_TITLES: dict[str, Promise] = {
    BulkKind.DISPATCH: _("Bulk dispatch"),
    BulkKind.ARCHIVE: _("Bulk archive"),
    BulkKind.REASSIGN: _("Bulk reassignment"),
}
BULK_BUTTONS: dict[str, Promise] = {
    BulkKind.DISPATCH: _("Dispatch together"),
    BulkKind.ARCHIVE: _("Archive together"),
    BulkKind.REASSIGN: _("Reassign together"),
}
# The lifecycle ends with the archive, so archiving cannot be taken back.
UNDOABLE = (BulkKind.DISPATCH, BulkKind.REASSIGN)


class Result(TextChoices):
    """What came of one order of a bulk operation."""

    DONE = "done", pgettext_lazy("bulk result", "Done")
    NOT_ALLOWED = "not_allowed", pgettext_lazy("bulk result", "Not allowed")
    CHANGED = "changed", pgettext_lazy("bulk result", "Changed meanwhile")
    INVALID = "invalid", pgettext_lazy("bulk result", "Invalid")
    NOT_FOUND = "not_found", pgettext_lazy("bulk result", "Not found")


_TRADE = _("Usual in the trade; set it to what suits the centre")

CLAIM_MINUTES = Option(
    "dispatching.claim_minutes",
    10,
    label=_("Minutes for which a dispatcher takes a work order"),
    source=_TRADE,
    minimum=1,
    maximum=120,
)
UNDO_MINUTES = Option(
    "dispatching.undo_minutes",
    10,
    label=_("Minutes within which a bulk dispatch or reassignment can be taken back"),
    source=_("Zuoxi default: undo within ten minutes"),
    minimum=1,
    maximum=60,
)
MOST_ORDERS = Option(
    "dispatching.most_orders",
    200,
    label=_("Most work orders in one bulk operation"),
    source=_TRADE,
    minimum=1,
    maximum=500,
)
INSTANT_ORDERS = Option(
    "dispatching.instant_orders",
    20,
    label=_("Work orders up to which a bulk operation answers at once; more run in the background"),
    source=_TRADE,
    minimum=0,
    maximum=100,
)

# The rule behind suggestions: each part gives between none and all of its points.
WEIGHT_LAST_JOB = Option(
    "dispatching.weight_last_job",
    40,
    label=_("Suggestion points: did the last job for this customer"),
    source=_TRADE,
    maximum=100,
)
WEIGHT_DISTRICT = Option(
    "dispatching.weight_district",
    30,
    label=_("Suggestion points: the work area has completed work in this district"),
    source=_TRADE,
    maximum=100,
)
WEIGHT_DEVICE = Option(
    "dispatching.weight_device",
    20,
    label=_("Suggestion points: the technician has completed work on this device type"),
    source=_TRADE,
    maximum=100,
)
WEIGHT_LOAD = Option(
    "dispatching.weight_load",
    10,
    label=_("Suggestion points: the technician has little open work"),
    source=_TRADE,
    maximum=100,
)
SUGGESTIONS = 3

BULK_DAYS = Option(
    "dispatching.bulk_days",
    183,
    label=_("Days after which the list of a bulk operation is removed"),
    source=_("Zuoxi default: half a year; the history of each work order keeps what became of it"),
    minimum=1,
    maximum=3650,
)
