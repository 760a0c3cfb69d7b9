"""The figures of the board, and the orders behind each of them, by the same conditions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from zuoxi.boards.choices import OVERDUE_HOURS, By, Figure
from zuoxi.boards.policies import ROLES
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50

_UNFINISHED = (
    Status.CREATED,
    Status.DISPATCHED,
    Status.IN_PROGRESS,
    Status.RETURNED,
    Status.REDISPATCH_PENDING,
)
_OPEN = (*_UNFINISHED, Status.COMPLETED, Status.UNDER_REVIEW)
_RELATIONS = ("customer", "technician")
# By what each table groups, and what it shows of each group.
_GROUPS: dict[By, tuple[str, str]] = {
    By.AREA: ("work_area_id", "work_area__name"),
    By.TECHNICIAN: ("technician_id", "technician__name"),
    By.INTAKE: ("received_by_id", "received_by__name"),
    By.DISPATCHER: ("latest_leg__dispatched_by_id", "latest_leg__dispatched_by__name"),
    By.REVIEWER: ("reviewed_by_id", "reviewed_by__name"),
}


@dataclass(frozen=True)
class Period:
    """From a moment to another, which is not part of it."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Counted:
    """The figures of one work area or person; ``key`` is None for what is with nobody."""

    key: int | None
    name: str
    figures: dict[Figure, int]


def centres(actor: Actor) -> list[Unit]:
    """Return the service centres whose board the actor may see."""
    held = actor.places_of(ROLES)
    return list(Unit.objects.filter(kind=UnitKind.CENTRE, pk__in=held).order_by("code"))


def table(actor: Actor, centre: Unit, by: By, *, period: Period, now: datetime) -> list[Counted]:
    """Return the figures of each area or person that has one, with one query."""
    key, name = _GROUPS[by]
    conditions = _conditions(period, now)
    rows = (
        _considered(actor, centre, by, period)
        .values(key, name)
        .annotate(**{f"n_{each}": Count("pk", filter=conditions[each]) for each in Figure})
        .order_by(F(name).asc(nulls_first=True), key)
    )
    counted = (
        Counted(row[key], row[name] or "", {each: row[f"n_{each}"] for each in Figure})
        for row in rows
    )
    return [each for each in counted if any(each.figures.values())]


def behind(
    actor: Actor,
    centre: Unit,
    by: By,
    key: int | None,
    figure: Figure,
    *,
    period: Period,
    now: datetime,
    cursor: str = "",
) -> Page[WorkOrder]:
    """Return the orders that one figure counts, the one that has waited longest first."""
    group, _name = _GROUPS[by]
    rows = _considered(actor, centre, by, period).filter(
        _conditions(period, now)[figure], **{group: key}
    )
    load = WorkOrder.objects.select_related(*_RELATIONS)
    return paginate(rows, by="last_action_at", cursor=cursor, limit=PAGE_SIZE, load=load)


def name_of(actor: Actor, centre: Unit, by: By, key: int, *, period: Period) -> str:
    """Return the name of a work area or person that the board counts by.

    Raises NotFound for an area or technician of another centre. A person with whom nothing is any
    more has no name here: who works elsewhere is not told.
    """
    if by is By.AREA:
        areas = Unit.objects.filter(pk=key, centre=centre)
        found = areas.values_list("name", flat=True).first()
    elif by is By.TECHNICIAN:
        people = Technician.objects.filter(pk=key, work_area__centre=centre)
        found = people.values_list("name", flat=True).first()
    else:
        group, name = _GROUPS[by]
        rows = _considered(actor, centre, by, period).filter(**{group: key})
        # Any row will do: in the order of ids it would be looked for among the oldest.
        names = rows.order_by().values_list(name, flat=True)[:1]
        found = str(next(iter(names), None) or "—")
    if found is None:
        raise NotFound
    return found


def colleagues(centre: Unit, by: By, key: int | None) -> list[Technician]:
    """Return the technicians to whom the orders of an area or technician may be given."""
    people = Technician.objects.filter(is_active=True, work_area__centre=centre)
    if by is By.AREA:
        return list(people.filter(work_area_id=key).order_by("code"))
    if by is By.TECHNICIAN:
        same_area = Technician.objects.filter(pk=key or 0).values("work_area")
        return list(people.filter(work_area__in=same_area).exclude(pk=key or 0).order_by("code"))
    return []


def _considered(actor: Actor, centre: Unit, by: By, period: Period) -> QuerySet[WorkOrder]:
    """Return what any figure may count: bounded by status and time, so that an index serves it.

    What is merged is counted once, with its main order, until both are archived.

    An archived order was not reviewed after it was archived, and nothing happens to it later.
    """
    rows = workorders.visible_to(actor).filter(
        Q(status__in=_OPEN, merged_into=None)
        | Q(status=Status.ARCHIVED, last_action_at__gte=period.begins),
        centre=centre,
    )
    if by is By.REVIEWER:
        return rows.filter(reviewed_by__isnull=False)
    if by is By.DISPATCHER:
        # One join for all that is asked of the latest dispatch; never dispatched orders have none.
        latest = FilteredRelation("legs", condition=Q(legs__round=F("round")))
        return rows.alias(latest_leg=latest).filter(latest_leg__isnull=False)
    return rows


def _conditions(period: Period, now: datetime) -> dict[Figure, Q]:
    is_open = Q(status__in=_OPEN)
    idle_since = now - timedelta(hours=OVERDUE_HOURS.at(now))
    late = (
        Q(status__in=_UNFINISHED, appointment_at__lt=now)
        | Q(feedback_due_at__lt=now)
        | Q(last_action_at__lt=idle_since)
    )
    return {
        Figure.OPEN: is_open,
        Figure.OVERDUE: is_open & late,
        Figure.REVIEWED: Q(
            is_reviewed=True, reviewed_at__gte=period.begins, reviewed_at__lt=period.ends
        ),
        Figure.ARCHIVED: Q(
            status=Status.ARCHIVED,
            archived_at__gte=period.begins,
            archived_at__lt=period.ends,
        ),
    }
