"""The daily list of the working group: what hangs, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from zuoxi.comments import queries as comments
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.paging import Page, paginate
from zuoxi.linkage.choices import HANDLER_MINUTES, LIMIT_HOURS, NOTE_PERCENT, Concern
from zuoxi.linkage.models import Alarm, Informed
from zuoxi.linkage.queries.items import visible_items
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders.choices import Complexity, Status
from zuoxi.workorders.models import Dispatch, WorkOrder

PAGE_SIZE = 50

_AT_WORK = (Status.DISPATCHED, Status.IN_PROGRESS)
_WAITING = (Status.CREATED, Status.RETURNED, Status.REDISPATCH_PENDING)
_WITH_RESULT = (Status.COMPLETED, Status.UNDER_REVIEW)


@dataclass(frozen=True)
class DailyRow:
    """An order on the list, with all that is wrong with it."""

    order: WorkOrder
    concerns: list[Concern]


def daily(
    actor: Actor, *, now: datetime, concern: str = "", cursor: str = "", limit: int = PAGE_SIZE
) -> Page[DailyRow]:
    """Return one page of what hangs, the longest first; with ``concern`` only what has that.

    Orders that lie with departments, and complex ones before and after that. They are found by the
    index of each of the two, which together hold what is open at departments and no more.
    """
    rows = _judged(actor, now)
    wanted = [Concern(concern)] if concern in Concern.values else list(Concern)
    rows = rows.filter(_any_of(wanted))
    load = _marked(WorkOrder.objects.all(), now).select_related("customer")
    load = load.defer("customer__grams")
    found = paginate(rows, by="last_action_at", cursor=cursor, limit=limit, load=load)
    fill(found.items, ("request_type", "work_area", "technician"))
    items = [
        DailyRow(each, [name for name in Concern if getattr(each, f"is_{name.value}")])
        for each in found.items
    ]
    return Page(items, found.next_cursor)


def unnamed_legs(now: datetime) -> list[int]:
    """Return the dispatches to departments whose handler should be named by now, without alarm."""
    departments = Unit.objects.filter(kind=UnitKind.DEPARTMENT).values("pk")
    there = WorkOrder.objects.filter(work_area__in=departments, status__in=_AT_WORK)
    legs = Dispatch.objects.filter(
        order__in=there.values("pk"),
        outcome="",
        named_at=None,
        dispatched_at__lte=now - timedelta(minutes=HANDLER_MINUTES.at(now)),
    ).exclude(pk__in=Alarm.objects.values("pk"))
    return list(legs.order_by("dispatched_at", "pk").values_list("pk", flat=True))


def _judged(actor: Actor, now: datetime) -> QuerySet[WorkOrder]:
    departments = Unit.objects.filter(
        Q(centre_id__in=actor.centre_ids) | Q(pk__in=actor.area_ids), kind=UnitKind.DEPARTMENT
    )
    at_department = WorkOrder.objects.filter(
        work_area_id__in=list(departments.values_list("pk", flat=True)), status__in=_AT_WORK
    )
    shared = visible_items(actor).exclude(status=Status.ARCHIVED)
    ids = at_department.values("pk").union(shared.values("pk"), all=True)
    return _marked(WorkOrder.objects.filter(pk__in=ids), now)


def _marked(rows: QuerySet[WorkOrder], now: datetime) -> QuerySet[WorkOrder]:
    """Add a column for each concern."""
    legs = Dispatch.objects.filter(order=OuterRef("pk"), round=OuterRef("round"))
    told = Informed.objects.filter(order=OuterRef("pk"), leg__round=OuterRef("round"))
    limit = timedelta(hours=LIMIT_HOURS.at(now))
    handler = now - timedelta(minutes=HANDLER_MINUTES.at(now))
    half = now - limit * NOTE_PERCENT.at(now) / 100
    at_department = Q(status__in=_AT_WORK, work_area__kind=UnitKind.DEPARTMENT)
    is_complex = Q(complexity=Complexity.COMPLEX, merged_into=None)
    rows = rows.alias(
        leg_id=Subquery(legs.values("pk")[:1]),
        since=Subquery(legs.values("dispatched_at")[:1]),
        named=Subquery(legs.values("named_at")[:1]),
        is_told=Exists(told),
    ).alias(has_note=comments.has_progress("leg_id"))
    return rows.annotate(
        is_unassigned=_yes(is_complex & Q(status__in=_WAITING, last_action_at__lte=handler)),
        is_no_handler=_yes(at_department & Q(named=None, since__lte=handler)),
        is_late=_yes(at_department & Q(since__lte=now - limit)),
        is_no_note=_yes(at_department & Q(has_note=False, since__lte=half)),
        is_not_informed=_yes(is_complex & Q(status__in=_WITH_RESULT, is_told=False)),
    )


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


def _any_of(wanted: list[Concern]) -> Q:
    found = Q(pk__in=[])
    for each in wanted:
        found |= Q(**{f"is_{each.value}": True})
    return found
