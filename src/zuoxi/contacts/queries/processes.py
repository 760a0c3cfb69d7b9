"""Agreed processes: the versions of one, and the steps that count for a leg."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zuoxi.contacts.models import Process, ProcessStep, StepTick
from zuoxi.contacts.queries.register import heads_of, visible_departments
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org.models import Unit
from zuoxi.workorders.models import Dispatch, WorkOrder


@dataclass(frozen=True)
class StepRow:
    """A step as it stands on one leg. The first open one can be ticked, the last done unticked."""

    step: ProcessStep
    tick: StepTick | None
    is_next: bool
    is_last_done: bool


@dataclass(frozen=True)
class OpenProcess:
    """The version that holds for a leg, with its steps."""

    process: Process
    leg: Dispatch
    rows: list[StepRow]

    @property
    def open_steps(self) -> list[ProcessStep]:
        """The steps that nobody has ticked."""
        return [each.step for each in self.rows if each.tick is None]


def processes_of(unit: Unit) -> list[Process]:
    """Return all versions of a department's processes, by type, the newest first."""
    return list(_whole(Process.objects.filter(department=unit)))


def find_process(actor: Actor, pk: int) -> Process:
    """Return one version of a process of a visible department; raise NotFound otherwise."""
    rows = Process.objects.filter(department__in=visible_departments(actor), pk=pk)
    found = next(iter(_whole(rows)), None)
    if found is None:
        raise NotFound
    return found


def heads_to_agree(process_id: int) -> list[int]:
    """Return the heads of both sides who are to agree to a version."""
    unit = Process.objects.select_related("department__centre").get(pk=process_id).department
    assert unit.centre is not None
    return [each.pk for side in (unit.centre, unit) for each in heads_of(side)]


def process_of_leg(order: WorkOrder) -> OpenProcess | None:
    """Return the process that holds for an order's latest leg: the one in force when it began.

    What is agreed later holds for later legs. None where nothing had been agreed.
    """
    leg = single(Dispatch.objects.filter(order=order, round=order.round))
    if leg is None:
        return None
    then = leg.dispatched_at
    rows = Process.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=then),
        department_id=leg.work_area_id,
        request_type_id=order.request_type_id,
        in_force_at__lte=then,
    )
    process = rows.select_related("department").prefetch_related("steps").first()
    if process is None:
        return None
    done = ticks_of(leg)
    steps = list(process.steps.all())
    waiting = next((each for each in steps if each.pk not in done), None)
    last = next((each for each in reversed(steps) if each.pk in done), None)
    return OpenProcess(
        process,
        leg,
        [StepRow(each, done.get(each.pk), each == waiting, each == last) for each in steps],
    )


def ticks_of(leg: Dispatch) -> dict[int, StepTick]:
    """Return the ticks of a leg that count, by step."""
    rows = StepTick.objects.filter(leg=leg, unticked_at=None).select_related("ticked_by")
    return {each.step_id: each for each in rows}


def _whole(rows: QuerySet[Process]) -> QuerySet[Process]:
    return (
        rows.select_related(
            "department__centre",
            "request_type",
            "proposed_by",
            "centre_approved_by",
            "department_approved_by",
            "refused_by",
        )
        .prefetch_related("steps")
        .order_by("request_type__position", "request_type_id", "-number")
    )


def processes_seen(actor: Actor, ids: Iterable[int]) -> list[Process]:
    """Return those versions, of all that have these ids, that the actor may see."""
    rows = Process.objects.filter(department__in=visible_departments(actor), pk__in=list(ids))
    return list(rows.select_related("department", "request_type"))
