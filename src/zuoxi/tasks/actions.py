"""How tasks are set, seen to, and end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import signed_in
from zuoxi.kernel.text import text_fault
from zuoxi.org.models import Unit
from zuoxi.tasks import queries
from zuoxi.tasks.choices import DUE_DAYS, TEXT_LIMIT, TaskStatus
from zuoxi.tasks.events import (
    TaskCancelled,
    TaskFact,
    TaskFinished,
    TaskMoved,
    TaskNoted,
    TaskPersonNamed,
    TaskSet,
)
from zuoxi.tasks.models import Task, TaskNote
from zuoxi.tasks.policies import (
    belongs,
    leads,
    may_finish,
    may_set_at,
    may_take_back,
    may_work_on_tasks,
)
from zuoxi.tasks.queries import Source
from zuoxi.workorders import queries as workorders

ORDER = "workorders.order"

# Later is a slip of the keyboard.
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class WantedTask:
    """A task as asked for; no person: the unit names one; no time: due after the usual days."""

    text: str
    unit_id: int | None
    username: str = ""
    due_at: datetime | None = None


@action("tasks.set_task", policy=may_work_on_tasks)
def set_task(*, actor: Actor, wanted: WantedTask, number: str = "", now: datetime) -> Task:
    """Set a unit a task by hand, about an order if its number is given."""
    source = Source(ORDER, workorders.row(actor, number).pk) if number else None
    centre = queries.centre_of(actor, wanted.unit_id)
    if centre is not None and not may_set_at(actor, centre.pk, wanted.unit_id or 0):
        raise Forbidden(
            _("Tasks are set by supervisors, heads and members of the linkage groups."),
            extra={"action": "tasks.set_task"},
        )
    return _create(actor, centre, wanted, source, now)


@action("tasks.create_task", policy=signed_in, internal=True)
def create_task(
    *, actor: Actor, centre_id: int, wanted: WantedTask, source: Source, now: datetime
) -> Task:
    """Set a unit of a centre a task for another package, which has decided that the actor may.

    Raises InvalidInput for ``text``, ``unit``, ``username`` and ``due_at``.
    """
    return _create(actor, Unit.objects.get(pk=centre_id), wanted, source, now)


@action("tasks.name_person", policy=may_work_on_tasks)
def name_person(
    *, actor: Actor, task_id: int, username: str, expected_version: int | None, now: datetime
) -> Task:
    """Say who sees to a task; staff of the unit may take it themselves."""
    task = _lock(actor, task_id, expected_version, belongs_or_leads)
    faults = Faults()
    person = _person(task.unit, username, faults)
    if not username.strip():
        faults.add("username", _("Choose who sees to the task."))
    faults.stop()
    assert person is not None
    if person.pk != actor.user_id and not leads(actor, task):
        raise Forbidden(_("You may take the task yourself. The head of the unit names others."))
    if person.pk == task.assignee_id:
        return queries.find(actor, task.pk)
    before = task.assignee
    task.assignee = person
    _save(task, "assignee")
    data = {"before": before.name if before else "", "after": person.name}
    told = {before.pk} if before else set()
    _tell(TaskPersonNamed, task, data, also=told, actor=actor, now=now)
    return queries.find(actor, task.pk)


@action("tasks.move_due", policy=may_work_on_tasks)
def move_due(
    *,
    actor: Actor,
    task_id: int,
    due_at: datetime | None,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> Task:
    """Move the due time of an open task, with the reason; the unit that owes it cannot."""
    task = _lock(actor, task_id, expected_version, may_take_back)
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    new = _due(due_at or task.due_at, now, faults)
    if new == task.due_at.replace(second=0, microsecond=0) or new == task.due_at:
        faults.add("due_at", _("Choose another due time."))
    faults.stop()
    data = {"before": task.due_at.isoformat(), "after": new.isoformat(), "reason": text}
    task.due_at = new
    _save(task, "due_at")
    _tell(TaskMoved, task, data, actor=actor, now=now)
    return queries.find(actor, task.pk)


@action("tasks.add_note", policy=may_work_on_tasks)
def add_note(*, actor: Actor, task_id: int, text: str, now: datetime) -> Task:
    """Write down how far an open task is."""
    task = _lock(actor, task_id, None, belongs_or_leads)
    faults = Faults()
    clean = faults.text("text", text, limit=TEXT_LIMIT)
    faults.stop()
    assert actor.user_id is not None
    TaskNote.objects.create(task=task, text=clean, author_id=actor.user_id, written_at=now)
    _tell(TaskNoted, task, {"note": clean}, actor=actor, now=now)
    return queries.find(actor, task.pk)


@action("tasks.finish_task", policy=may_work_on_tasks)
def finish_task(
    *, actor: Actor, task_id: int, result: str, expected_version: int | None, now: datetime
) -> Task:
    """Report a task as done, with what came of it."""
    task = _lock(actor, task_id, expected_version, may_finish)
    faults = Faults()
    text = faults.text("result", result, limit=TEXT_LIMIT)
    faults.stop()
    _end(task, TaskStatus.DONE, text, actor, now)
    data = {"result": text, "is_late": task.due_at < now}
    _tell(TaskFinished, task, data, actor=actor, now=now)
    return queries.find(actor, task.pk)


@action("tasks.cancel_task", policy=may_work_on_tasks)
def cancel_task(
    *, actor: Actor, task_id: int, reason: str, expected_version: int | None, now: datetime
) -> Task:
    """Take a task back with the reason; the unit that owes it cannot."""
    task = _lock(actor, task_id, expected_version, may_take_back)
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    _end(task, TaskStatus.CANCELLED, text, actor, now)
    _tell(TaskCancelled, task, {"reason": text}, actor=actor, now=now)
    return queries.find(actor, task.pk)


def belongs_or_leads(actor: Actor, task: Task) -> bool:
    """Tell whether the actor has to do with the task at all and not only looks on."""
    return belongs(actor, task) or leads(actor, task)


def usual_due(now: datetime) -> datetime:
    """Return when a task is due unless another time is given."""
    return now + timedelta(days=DUE_DAYS.at(now))


def _create(
    actor: Actor, centre: Unit | None, wanted: WantedTask, source: Source | None, now: datetime
) -> Task:
    faults = Faults()
    text = faults.text("text", wanted.text, limit=TEXT_LIMIT)
    due_at = _due(wanted.due_at or usual_due(now), now, faults)
    unit = _unit(centre, wanted.unit_id)
    if unit is None:
        faults.add("unit", _("Say which department or unit of the centre owes this."))
    person = _person(unit, wanted.username, faults) if unit else None
    faults.stop()
    assert actor.user_id is not None
    assert unit is not None
    assert unit.centre is not None
    task = Task.objects.create(
        centre=unit.centre,
        unit=unit,
        text=text,
        assignee=person,
        due_at=due_at,
        source_type=source.type if source else "",
        source_id=source.id if source else None,
        created_by_id=actor.user_id,
        created_at=now,
    )
    data = {
        "text": text,
        "unit": unit.name,
        "person": person.name if person else "",
        "due_at": due_at.isoformat(),
        "source_type": task.source_type,
        "source_id": task.source_id,
    }
    _tell(TaskSet, task, data, actor=actor, now=now)
    return task


def _unit(centre: Unit | None, unit_id: int | None) -> Unit | None:
    if centre is None or unit_id is None:
        return None
    rows = Unit.objects.filter(centre=centre, is_active=True).select_related("centre")
    return rows.filter(pk=unit_id).first()


def _person(unit: Unit, username: str, faults: Faults) -> User | None:
    name = username.strip()
    if not name:
        return None
    storable = text_fault(name, limit=TEXT_LIMIT) is None
    rows = queries.people_for(unit).filter(username__iexact=name) if storable else None
    found = rows.first() if rows is not None else None
    if found is None:
        faults.add("username", _("Choose a person of this department or unit."))
    return found


def _due(due_at: datetime, now: datetime, faults: Faults) -> datetime:
    if not now < due_at < _LATEST:
        faults.add("due_at", _("The due time must lie in the future."))
    return due_at


def _lock(
    actor: Actor,
    task_id: int,
    expected_version: int | None,
    may: Callable[[Actor, Task], bool],
) -> Task:
    """Return an open task that the actor may do this with; raise what does not allow it."""
    if not queries.visible_to(actor).filter(pk=task_id).exists():
        raise NotFound
    rows = Task.objects.select_for_update(of=("self",), no_key=True)
    task = rows.select_related("centre", "unit", "assignee").get(pk=task_id)
    if not may(actor, task):
        raise Forbidden(
            _("The unit that owes the task, who set it, and who oversees it do this.")
            if may is not may_take_back
            else _("Only who set the task, or who oversees the centre, may do this.")
        )
    if task.status != TaskStatus.OPEN:
        raise Conflict(_("This task has ended already."), extra={"version": task.version})
    if expected_version is not None and expected_version != task.version:
        raise Stale(extra={"version": task.version})
    return task


def _save(task: Task, *fields: str) -> None:
    task.version += 1
    task.save(update_fields=[*fields, "version"])


def _end(task: Task, status: TaskStatus, result: str, actor: Actor, now: datetime) -> None:
    task.status = status
    task.result = result
    task.ended_by_id = actor.user_id
    task.ended_at = now
    _save(task, "status", "result", "ended_by", "ended_at")


def _tell(
    kind: type[TaskFact],
    task: Task,
    data: Mapping[str, object],
    *,
    also: set[int] | frozenset[int] = frozenset(),
    actor: Actor,
    now: datetime,
) -> None:
    people = {task.created_by_id, *also} | ({task.assignee_id} if task.assignee_id else set())
    publish(
        kind(
            subject_id=task.pk,
            centre_id=task.centre_id,
            unit_id=task.unit_id,
            user_ids=frozenset(people),
            source=f"{task.source_type}:{task.source_id}" if task.source_type else "",
            data=data,
        ),
        actor=actor,
        now=now,
    )
