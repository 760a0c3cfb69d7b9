"""The console's rows, hints and results as pages and the API show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.choices import Role
from zuoxi.customers.presenters import CustomerName
from zuoxi.dispatching import queries
from zuoxi.dispatching.choices import BULK_TITLES, COLUMNS, OUT_COLUMNS, Result
from zuoxi.dispatching.models import Bulk, BulkItem, Claim
from zuoxi.dispatching.queries import Suggestion
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.paging import Page
from zuoxi.workorders import presenters as workorders
from zuoxi.workorders.choices import LIST_LABELS
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import Returns

_TONES = {
    Result.DONE: ("green", "circle-check"),
    Result.NOT_ALLOWED: ("red", "lock"),
    Result.CHANGED: ("amber", "refresh-alert"),
    Result.INVALID: ("red", "alert-circle"),
    Result.NOT_FOUND: ("grey", "search-off"),
}


@dataclass(frozen=True)
class ConsoleRow:
    """An order in a column: its customer as the reader may see it, its returns, who took it.

    ``is_overdue`` tells that its appointment has passed.
    """

    order: WorkOrder
    card: CustomerName
    returns: Returns | None
    claim: Claim | None
    is_mine: bool
    is_overdue: bool


@dataclass(frozen=True)
class Column:
    """One list of the console; ``count`` is capped as everywhere."""

    name: str
    label: str
    rows: list[ConsoleRow]
    next_cursor: str
    count: int

    @property
    def is_out(self) -> bool:
        """Whether its orders are in the hands of a work area."""
        return self.name in OUT_COLUMNS


@dataclass(frozen=True)
class Choice:
    """A suggestion under the digit that takes it, with its reasons in words."""

    digit: int
    suggestion: Suggestion
    reasons: list[str]


@dataclass(frozen=True)
class ResultRow:
    """What came of one order."""

    item: BulkItem
    label: str
    tone: str
    icon: str
    message: str


def columns(
    pages: Mapping[str, Page[WorkOrder]], counts: Mapping[str, int], actor: Actor, now: datetime
) -> list[Column]:
    """Return the columns with the same few queries for any number of orders in all of them."""
    orders = [each for page in pages.values() for each in page.items]
    rows = workorders.rows_for(orders, actor, now, with_returns=True)
    claims = queries.claims_of(orders, now)
    by_id = {each.order.pk: each for each in rows}
    return [
        Column(
            name=name,
            label=str(LIST_LABELS[name]),
            rows=[_row(by_id[each.pk], claims.get(each.pk), actor, now) for each in page.items],
            next_cursor=page.next_cursor,
            count=counts.get(name, 0),
        )
        for name, page in pages.items()
    ]


def presence(order: WorkOrder, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return who else has an order open, who has taken it, and whether the reader may take it."""
    claim = queries.claim_of(order, now)
    may_claim = order.state.list_name in COLUMNS and actor.holds_at(
        {Role.DISPATCHER}, order.centre_id
    )
    return {
        "order": order,
        "viewers": queries.viewers_of(order, actor, now),
        "claim": claim,
        "is_mine": claim is not None and claim.user_id == actor.user_id,
        "may_claim": may_claim,
    }


def suggestions(order: WorkOrder, actor: Actor, now: datetime) -> list[Choice]:
    """Return where an order could go, for whoever may dispatch it now; nothing for others."""
    waits = any(each.action == "dispatch" for each in order.lifecycle.leaving(order.state.name))
    if not waits or not actor.holds_at({Role.DISPATCHER}, order.centre_id):
        return []
    found = queries.suggestions(order, now)
    return [Choice(digit, each, _reasons(each)) for digit, each in enumerate(found, 1)]


def results(bulk: Bulk) -> list[ResultRow]:
    """Return what came of each order, of the undo where there was one."""
    return [_result(each) for each in queries.items_of(bulk)]


def progress(rows: Sequence[ResultRow], bulk: Bulk) -> dict[str, int]:
    """Return how many orders there are, have their result, and were done."""
    items = [each.item for each in rows]
    if bulk.undo_started_at is not None:
        items = [each for each in items if each.result == Result.DONE]
        found = [each.undo_result for each in items]
    else:
        found = [each.result for each in items]
    return {
        "count": len(found),
        "settled": sum(bool(each) for each in found),
        "done": sum(each == Result.DONE for each in found),
    }


def bulk_title(bulk: Bulk) -> str:
    """Return what was done, as the heading of the results."""
    return str(BULK_TITLES[bulk.kind])


def _row(
    row: workorders.OrderRow[CustomerName], claim: Claim | None, actor: Actor, now: datetime
) -> ConsoleRow:
    due = row.order.appointment_at
    return ConsoleRow(
        order=row.order,
        card=row.card,
        returns=row.returns,
        claim=claim,
        is_mine=claim is not None and claim.user_id == actor.user_id,
        is_overdue=due is not None and due < now,
    )


def _reasons(found: Suggestion) -> list[str]:
    reasons = []
    if found.did_last_job:
        reasons.append(_("Did the last job for this customer"))
    if found.jobs_in_district:
        reasons.append(
            ngettext(
                "The work area has completed %(jobs)s job in this district",
                "The work area has completed %(jobs)s jobs in this district",
                found.jobs_in_district,
            )
            % {"jobs": found.jobs_in_district}
        )
    if found.jobs_on_device:
        reasons.append(
            ngettext(
                "Has completed %(jobs)s job on this device type",
                "Has completed %(jobs)s jobs on this device type",
                found.jobs_on_device,
            )
            % {"jobs": found.jobs_on_device}
        )
    reasons.append(
        ngettext("%(legs)s order open", "%(legs)s orders open", found.open_legs)
        % {"legs": found.open_legs}
        if found.open_legs
        else _("Nothing open")
    )
    return reasons


def _result(item: BulkItem) -> ResultRow:
    if item.undo_result == Result.DONE:
        return ResultRow(item, _("Taken back"), "blue", "arrow-back-up", "")
    if item.undo_result:
        return ResultRow(item, _("Not taken back"), "amber", "alert-triangle", item.undo_message)
    if not item.result:
        return ResultRow(item, _("Waiting"), "grey", "hourglass", "")
    result = Result(item.result)
    tone, icon = _TONES[result]
    return ResultRow(item, str(result.label), tone, icon, item.message)
