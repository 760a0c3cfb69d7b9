"""What is due: the open clocks that somebody sees, the one that is due first at the top."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zuoxi.clocks.choices import ClockMilestone, ClockStatus
from zuoxi.clocks.models import Clock
from zuoxi.deadlines.choices import Standing
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.paging import Page, paginate
from zuoxi.org import queries as org
from zuoxi.org.models import Unit
from zuoxi.web.nav import COUNT_CAP
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50
_GOING = (ClockStatus.RUNNING, ClockStatus.BREACHED)


@dataclass(frozen=True, kw_only=True)
class DueFilter:
    """What narrows the list; every part is optional. ``unit`` is a code."""

    standing: str = Standing.OPEN
    milestone: str = ""
    unit: str = ""


@dataclass(frozen=True)
class DueRow:
    """A clock that is open, with its order."""

    clock: Clock
    order: WorkOrder


def due_page(actor: Actor, wanted: DueFilter, *, now: datetime, cursor: str = "") -> Page[DueRow]:
    """Return one page of open clocks of orders that the actor sees, what is due first at the top.

    A row may be missing whose order went out of sight some seconds ago. Raises InvalidInput.
    """
    rows = _seen(actor, wanted)
    faults = Faults()
    faults.choice("standing", wanted.standing, Standing.values)
    faults.choice("milestone", wanted.milestone, ["", *ClockMilestone.values])
    faults.stop()
    if wanted.milestone:
        rows = rows.filter(milestone=wanted.milestone)
    if wanted.standing == Standing.OVERDUE:
        rows = rows.filter(due_at__lt=now, is_paused=False)
    elif wanted.standing == Standing.PAUSED:
        rows = rows.filter(is_paused=True)
    elif wanted.standing == Standing.NEXT:
        rows = rows.filter(due_at__gte=now, is_paused=False)
    found = paginate(rows, by="due_at", cursor=cursor, limit=PAGE_SIZE)
    return Page(_with_orders(actor, found.items), found.next_cursor)


def overdue_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many promises are overdue for the rail, counted no further than it shows."""
    rows = _seen(actor, DueFilter()).filter(due_at__lt=now, is_paused=False)
    return {"deadlines-overdue": len(rows.values_list("pk")[: COUNT_CAP + 1])}


def _seen(actor: Actor, wanted: DueFilter) -> QuerySet[Clock]:
    """Return the open clocks of the units that the actor answers for or leads."""
    mine = Q(unit__in=actor.area_ids) | Q(unit__in=actor.centre_ids)
    if actor.centre_ids:
        mine |= Q(unit__in=Unit.objects.filter(centre__in=actor.centre_ids).values("pk"))
    rows = Clock.objects.filter(mine, state__in=(*_GOING, ClockStatus.PAUSED))
    if wanted.unit:
        unit = org.visible_to(actor).filter(code__iexact=wanted.unit).first()
        rows = rows.filter(unit=unit) if unit else rows.none()
    return rows


def _with_orders(actor: Actor, clocks: list[Clock]) -> list[DueRow]:
    seen = workorders.visible_to(actor).filter(pk__in={each.order_id for each in clocks})
    orders = {each.pk: each for each in seen}
    fill(list(orders.values()), ("request_type", "grade", "work_area"))
    fill(clocks, ("unit",))
    return [DueRow(each, orders[each.order_id]) for each in clocks if each.order_id in orders]
