"""Inspections as people see them, and the orders that a sample is drawn from."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.inspections.choices import MOST_ORDERS, Verdict
from zuoxi.inspections.models import Inspection, Sampled
from zuoxi.inspections.policies import OVERSEERS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.tasks import queries as tasks
from zuoxi.tasks.models import Task
from zuoxi.workorders.models import Dispatch

PAGE_SIZE = 50
FINDING = "inspections.finding"

_RELATIONS = ("centre", "department", "begun_by", "closed_by")
_SHOWN_CORRECTIONS = 200


def visible_to(actor: Actor) -> QuerySet[Inspection]:
    """Return the inspections of the centres that the actor leads or oversees."""
    led = groups.centres_led(actor, GroupKind.LEADERSHIP)
    return Inspection.objects.filter(centre_id__in=led | actor.places_of(OVERSEERS))


def find(actor: Actor, pk: int) -> Inspection:
    """Return one visible inspection; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related(*_RELATIONS).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Inspection]:
    """Return one page, the newest first."""
    return paginate(
        visible_to(actor),
        by="begun_at",
        descending=True,
        cursor=cursor,
        limit=limit,
        load=Inspection.objects.select_related(*_RELATIONS),
    )


def progress_of(inspections: list[Inspection]) -> dict[int, tuple[int, int, int]]:
    """Return of each how many orders its sample has, are judged, and have a finding."""
    rows = Sampled.objects.filter(inspection__in=inspections).order_by().values("inspection_id")
    found = rows.annotate(
        size=Count("pk"),
        judged=Count("pk", filter=~Q(verdict=Verdict.PENDING)),
        findings=Count("pk", filter=Q(verdict=Verdict.FINDING)),
    )
    return {e["inspection_id"]: (e["size"], e["judged"], e["findings"]) for e in found}


def sample_of(inspection: Inspection) -> list[Sampled]:
    """Return the sample in its order."""
    rows = Sampled.objects.filter(inspection=inspection)
    return list(
        rows.select_related("order__request_type", "department", "judged_by").order_by("position")
    )


def sampled_of(actor: Actor, ids: "list[int]") -> list[Sampled]:
    """Return those orders of samples that stand in visible inspections."""
    rows = Sampled.objects.filter(pk__in=ids, inspection__in=visible_to(actor))
    return list(rows.select_related("inspection", "order"))


def centres_for(actor: Actor) -> list[Unit]:
    """Return the centres whose departments the actor inspects."""
    led = groups.centres_led(actor, GroupKind.LEADERSHIP)
    return list(groups.visible_centres(actor).filter(pk__in=led))


def departments_of(centre_id: int) -> list[Unit]:
    """Return the departments of a centre, closed ones too: they handled orders."""
    rows = Unit.objects.filter(centre_id=centre_id, kind=UnitKind.DEPARTMENT)
    return list(rows.order_by("path"))


def units_of(centre_id: int) -> list[Unit]:
    """Return the units that can put something right."""
    return groups.units_below(centre_id)


def handled(
    centre: Unit, department: Unit | None, first_day: date, last_day: date
) -> dict[int, int]:
    """Return the orders dispatched to departments in a period, by id, with their department.

    Days are the centre's. Of several dispatches of an order the first one counts.
    """
    zone = ZoneInfo(centre.time_zone)
    since = datetime.combine(first_day, time.min, tzinfo=zone)
    until = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)
    units = [department] if department else departments_of(centre.pk)
    legs = Dispatch.objects.filter(
        work_area__in=units, dispatched_at__gte=since, dispatched_at__lt=until
    )
    first = legs.order_by().values("order_id").annotate(leg=Min("pk")).values("leg")
    rows = Dispatch.objects.filter(pk__in=first).order_by("order_id")
    return dict(rows.values_list("order_id", "work_area_id")[:MOST_ORDERS])


def corrections_of(sample: list[Sampled]) -> QuerySet[Task]:
    """Return what has to be put right of a sample and is not done yet."""
    return tasks.open_of_sources(FINDING, [each.pk for each in sample])


def open_corrections(actor: Actor) -> list[Task]:
    """Return what has to be put right of all visible inspections, the first due on top."""
    centres = groups.centres_led(actor, GroupKind.LEADERSHIP) | actor.places_of(OVERSEERS)
    rows = tasks.visible_to(actor).filter(pk__in=tasks.open_in(centres, FINDING).values("pk"))
    return list(
        rows.select_related("centre", "unit", "assignee", "created_by", "ended_by").order_by(
            "due_at", "pk"
        )[:_SHOWN_CORRECTIONS]
    )
