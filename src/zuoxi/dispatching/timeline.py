"""One sentence per event of the console."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.dispatching.choices import BulkKind
from zuoxi.kernel.models import Event


@sentence("dispatching.claimed")
def _claimed(event: Event) -> str:
    return _("Took work order %(number)s.") % {"number": event.data.get("number", "")}


@sentence("dispatching.released")
def _released(event: Event) -> str:
    return _("Released work order %(number)s.") % {"number": event.data.get("number", "")}


@sentence("dispatching.bulk_started")
def _started(event: Event) -> str:
    orders = len(event.data.get("numbers", ()))
    kind = event.data.get("kind")
    if kind == BulkKind.REASSIGN:
        text = ngettext(
            "Started to reassign %(count)s work order.",
            "Started to reassign %(count)s work orders together.",
            orders,
        )
    elif kind == BulkKind.ARCHIVE:
        text = ngettext(
            "Started to archive %(count)s work order.",
            "Started to archive %(count)s work orders together.",
            orders,
        )
    else:
        text = ngettext(
            "Started to dispatch %(count)s work order.",
            "Started to dispatch %(count)s work orders together.",
            orders,
        )
    return text % {"count": orders}


@sentence("dispatching.bulk_finished")
def _finished(event: Event) -> str:
    return _("Finished the bulk operation: %(done)s of %(count)s work orders done.") % _counts(
        event
    )


@sentence("dispatching.bulk_undo_started")
def _undo_started(event: Event) -> str:
    if event.data.get("kind") == BulkKind.REASSIGN:
        return _("Started to take back a bulk reassignment.")
    return _("Started to take back a bulk dispatch.")


@sentence("dispatching.bulk_undone")
def _undone(event: Event) -> str:
    if event.data.get("kind") == BulkKind.REASSIGN:
        text = _("Took back a bulk reassignment: %(done)s of %(count)s work orders.")
        return text % _counts(event)
    return _("Took back a bulk dispatch: %(done)s of %(count)s work orders.") % _counts(event)


def _counts(event: Event) -> dict[str, object]:
    return {"done": event.data.get("done", 0), "count": event.data.get("count", 0)}
