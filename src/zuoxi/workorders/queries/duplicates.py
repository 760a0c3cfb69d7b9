"""Open orders that may be about the same matter."""

from datetime import datetime, timedelta

from zuoxi.customers import queries as customers
from zuoxi.kernel.actors import Actor
from zuoxi.workorders.choices import DUPLICATE_DAYS, Status
from zuoxi.workorders.models import CodeItem, WorkOrder
from zuoxi.workorders.queries.orders import visible_to

_SHOWN = 5


def duplicates(
    actor: Actor, *, customer_id: int, request_type: CodeItem, now: datetime
) -> list[WorkOrder]:
    """Return the newest open orders of this type from this customer, telephone or address.

    Completed ones count as open here: the caller may well be calling about the result. A
    department's part of a matter is not what a caller means.
    """
    same_place = customers.neighbour_ids(customer_id)
    rows = (
        visible_to(actor)
        .filter(
            customer__in=same_place,
            parent=None,
            request_type=request_type,
            received_at__gte=now - timedelta(days=DUPLICATE_DAYS.at(now)),
        )
        .exclude(status=Status.ARCHIVED)
    )
    return list(rows.select_related("request_type", "work_area").order_by("-id")[:_SHOWN])
