"""How an inspection is begun, carried out and closed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.utils.translation import gettext as _

from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.inspections import queries
from zuoxi.inspections.choices import (
    MOST_DAYS,
    MOST_ORDERS,
    MOST_SAMPLED,
    SAMPLE_SIZE,
    TEXT_LIMIT,
    TITLE_LIMIT,
    InspectionStatus,
    Method,
    Verdict,
)
from zuoxi.inspections.events import (
    CorrectionSet,
    InspectionBegun,
    InspectionClosed,
    InspectionFact,
    OrderJudged,
)
from zuoxi.inspections.models import Inspection, Sampled
from zuoxi.inspections.policies import may_inspect
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.org.models import Unit
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.models import Task
from zuoxi.tasks.queries import Source
from zuoxi.workorders import queries as workorders

_NUMBER_LIMIT = 24


@dataclass(frozen=True, kw_only=True)
class WantedInspection:
    """An inspection as asked for.

    With ``numbers`` these orders are the sample; else ``size`` are drawn, the usual number if none
    is given. ``seed`` draws an earlier sample again; by default a new one is made.
    """

    title: str
    first_day: date | None
    last_day: date | None
    department_id: int | None = None
    size: int | None = None
    numbers: Sequence[str] = ()
    seed: str = ""


@action("inspections.begin_inspection", policy=may_inspect)
def begin_inspection(
    *, actor: Actor, centre_id: int, wanted: WantedInspection, now: datetime
) -> Inspection:
    """Draw or choose the sample of what departments handled in a period; leaders alone do so."""
    centre = groups.centre(actor, centre_id)
    _require_leader(actor, centre.pk, "inspections.begin_inspection")
    faults = Faults()
    title = faults.line("title", wanted.title, limit=TITLE_LIMIT)
    department = _department(centre, wanted.department_id, faults)
    _check_period(wanted.first_day, wanted.last_day, now, faults)
    seed = faults.line("seed", wanted.seed, limit=32, required=False)
    if faults:
        # What there is to draw from hangs on the period and the department.
        faults.stop()
    assert wanted.first_day is not None
    assert wanted.last_day is not None
    handled = queries.handled(centre, department, wanted.first_day, wanted.last_day)
    if len(handled) >= MOST_ORDERS:
        faults.add("last_day", _("That are too many orders to draw from. Choose a shorter period."))
    if wanted.numbers:
        seed = ""
        orders = _chosen(actor, wanted.numbers, handled, faults)
    else:
        seed = seed or secrets.token_hex(8)
        orders = _drawn(handled, wanted.size or SAMPLE_SIZE.at(now), seed, wanted.size, faults)
    faults.stop()
    assert actor.user_id is not None
    inspection = Inspection.objects.create(
        centre=centre,
        department=department,
        title=title,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        method=Method.CHOSEN if wanted.numbers else Method.RANDOM,
        seed=seed,
        population=len(handled),
        begun_by_id=actor.user_id,
        begun_at=now,
    )
    Sampled.objects.bulk_create(
        Sampled(inspection=inspection, position=place, order_id=pk, department_id=handled[pk])
        for place, pk in enumerate(orders, start=1)
    )
    data: dict[str, object] = {
        "method": inspection.method,
        "seed": seed,
        "size": len(orders),
        "population": len(handled),
    }
    _tell(InspectionBegun, inspection, data, actor=actor, now=now)
    return queries.find(actor, inspection.pk)


@action("inspections.judge_order", policy=may_inspect)
def judge_order(
    *,
    actor: Actor,
    inspection_id: int,
    sampled_id: int,
    verdict: str,
    text: str,
    expected_version: int | None,
    now: datetime,
) -> Inspection:
    """Say what was found of one order of the sample; a finding needs words."""
    inspection = _lock(actor, inspection_id, expected_version, "inspections.judge_order")
    sampled = _sampled(inspection, sampled_id)
    faults = Faults()
    judged = (Verdict.IN_ORDER.value, Verdict.FINDING.value)
    found = faults.choice("verdict", verdict, judged)
    clean = faults.text("text", text, limit=TEXT_LIMIT, required=found == Verdict.FINDING)
    faults.stop()
    if found == Verdict.IN_ORDER and queries.corrections_of([sampled]).exists():
        raise Conflict(_("Something has to be put right about this order. Cancel that task first."))
    sampled.verdict, sampled.text = found, clean
    sampled.judged_by_id, sampled.judged_at = actor.user_id, now
    sampled.save(update_fields=["verdict", "text", "judged_by", "judged_at"])
    _touch(inspection)
    data = {"number": sampled.order.number, "verdict": found, "text": clean}
    _tell(OrderJudged, inspection, data, actor=actor, now=now)
    return queries.find(actor, inspection.pk)


@action("inspections.set_correction", policy=may_inspect)
def set_correction(
    *,
    actor: Actor,
    inspection_id: int,
    sampled_id: int,
    wanted: WantedTask,
    expected_version: int | None,
    now: datetime,
) -> Task:
    """Say which unit has to put right what was found; it stays listed until it is done."""
    inspection = _lock(
        actor, inspection_id, expected_version, "inspections.set_correction", also_closed=True
    )
    sampled = _sampled(inspection, sampled_id)
    if sampled.verdict != Verdict.FINDING:
        raise Conflict(_("Only a finding is put right. Say first what was found."))
    task = tasks.create_task(
        actor=actor,
        centre_id=inspection.centre_id,
        wanted=wanted,
        source=Source(queries.FINDING, sampled.pk),
        now=now,
    )
    _touch(inspection)
    data = {"number": sampled.order.number, "unit": task.unit.name, "text": task.text}
    _tell(CorrectionSet, inspection, data, actor=actor, now=now)
    return task


@action("inspections.close_inspection", policy=may_inspect)
def close_inspection(
    *,
    actor: Actor,
    inspection_id: int,
    conclusion: str,
    expected_version: int | None,
    now: datetime,
) -> Inspection:
    """Close an inspection with its conclusion, once each order of the sample was looked at.

    What has to be put right stays open until it is done.
    """
    inspection = _lock(actor, inspection_id, expected_version, "inspections.close_inspection")
    faults = Faults()
    text = faults.text("conclusion", conclusion, limit=TEXT_LIMIT)
    faults.stop()
    waiting = Sampled.objects.filter(inspection=inspection, verdict=Verdict.PENDING).count()
    if waiting:
        raise Conflict(
            _("%(count)s orders of the sample have not been looked at yet.") % {"count": waiting},
            code="not_looked_at",
        )
    inspection.status = InspectionStatus.CLOSED
    inspection.conclusion = text
    inspection.closed_by_id, inspection.closed_at = actor.user_id, now
    _touch(inspection, "status", "conclusion", "closed_by", "closed_at")
    _tell(InspectionClosed, inspection, {"conclusion": text}, actor=actor, now=now)
    return queries.find(actor, inspection.pk)


def _require_leader(actor: Actor, centre_id: int, name: str) -> None:
    groups.require_member(actor, centre_id, GroupKind.LEADERSHIP, action=name)


def _department(centre: Unit, department_id: int | None, faults: Faults) -> Unit | None:
    if department_id is None:
        return None
    rows = (each for each in queries.departments_of(centre.pk) if each.pk == department_id)
    found = next(rows, None)
    if found is None:
        faults.add("department", _("Choose a department of this centre."))
    return found


def _check_period(
    first_day: date | None, last_day: date | None, now: datetime, faults: Faults
) -> None:
    for name, value in (("first_day", first_day), ("last_day", last_day)):
        if value is None:
            faults.add(name, _("Enter a date."))
    if first_day is None or last_day is None:
        return
    if last_day < first_day:
        faults.add("last_day", _("The last day lies before the first one."))
    elif (last_day - first_day).days >= MOST_DAYS:
        faults.add("last_day", _("At most two years at once."))
    if first_day > now.date():
        faults.add("first_day", _("The period has not begun yet: there is nothing to look at."))


def _chosen(
    actor: Actor, numbers: Sequence[str], handled: dict[int, int], faults: Faults
) -> list[int]:
    """Return the orders of these numbers; note what is not to be had."""
    found: list[int] = []
    for raw in dict.fromkeys(each.strip() for each in numbers if each.strip()):
        pk = _order(actor, raw)
        if pk is None or pk not in handled:
            text = _("%(number)s did not lie with such a department in this period.")
            faults.add("numbers", text % {"number": raw[:_NUMBER_LIMIT]})
        else:
            found.append(pk)
    if len(found) > MOST_SAMPLED:
        faults.add("numbers", _("At most %(most)s orders.") % {"most": MOST_SAMPLED})
    return found


def _order(actor: Actor, number: str) -> int | None:
    try:
        return workorders.row(actor, number).pk
    except NotFound:
        return None


def _drawn(
    handled: dict[int, int], size: int, seed: str, wanted: int | None, faults: Faults
) -> list[int]:
    """Return so many of the orders, drawn with a seed; a sample larger than all is refused."""
    if not handled:
        faults.add("first_day", _("No order lay with such a department in this period."))
        return []
    if not 1 <= size <= MOST_SAMPLED:
        text = _("Enter a number from 1 to %(most)s.")
        faults.add("size", text % {"most": MOST_SAMPLED})
        return []
    if size > len(handled):
        if wanted is not None:
            text = _("There are only %(count)s orders in this period; draw as many at most.")
            faults.add("size", text % {"count": len(handled)})
            return []
        size = len(handled)
    # Not a secret: whoever doubts the sample draws it again.
    return Random(seed).sample(sorted(handled), size)  # noqa: S311


def _lock(
    actor: Actor,
    inspection_id: int,
    expected_version: int | None,
    name: str,
    *,
    also_closed: bool = False,
) -> Inspection:
    if not queries.visible_to(actor).filter(pk=inspection_id).exists():
        raise NotFound
    rows = Inspection.objects.select_for_update(of=("self",), no_key=True)
    inspection = rows.select_related("centre").get(pk=inspection_id)
    _require_leader(actor, inspection.centre_id, name)
    if inspection.status != InspectionStatus.OPEN and not also_closed:
        raise Conflict(_("This inspection is closed."), extra={"version": inspection.version})
    if expected_version is not None and expected_version != inspection.version:
        raise Stale(extra={"version": inspection.version})
    return inspection


def _sampled(inspection: Inspection, sampled_id: int) -> Sampled:
    rows = Sampled.objects.filter(inspection=inspection, pk=sampled_id).select_related("order")
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def _touch(inspection: Inspection, *fields: str) -> None:
    inspection.version += 1
    inspection.save(update_fields=[*fields, "version"])


def _tell(
    kind: type[InspectionFact],
    inspection: Inspection,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    told = {"title": inspection.title, **data}
    publish(
        kind(subject_id=inspection.pk, centre_id=inspection.centre_id, data=told),
        actor=actor,
        now=now,
    )
