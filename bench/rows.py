"""What a walk leaves in the database, in words that are the same for every walk."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from zuoxi.dispatching.models import Experience
from zuoxi.kernel.models import Event
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import Dispatch, MoveKey, OrderText, WorkOrder

# Drawn anew for each call, or a digest of such: that they are there is compared.
_DRAWN = {"idempotency_key", "key", "request_id", "fingerprint"}


def left_by(number: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows of an archived order by table, without what differs from walk to walk."""
    order = WorkOrder.objects.get(number=number)
    legs = Dispatch.objects.filter(order=order).order_by("round")
    events = Event.objects.filter(subject_type=OrderFact.SUBJECT, subject_id=order.pk)
    tables: dict[str, QuerySet[Any]] = {
        "order": WorkOrder.objects.filter(pk=order.pk),
        "text": OrderText.objects.filter(order=order),
        "legs": legs,
        "events": events.order_by("pk"),
        "keys": MoveKey.objects.filter(order=order).order_by("pk"),
    }
    leg = legs.get().pk
    return {
        name: [_said(each, order, leg) for each in table.values()] for name, table in tables.items()
    }


def newest() -> str:
    """Return the number of the order that was created last."""
    return str(WorkOrder.objects.order_by("-pk")[0].number)


def jobs() -> int:
    """Return how many finished jobs are counted as experience."""
    return Experience.objects.aggregate(all=Sum("jobs"))["all"] or 0


def _said(row: dict[str, Any], order: WorkOrder, leg: int) -> dict[str, object]:
    named = {"number": order.number, "order_id": order.pk, "subject_id": order.pk, "leg_id": leg}
    began, ended = order.received_at, order.last_action_at
    found: dict[str, object] = {}
    for name, value in row.items():
        is_moment = isinstance(value, datetime) and began <= value <= ended
        if is_moment or (name in named and value == named[name]):
            found[name] = "of this walk"
        elif name != "id":
            found[name] = bool(value) if name in _DRAWN else value
    return found
