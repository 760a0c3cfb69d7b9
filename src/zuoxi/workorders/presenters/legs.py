"""Dispatches of an order as pages show them: blocks of facts, lines, the story of its returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.web.templatetags.web import moment, yes_no
from zuoxi.workorders.choices import HANDLER_LABELS, Outcome
from zuoxi.workorders.models import Dispatch, WorkOrder

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Block:
    """A headed part of a dialog: facts to read; ``key`` names it for templates."""

    title: str
    rows: Rows = field(default_factory=list)
    key: str = ""


def departed(leg: Dispatch) -> str:
    """Say why an order can no longer be seen by the work area that it was dispatched to."""
    values = {
        "name": leg.finished_by.name if leg.finished_by else "",
        "number": leg.order.number,
    }
    if leg.outcome == Outcome.RETURNED:
        return (
            _(
                "%(name)s has returned work order %(number)s in the meantime, so it has left your "
                "work area. Your action was not carried out."
            )
            % values
        )
    if leg.outcome == Outcome.RECALLED:
        return (
            _(
                "%(name)s has taken back the dispatch of work order %(number)s in the meantime. "
                "Your action was not carried out."
            )
            % values
        )
    return (
        _(
            "Work order %(number)s has been put to another work area in the meantime. "
            "Your action was not carried out."
        )
        % values
    )


def earlier(legs: Sequence[Dispatch]) -> Block:
    """Return the earlier dispatches of an order that needs another one."""
    rows = [(round_of(leg), leg_line(leg)) for leg in legs]
    return Block(pgettext("block", "Earlier dispatches"), rows, key="earlier")


def story(order: WorkOrder, legs: Sequence[Dispatch]) -> list[Block]:
    """Return what led to adjudication: every dispatch with how it ended, the first one first."""
    return [
        Block(
            _("Round %(round)s: %(work_area)s")
            % {"round": leg.round, "work_area": leg.work_area.name},
            return_rows(leg) if leg.outcome == Outcome.RETURNED else leg_rows(order, leg),
            key="return" if leg.outcome == Outcome.RETURNED else "leg",
        )
        for leg in legs
    ]


def returned(leg: Dispatch) -> Block:
    """Return the block about a dispatch that came back."""
    return Block(pgettext("block", "Misdispatch note"), return_rows(leg), key="return")


def offer_rows(leg: Dispatch) -> Rows:
    """Return where a dispatch went, by whom, and since when it has been accepted."""
    rows = [
        (pgettext("field", "Work area"), leg.work_area.name),
        (pgettext("field", "Technician"), leg.technician.name),
        (pgettext("field", "Dispatch remark"), leg.remark),
    ]
    if leg.decision_basis:
        rows += [
            (pgettext("field", "Binding decision by"), leg.dispatched_by.name),
            (pgettext("field", "Basis of the decision"), leg.decision_basis),
            (pgettext("field", "Decided at"), moment(leg.dispatched_at)),
        ]
    else:
        rows += [
            (pgettext("field", "Dispatched by"), leg.dispatched_by.name),
            (pgettext("field", "Dispatched at"), moment(leg.dispatched_at)),
        ]
    if leg.accepted_by:
        rows += [
            (pgettext("field", "Accepted by"), leg.accepted_by.name),
            (pgettext("field", "Accepted at"), moment(leg.accepted_at)),
        ]
    if leg.named_by:
        rows += [
            (pgettext("field", "Handler named by"), leg.named_by.name),
            (pgettext("field", "Handler named at"), moment(leg.named_at)),
        ]
    return rows


def return_rows(leg: Dispatch) -> Rows:
    """Return why a dispatch came back, and what the dispatcher added to that."""
    rows = [
        (pgettext("field", "Misdispatch note"), leg.misdispatch_note),
        (
            pgettext("field", "Return reason"),
            leg.return_reason.label if leg.return_reason else "",
        ),
        (pgettext("field", "Returned by"), leg.finished_by.name if leg.finished_by else ""),
        (pgettext("field", "Returned from"), leg.work_area.name),
        (pgettext("field", "Returned at"), moment(leg.finished_at)),
    ]
    if leg.confirmed_by:
        rows += [
            (pgettext("field", "Supplement"), leg.misdispatch_supplement),
            (pgettext("field", "Confirmed by"), leg.confirmed_by.name),
            (pgettext("field", "Confirmed at"), moment(leg.confirmed_at)),
        ]
    return rows


def result_rows(order: WorkOrder, leg: Dispatch) -> Rows:
    """Return what the work area reports of a completed dispatch."""
    return [
        (str(HANDLER_LABELS[order.form_type]), leg.handler.name if leg.handler else ""),
        (pgettext("field", "Resolution notes"), leg.resolution_notes),
        (pgettext("field", "Resolved?"), yes_no(leg.is_resolved)),
        (pgettext("field", "Petition to the authorities?"), yes_no(leg.is_petition)),
        (pgettext("field", "Callback required?"), yes_no(leg.callback_required)),
        (pgettext("field", "Completed by"), leg.finished_by.name if leg.finished_by else ""),
        (pgettext("field", "Completed at"), moment(leg.finished_at)),
    ]


def leg_rows(order: WorkOrder, leg: Dispatch) -> Rows:
    """Return everything about a dispatch, from the offer to its end."""
    rows = offer_rows(leg)
    if leg.outcome == Outcome.RETURNED:
        return rows + return_rows(leg)
    if leg.outcome == Outcome.COMPLETED:
        return rows + result_rows(order, leg)
    if leg.outcome == Outcome.RECALLED:
        by = leg.finished_by.name if leg.finished_by else ""
        rows.append((pgettext("field", "Taken back by"), by))
        rows.append((pgettext("field", "Taken back at"), moment(leg.finished_at)))
    return rows


def leg_line(leg: Dispatch) -> str:
    """Return a dispatch and its end in a line each."""
    values = {
        "work_area": leg.work_area.name,
        "technician": leg.technician.name,
        "remark": leg.remark,
        "note": leg.misdispatch_note or leg.resolution_notes,
        "supplement": leg.misdispatch_supplement,
    }
    line = _("%(work_area)s, %(technician)s. Dispatch remark: %(remark)s") % values
    if leg.outcome == Outcome.RETURNED:
        line += "\n" + _("Misdispatch note: %(note)s") % values
        if leg.misdispatch_supplement:
            line += "\n" + _("Supplement: %(supplement)s") % values
    elif leg.outcome == Outcome.COMPLETED:
        line += "\n" + _("Result: %(note)s") % values
    elif leg.outcome == Outcome.RECALLED:
        line += "\n" + _("Taken back by the dispatcher.")
    return line


def round_of(leg: Dispatch) -> str:
    """Return the heading of a dispatch."""
    return _("Round %(round)s") % {"round": leg.round}
