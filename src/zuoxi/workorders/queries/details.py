"""One work order with all that belongs to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import prefetch_related_objects

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.lifecycle import Transition
from zuoxi.kernel.models import Event, EveryEvent
from zuoxi.kernel.single import single
from zuoxi.kernel.statements import Reading, Selected, batch
from zuoxi.workorders.events import OrderFact, OrdersLinked, OrdersUnlinked
from zuoxi.workorders.models import Dispatch, RequestField, WorkOrder
from zuoxi.workorders.policies import may_take
from zuoxi.workorders.queries.codes import request_fields
from zuoxi.workorders.queries.decisions import barred_arrows, open_arrows
from zuoxi.workorders.queries.orders import ask_by_number, visible_to, with_customer

_DETAIL_RELATIONS = (
    "centre",
    "device_type",
    "request_type",
    "grade",
    "region_class",
    "work_area",
    "technician",
    "received_by",
    "submitted_by",
    "reviewed_by",
    "archived_by",
)
# By the number, so that all can be asked for at once with the order itself.
_ID = "(SELECT id FROM workorders_workorder WHERE number = %s)"
_MERGED = Reading(WorkOrder, f"WHERE merged_into_id = {_ID} ORDER BY id")
_LEGS = Reading(Dispatch, f"WHERE order_id = {_ID} ORDER BY round")
_LEG = Reading(
    Dispatch,
    "JOIN workorders_workorder AS work_order ON work_order.id = workorders_dispatch.order_id "
    "AND work_order.round = workorders_dispatch.round WHERE work_order.number = %s",
)
_EVENTS = cast(
    "Reading[Event]",
    Reading(EveryEvent, f"WHERE subject_type = %s AND subject_id = {_ID} ORDER BY id"),
)
_CUSTOMER_ID = "SELECT customer_id FROM workorders_workorder WHERE number = %(number)s"
_LEG_RELATIONS = (
    "work_area",
    "technician",
    "handler",
    "dispatched_by",
    "accepted_by",
    "named_by",
    "finished_by",
    "return_reason",
    "confirmed_by",
)


@dataclass(frozen=True)
class OrderDetail:
    """An order with its legs (oldest first), its history, and what the actor may do next.

    ``barred`` is what the actor could do if a decision did not bind the order; ``merged`` are the
    orders that are the same matter. ``events`` are empty where they were not asked for.
    ``fields`` names the details of its request type, those no longer asked for included.
    """

    order: WorkOrder
    legs: list[Dispatch]
    events: Sequence[Event]
    actions: list[Transition] = field(default_factory=list)
    barred: list[Transition] = field(default_factory=list)
    merged: Sequence[WorkOrder] = ()
    fields: list[RequestField] = field(default_factory=list)

    @property
    def leg(self) -> Dispatch | None:
        """The latest dispatch, open or ended; None before the first."""
        return self.legs[-1] if self.legs else None


def find(actor: Actor, number: str) -> WorkOrder:
    """Return one visible order with what a page shows of it; raise NotFound otherwise."""
    rows = with_customer(visible_to(actor)).select_related("merged_into")
    order = single(rows.filter(number=number))
    if order is None:
        raise NotFound
    fill([order], _DETAIL_RELATIONS)
    return order


def detail(actor: Actor, number: str) -> OrderDetail:
    """Return one visible order with all that a page shows of it; raise NotFound otherwise."""
    order = find(actor, number)
    with batch():
        asked = ask_detail(actor, order, with_events=True)
    return asked()


def legs(order: WorkOrder) -> list[Dispatch]:
    """Return the dispatches of an order, oldest first."""
    return _filled(_LEGS.rows(order.number) if order.round else [])


def ask_leg(number: str) -> Callable[[], Dispatch | None]:
    """Ask for the latest dispatch of an order; the function returned waits for it.

    The caller must have found that the actor sees the order.
    """
    rows = _LEG.ask(number)
    return lambda: next(iter(rows()), None)


def _filled(found: list[Dispatch]) -> list[Dispatch]:
    fill(found, _LEG_RELATIONS)
    return found


def merged_into(number: str) -> list[WorkOrder]:
    """Return the orders that are merged into one that the caller was allowed to see."""
    return _with_customers(_MERGED.rows(number))


def _with_customers(found: list[WorkOrder]) -> list[WorkOrder]:
    prefetch_related_objects(found, "customer")
    fill(found, ("request_type", "received_by"))
    return found


def history(actor: Actor, order: WorkOrder) -> list[Event]:
    """Return the events of an order that the actor sees, oldest first.

    Links name another order, which may be another work area's: the centre alone reads of them.
    """
    return _seen(actor, order, _EVENTS.rows(OrderFact.SUBJECT, order.number))


def _seen(actor: Actor, order: WorkOrder, events: Iterable[Event]) -> list[Event]:
    hidden = () if order.centre_id in actor.centre_ids else (OrdersLinked.KIND, OrdersUnlinked.KIND)
    return [each for each in events if each.kind not in hidden]


def legal_actions(actor: Actor, order: WorkOrder) -> list[Transition]:
    """Return the transitions the table offers this actor from the order's state."""
    return [each for each in open_arrows(order) if may_take(actor, each, order)]


def ask_opened(
    actor: Actor, number: str, *, with_events: bool = False
) -> Callable[[], OrderDetail]:
    """Ask for a visible order with what belongs to it; nothing waits for the order itself.

    The function returned waits for it. Raises NotFound, at once for what can be no number.
    """
    if not number.isprintable():
        raise NotFound
    found, asked = ask_by_number(actor, number), _ask_beside(number, with_events=with_events)

    def read() -> OrderDetail:
        order = found()
        if order is None:
            raise NotFound
        return asked(actor, order)

    return read


def ask_detail(
    actor: Actor, order: WorkOrder, *, with_events: bool = False
) -> Callable[[], OrderDetail]:
    """Ask for what belongs to a visible order, read with nothing beside it, as the API says it.

    The function returned waits for it.
    """
    asked = _ask_beside(order.number, with_events=with_events)
    return lambda: asked(actor, order)


def customer_of(number: str) -> Selected:
    """Return the statement for the customer of an order that the caller reads with it."""
    return Selected(_CUSTOMER_ID, {"number": number})


def _ask_beside(number: str, *, with_events: bool) -> Callable[[Actor, WorkOrder], OrderDetail]:
    asked, merged = _LEGS.ask(number), _MERGED.ask(number)
    events = _EVENTS.ask(OrderFact.SUBJECT, number) if with_events else list

    def read(actor: Actor, order: WorkOrder) -> OrderDetail:
        fill([order], _DETAIL_RELATIONS)
        fields = request_fields(order.request_type, active_only=False) if order.details else []
        return OrderDetail(
            order,
            _filled(asked()),
            _seen(actor, order, events()),
            legal_actions(actor, order),
            [each for each in barred_arrows(order) if may_take(actor, each, order)],
            _with_customers(merged()),
            list(fields),
        )

    return read
