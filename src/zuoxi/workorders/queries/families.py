"""Orders that several departments work on: their parts, and who has a say in their moves."""

from collections.abc import Callable
from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.statements import Reading
from zuoxi.workorders.choices import Complexity
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.queries.orders import visible_to

# Called as guard(order, action, now=…) with the locked order; raises Conflict where it refuses.
Guard = Callable[..., None]

_guards: list[Guard] = []

_PARTS = Reading(WorkOrder, "WHERE parent_id = %s ORDER BY id")
_LOCKED_PARTS = Reading(WorkOrder, "WHERE parent_id = %s ORDER BY id FOR NO KEY UPDATE")
_LATEST_LEGS = Reading(
    Dispatch,
    "JOIN workorders_workorder AS work_order ON work_order.id = workorders_dispatch.order_id "
    "AND work_order.round = workorders_dispatch.round WHERE work_order.id = ANY(%s)",
)


def register_guard(guard: Guard) -> Guard:
    """Let a higher package refuse moves of an order that several departments work on."""
    _guards.append(guard)
    return guard


def guard(order: WorkOrder, action: str, *, now: datetime) -> None:
    """Ask every guard; raises Conflict with the reason of the first that refuses."""
    for each in _guards:
        each(order, action, now=now)


def parts_of(order_id: int) -> list[WorkOrder]:
    """Return the parts of an order, the first one made first, to whoever may know of them."""
    return _PARTS.rows(order_id)


def lock_parts(order_id: int) -> list[WorkOrder]:
    """Return the parts of an order, held until the transaction ends; the order is held already."""
    return _LOCKED_PARTS.rows(order_id)


def latest_legs(order_ids: list[int]) -> dict[int, Dispatch]:
    """Return the latest dispatch of each of some orders that were dispatched, by order id."""
    found = _LATEST_LEGS.rows(order_ids) if order_ids else []
    fill(found, ("work_area", "technician", "handler"))
    return {each.order_id: each for each in found}


def takes_part(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor sees an order, or a part of it."""
    seen = visible_to(actor)
    return seen.filter(pk=order.pk).exists() or seen.filter(parent_id=order.pk).exists()


def family_areas(order: WorkOrder) -> frozenset[int]:
    """Return the departments that work on the matter of an order now, its own included."""
    if order.family_id is None:
        return order.area_ids
    rows = WorkOrder.objects.filter(pk=order.family_id).order_by() | WorkOrder.objects.filter(
        parent_id=order.family_id
    )
    found = rows.filter(work_area__isnull=False).values_list("work_area_id", flat=True)
    return order.area_ids | set(found)


def is_complex(order: WorkOrder) -> bool:
    """Tell whether the working group has an order."""
    return order.complexity == Complexity.COMPLEX
