"""Tasks at one moment, with what they came from as far as the reader may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy, pgettext

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogRow
from zuoxi.audit.subjects import Subject, subjects_of
from zuoxi.kernel.actors import Actor
from zuoxi.tasks import queries
from zuoxi.tasks.actions import ORDER, belongs_or_leads
from zuoxi.tasks.choices import SOON, TaskState, TaskStatus
from zuoxi.tasks.events import TaskFact
from zuoxi.tasks.models import Task
from zuoxi.tasks.policies import (
    leads,
    may_finish,
    may_see_tasks,
    may_take_back,
    may_work_on_tasks,
    oversees,
)
from zuoxi.tasks.queries import Source
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder

_LOOKS = {
    TaskState.OPEN: ("blue", "clock"),
    TaskState.OVERDUE: ("red", "alert-triangle"),
    TaskState.DONE: ("green", "circle-check"),
    TaskState.CANCELLED: ("grey", "circle-x"),
}
_SOON = ("amber", "hourglass")
_SHOWN_EVENTS = 30


@dataclass(frozen=True)
class TaskRow:
    """A task at one moment."""

    task: Task
    state: TaskState
    is_soon: bool
    source: Subject | None

    @property
    def state_label(self) -> str:
        """The state in words."""
        return pgettext("task", "Due soon") if self.is_soon else str(self.state.label)

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return (_SOON if self.is_soon else _LOOKS[self.state])[0]

    @property
    def icon(self) -> str:
        """The icon of the state."""
        return (_SOON if self.is_soon else _LOOKS[self.state])[1]


@dataclass(frozen=True)
class Rights:
    """What the reader may do with an open task."""

    may_note: bool
    may_name: bool
    may_finish: bool
    may_take_back: bool

    def __bool__(self) -> bool:
        return self.may_note or self.may_finish


def rows_for(tasks: Sequence[Task], actor: Actor, now: datetime) -> list[TaskRow]:
    """Return rows with what they came from, with one query for each type of source."""
    subjects = subjects_of(actor, [_About(each) for each in tasks if each.source_type])
    return [
        TaskRow(
            each,
            _state(each, now),
            _state(each, now) == TaskState.OPEN and each.due_at < now + SOON,
            subjects.get((each.source_type, each.source_id or 0)),
        )
        for each in tasks
    ]


def rows_of_source(source: Source, actor: Actor, now: datetime) -> list[TaskRow]:
    """Return the visible tasks of one source, for the page of another package.

    Shown with ``tasks/_of_source.html``, which takes ``task_rows`` and refreshes itself by the live
    topic ``tasks:<type>:<id>`` of whatever it stands in.
    """
    return [_plain(each, now) for each in queries.of_source(actor, source)]


def rows_of_sources(
    sources: Iterable[Source], actor: Actor, now: datetime
) -> dict[Source, list[TaskRow]]:
    """Return the visible tasks of several sources with one statement."""
    found = queries.of_sources(actor, sources)
    return {key: [_plain(each, now) for each in tasks] for key, tasks in found.items()}


def order_part(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Return the tasks about an order as a part of its page, with the way to set one."""
    if not may_see_tasks(actor):
        return None
    rows = rows_of_source(Source(ORDER, order.pk), actor, now)
    may_set = may_work_on_tasks(actor) and oversees(actor, order.centre_id)
    if not rows and not may_set:
        return None
    context = {
        "task_rows": rows,
        "task_order": order.number if may_set else "",
        "tasks_number": order.number,
        "tasks_topic": f"tasks:{ORDER}:{order.pk}",
    }
    title = gettext_lazy("Tasks of departments")
    return slots.Part("tasks", title, "tasks/_of_order.html", context, "list-check")


def rights_of(task: Task, actor: Actor) -> Rights:
    """Return what the actor may do with a task."""
    is_open = task.status == TaskStatus.OPEN
    has_part = is_open and belongs_or_leads(actor, task)
    return Rights(
        may_note=has_part,
        may_name=has_part and (leads(actor, task) or task.assignee_id != actor.user_id),
        may_finish=is_open and may_finish(actor, task),
        may_take_back=is_open and may_take_back(actor, task),
    )


def history_of(task: Task) -> list[LogRow]:
    """Return what happened to a task, the newest first, in words."""
    return audit.in_words(audit.latest(TaskFact.SUBJECT, task.pk, limit=_SHOWN_EVENTS))


@dataclass(frozen=True)
class _About:
    task: Task

    @property
    def subject_type(self) -> str:
        return self.task.source_type

    @property
    def subject_id(self) -> int | None:
        return self.task.source_id


def _plain(task: Task, now: datetime) -> TaskRow:
    state = _state(task, now)
    return TaskRow(task, state, state == TaskState.OPEN and task.due_at < now + SOON, None)


def _state(task: Task, now: datetime) -> TaskState:
    if task.status != TaskStatus.OPEN:
        return TaskState(task.status)
    return TaskState.OVERDUE if task.due_at < now else TaskState.OPEN
