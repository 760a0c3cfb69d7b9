"""Which orders are the same matter as another one, and which may be."""

from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.statements import Reading
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries.duplicates import duplicates
from zuoxi.workorders.queries.orders import open_orders_of

_SHOWN = 8
_MERGED = Reading(WorkOrder, "WHERE merged_into_id = %s ORDER BY id")
_LOCKED_MERGED = Reading(
    WorkOrder, "WHERE merged_into_id = %s AND status <> %s ORDER BY id FOR NO KEY UPDATE"
)


def wishes_merged_into(order_id: int) -> list[WorkOrder]:
    """Return what is merged into an order, to whoever may know it."""
    return _MERGED.rows(order_id)


def lock_open_merged_into(order_id: int) -> list[str]:
    """Lock what is merged into an order and not archived; return the numbers."""
    return [each.number for each in _LOCKED_MERGED.rows(order_id, Status.ARCHIVED.value)]


def possible_mains(actor: Actor, order: WorkOrder, now: datetime) -> list[WorkOrder]:
    """Return the open orders that an order is likeliest to be the same matter as."""
    found = [
        *duplicates(actor, customer_id=order.customer_id, request_type=order.request_type, now=now),
        *open_orders_of(actor, order.customer_id),
    ]
    known = {
        each.pk: each
        for each in found
        if each.centre_id == order.centre_id and each.merged_into_id is None
    }
    known.pop(order.pk, None)
    return list(known.values())[:_SHOWN]
