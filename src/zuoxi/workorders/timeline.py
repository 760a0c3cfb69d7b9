"""One sentence per event of a work order, for history, audit log and API."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.workorders.lifecycle import ADJUDICATION, MERGED


def _plain(text: Callable[[], str]) -> Callable[[Event], str]:
    return lambda _event: text()


sentence("workorders.created")(_plain(lambda: _("Created the work order.")))
sentence("workorders.accepted")(_plain(lambda: _("Accepted the work order.")))
sentence("workorders.submitted_for_review")(
    _plain(lambda: _("Submitted the work order for review."))
)


@sentence("workorders.archived")
def _archived(event: Event) -> str:
    if event.from_state == MERGED:
        return _("Archived together with work order %(number)s, into which it was merged.") % {
            "number": event.data.get("into", "")
        }
    return _("Archived the work order.")


@sentence("workorders.merged")
def _merged(event: Event) -> str:
    reason = event.data.get("reason", "")
    values = {"number": event.data.get("into", ""), "reason": reason}
    if reason:
        return _("Merged into work order %(number)s: %(reason)s") % values
    return _("Merged into work order %(number)s.") % values


@sentence("workorders.unmerged")
def _unmerged(event: Event) -> str:
    return _("Un-merged from work order %(number)s.") % {"number": event.data.get("into", "")}


@sentence("workorders.dispatched")
def _dispatched(event: Event) -> str:
    return _("Dispatched to %(technician)s of %(work_area)s. Remark: %(remark)s") % {
        "work_area": _name(event, "work_area"),
        "technician": _name(event, "technician"),
        "remark": event.data.get("remark", ""),
    }


@sentence("workorders.adjudicated")
def _adjudicated(event: Event) -> str:
    return _(
        "Decided, binding: it belongs to %(technician)s of %(work_area)s. Basis: %(basis)s"
    ) % {
        "work_area": _name(event, "work_area"),
        "technician": _name(event, "technician"),
        "basis": event.data.get("basis", ""),
    }


@sentence("workorders.returned")
def _returned(event: Event) -> str:
    note = event.data.get("misdispatch_note", "")
    reason = _name(event, "return_reason")
    if event.to_state == ADJUDICATION:
        return _(
            "Returned the work order, which went to adjudication (%(reason)s). "
            "Misdispatch note: %(note)s"
        ) % {"reason": reason or "—", "note": note}
    if reason:
        return _("Returned the work order (%(reason)s). Misdispatch note: %(note)s") % {
            "reason": reason,
            "note": note,
        }
    return _("Returned the work order. Misdispatch note: %(note)s") % {"note": note}


@sentence("workorders.completed")
def _completed(event: Event) -> str:
    values = {"handler": _name(event, "handler"), "notes": event.data.get("resolution_notes", "")}
    if event.data.get("is_resolved"):
        return _("Completed by %(handler)s, resolved. Result: %(notes)s") % values
    return _("Completed by %(handler)s, not resolved. Result: %(notes)s") % values


@sentence("workorders.approved")
def _approved(event: Event) -> str:
    return _("Reviewed and found complete. Review remark: %(remark)s") % {
        "remark": event.data.get("review_remark", "")
    }


@sentence("workorders.misdispatch_noted")
def _misdispatch_noted(event: Event) -> str:
    note = event.data.get("misdispatch_note", "")
    if note:
        return _("Confirmed the misdispatch: %(note)s") % {"note": note}
    return _("Confirmed the misdispatch.")


@sentence("workorders.redispatched")
def _redispatched(event: Event) -> str:
    reason = event.data.get("reason", "") or event.data.get("misdispatch_note", "")
    if reason:
        return _("Put back for re-dispatch: %(reason)s") % {"reason": reason}
    return _("Put back for re-dispatch.")


sentence("workorders.recalled")(_plain(lambda: _("Took the dispatch back.")))


@sentence("workorders.code_item_saved")
def _code_item_saved(event: Event) -> str:
    return _("Saved “%(label)s” (%(code)s) in the list %(list)s.") % {
        "label": event.data.get("after", {}).get("label_zh_hans", ""),
        "code": event.data.get("code", ""),
        "list": event.data.get("list", ""),
    }


@sentence("workorders.urged")
def _urged(event: Event) -> str:
    remark = event.data.get("remark", "")
    if remark:
        return _("The customer urged (%(urges)s): %(remark)s") % {
            "urges": event.data.get("urges", ""),
            "remark": remark,
        }
    return _("The customer urged (%(urges)s).") % {"urges": event.data.get("urges", "")}


@sentence("workorders.reassigned")
def _reassigned(event: Event) -> str:
    return _("Reassigned from %(before)s to %(technician)s: %(reason)s") % {
        "before": _name(event, "before"),
        "technician": _name(event, "technician"),
        "reason": event.data.get("reason", ""),
    }


@sentence("workorders.regraded")
def _regraded(event: Event) -> str:
    data = event.data
    return _("Changed the grade from %(before)s to %(after)s: %(reason)s") % {
        "before": _graded(data.get("before", {})),
        "after": _graded(data.get("after", {})),
        "reason": data.get("reason", ""),
    }


def _graded(values: dict[str, dict[str, str]]) -> str:
    """Return a grade and a class of region as they were called."""
    return " · ".join(each["name"] for each in values.values() if each.get("name")) or "—"


@sentence("workorders.answered")
def _answered(event: Event) -> str:
    return _("Answered at first contact and closed: %(answer)s") % {
        "answer": event.data.get("answer", "")
    }


@sentence("workorders.transferred")
def _transferred(event: Event) -> str:
    return _("Complex: transferred to the working group. %(reason)s") % {
        "reason": event.data.get("reason", "")
    }


@sentence("workorders.divided")
def _divided(event: Event) -> str:
    return _("%(department)s assists, with sub-order %(number)s: %(matter)s") % {
        "department": _name(event, "work_area"),
        "number": event.data.get("number", ""),
        "matter": event.data.get("matter", ""),
    }


@sentence("workorders.handler_named")
def _handler_named(event: Event) -> str:
    return _("Named %(technician)s as the handler.") % {"technician": _name(event, "technician")}


@sentence("workorders.linked")
def _linked(event: Event) -> str:
    return _("Linked to work order %(number)s.") % {"number": event.data.get("number", "")}


@sentence("workorders.unlinked")
def _unlinked(event: Event) -> str:
    return _("Took the link to work order %(number)s back.") % {
        "number": event.data.get("number", "")
    }


@sentence("workorders.request_field_saved")
def _request_field_saved(event: Event) -> str:
    return _("Saved the field “%(label)s” (%(code)s) of the request type %(type)s.") % {
        "label": event.data.get("after", {}).get("label_zh_hans", ""),
        "code": event.data.get("code", ""),
        "type": event.data.get("request_type", ""),
    }


def _name(event: Event, key: str) -> str:
    value = event.data.get(key) or {}
    return str(value.get("name", ""))
