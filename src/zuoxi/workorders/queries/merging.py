"""Which orders are the same matter as another one, and which may be."""

from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries.duplicates import duplicates
from zuoxi.workorders.queries.orders import open_orders_of

_SHOWN = 8


def wishes_merged_into(order_id: int) -> list[WorkOrder]:
    """Return what is merged into an order with number and wish for a callback, nothing else."""
    rows = WorkOrder.objects.filter(merged_into_id=order_id).order_by("pk")
    return list(rows.only("number", "callback_required"))


def lock_open_merged_into(order_id: int) -> list[str]:
    """Lock what is merged into an order and not archived; return the numbers."""
    rows = WorkOrder.objects.filter(merged_into_id=order_id).exclude(status=Status.ARCHIVED)
    locked = rows.select_for_update(no_key=True).order_by("pk")
    return list(locked.values_list("number", flat=True))


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
