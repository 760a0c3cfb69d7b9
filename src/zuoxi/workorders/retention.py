"""How long work orders, what belongs to them, and the keys of calls are kept."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zuoxi.kernel.history import lasts, stays
from zuoxi.kernel.retention import keep, removed
from zuoxi.workorders.choices import KEY_DAYS, Status
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import (
    CodeItem,
    Dispatch,
    MoveKey,
    OrderLink,
    OrderText,
    RequestField,
    WorkOrder,
)

keep(CodeItem, RequestField, because="Few rows; code lists.")
keep(WorkOrder, because="Archived, never removed.")
keep(Dispatch, OrderText, OrderLink, because="As long as its order.")
lasts(Q(subject_type=OrderFact.SUBJECT))


@stays(OrderFact.SUBJECT)
def at_work(since: datetime) -> QuerySet[WorkOrder]:
    """Return the orders that are open or were since then; what is archived stays so."""
    return WorkOrder.objects.exclude(status=Status.ARCHIVED, archived_at__lt=since)


@removed(MoveKey, after=KEY_DAYS)
def old_keys(now: datetime) -> QuerySet[MoveKey]:
    """Removed; who sends the same again so late is told that the order has moved on."""
    return MoveKey.objects.filter(at__lt=now - timedelta(days=KEY_DAYS.at(now)))
