"""What must hold of every work order, wherever it came from and whatever failed meanwhile."""

from collections.abc import Iterator
from functools import reduce
from operator import add

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from zuoxi.kernel.history import whole_log
from zuoxi.kernel.soundness import rule
from zuoxi.workorders import lifecycle
from zuoxi.workorders.choices import Status
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder
from zuoxi.workorders.queries.orders import in_list

_AT_WORK = (Status.DISPATCHED, Status.IN_PROGRESS)


@rule("Each work order is in exactly one list.")
def in_one_list() -> Iterator[str]:
    """Name the orders that no list shows, or more than one."""
    lists = (Case(When(in_list(name), then=1), default=0) for name in lifecycle.LISTS)
    return _numbers(WorkOrder.objects.alias(lists=reduce(add, lists)).exclude(lists=1))


@rule("A work order lies with a work area exactly while a dispatch to it is open.")
def with_the_area_of_its_open_dispatch() -> Iterator[str]:
    """Name the orders whose dispatches tell of another work area, or of none."""
    open_legs = Dispatch.objects.filter(order=OuterRef("pk"), outcome="")
    orders = WorkOrder.objects.alias(
        is_open=Exists(open_legs),
        is_there=Exists(open_legs.filter(work_area=OuterRef("work_area"))),
    )
    return _numbers(
        orders.filter(
            Q(status__in=_AT_WORK, is_there=False) | (~Q(status__in=_AT_WORK) & Q(is_open=True))
        )
    )


@rule("The rounds of a work order are counted without a gap.")
def with_every_round() -> Iterator[str]:
    """Name the orders that count more dispatches than they have, or fewer."""
    legs = Dispatch.objects.filter(order=OuterRef("pk"))
    counted = legs.order_by().values("order").annotate(n=Count("pk")).values("n")
    orders = WorkOrder.objects.alias(
        dispatches=Coalesce(Subquery(counted), 0),
        is_beyond=Exists(legs.filter(round__gt=OuterRef("round"))),
    )
    return _numbers(orders.filter(~Q(dispatches=F("round")) | Q(is_beyond=True)))


@rule("A work order stands where its last move has put it.")
def where_the_history_says() -> Iterator[str]:
    """Name the orders whose status is not the one that their history ends with."""
    moves = (
        whole_log()
        .filter(
            subject_type=OrderFact.SUBJECT,
            subject_id=OuterRef("pk"),
            kind__startswith="workorders.",
        )
        .exclude(to_state="")
    )
    state = Case(
        When(~Q(status=Status.ARCHIVED) & Q(merged_into__isnull=False), then=Value("merged")),
        When(status=Status.COMPLETED, is_reviewed=True, then=Value(lifecycle.REVIEWED)),
        When(status=Status.RETURNED, in_adjudication=True, then=Value(lifecycle.ADJUDICATION)),
        default="status",
    )
    orders = WorkOrder.objects.alias(
        stands_at=state, said=Subquery(moves.order_by("-id").values("to_state")[:1])
    )
    return _numbers(orders.exclude(said=F("stands_at")))


@rule("Each work order can be found by its text.")
def with_a_text() -> Iterator[str]:
    """Name the orders that no search for a word would find."""
    text = OrderText.objects.filter(pk=OuterRef("pk"))
    return _numbers(WorkOrder.objects.filter(~Exists(text)))


def _numbers(orders: "QuerySet[WorkOrder]") -> Iterator[str]:
    return orders.order_by().values_list("number", flat=True).iterator()
