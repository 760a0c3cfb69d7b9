"""Tasks of departments over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, LongText, Moment, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.tasks import actions, presenters, queries
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.choices import TaskState, Whose
from zuoxi.tasks.models import Task, TaskNote
from zuoxi.tasks.policies import may_see_tasks, may_work_on_tasks
from zuoxi.tasks.presenters import TaskRow

router = Router(tags=["tasks of departments"])

TaskId = Annotated[Id, Path()]


class TaskNoteOut(Output):
    """How far a task was at some time."""

    text: str
    author: str
    written_at: datetime

    @classmethod
    def of(cls, note: TaskNote) -> Self:
        """Build the answer for one note."""
        return cls(text=note.text, author=note.author.name, written_at=note.written_at)


class TaskOut(Output):
    """What a unit owes. `source` is what it came from, as far as the caller may see that."""

    id: int
    state: TaskState
    state_label: str
    version: int
    text: str
    centre_id: int
    unit_id: int
    unit: str
    assignee: str | None
    assignee_name: str | None
    due_at: datetime
    source_type: str
    source_label: str
    created_by: str
    created_at: datetime
    result: str
    ended_by: str | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: TaskRow) -> Self:
        """Build the answer for one task."""
        task = row.task
        return cls(
            id=task.pk,
            state=row.state,
            state_label=row.state_label,
            version=task.version,
            text=task.text,
            centre_id=task.centre_id,
            unit_id=task.unit_id,
            unit=task.unit.name,
            assignee=task.assignee.username if task.assignee else None,
            assignee_name=task.assignee.name if task.assignee else None,
            due_at=task.due_at,
            source_type=task.source_type,
            source_label=row.source.label if row.source else "",
            created_by=task.created_by.name,
            created_at=task.created_at,
            result=task.result,
            ended_by=task.ended_by.name if task.ended_by else None,
            ended_at=task.ended_at,
        )


class TaskDetailOut(Output):
    """A task with its progress notes, the oldest first."""

    task: TaskOut
    notes: list[TaskNoteOut]


class SetTaskIn(Input):
    """A task for a unit; without a time it is due as usual."""

    text: LongText
    unit_id: Id
    username: ShortText = ""
    due_at: Moment | None = None
    order: ShortText = ""


class TaskPersonIn(Input):
    """Who sees to a task, by user name."""

    username: ShortText


class TaskTextIn(Input):
    """A progress note."""

    text: LongText


class TaskResultIn(Input):
    """What came of a task."""

    result: LongText


class TaskReasonIn(Input):
    """Why a task need not be done any more."""

    reason: LongText


class TaskMoveIn(Input):
    """Another due time, and why."""

    due_at: Moment
    reason: LongText


@operation(router.get, "/tasks", PageOut[TaskOut], policy=may_see_tasks)
def list_tasks(
    request: Request,
    state: TaskState = TaskState.OPEN,
    whose: Whose = Whose.ALL,
    unit_id: Id | None = None,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[TaskOut]:
    """List the tasks that the caller may see.

    `open` includes the overdue ones and starts with the one that was due first; ended ones start
    with the newest.
    """
    now = timezone.now()
    found = queries.page(
        request.actor,
        state=state.value,
        whose=whose.value,
        unit_id=unit_id,
        now=now,
        cursor=cursor,
        limit=limit,
    )
    rows = presenters.rows_for(found.items, request.actor, now)
    return PageOut[TaskOut](
        items=[TaskOut.of(each) for each in rows], next_cursor=found.next_cursor
    )


@operation(
    router.post,
    "/tasks",
    TaskDetailOut,
    status=201,
    policy=may_work_on_tasks,
    etag=True,
    problems=(404,),
)
def set_department_task(request: Request, response: HttpResponse, body: SetTaskIn) -> TaskDetailOut:
    """Set a unit a task, about a work order if its number is given."""
    task = actions.set_task(
        actor=request.actor,
        wanted=WantedTask(
            text=body.text, unit_id=body.unit_id, username=body.username, due_at=body.due_at
        ),
        number=body.order.strip(),
        now=timezone.now(),
    )
    return _answer(request, response, queries.find(request.actor, task.pk))


@operation(router.get, "/tasks/{task_id}", TaskDetailOut, policy=may_see_tasks, etag=True)
def get_task(request: Request, response: HttpResponse, task_id: TaskId) -> TaskDetailOut:
    """Get one task with its progress notes."""
    return _answer(request, response, queries.find(request.actor, task_id))


@operation(
    router.post,
    "/tasks/{task_id}/person",
    TaskDetailOut,
    policy=may_work_on_tasks,
    problems=(409, 412),
    etag=True,
)
def name_task_person(
    request: Request,
    response: HttpResponse,
    task_id: TaskId,
    body: TaskPersonIn,
    if_match: IfMatch = None,
) -> TaskDetailOut:
    """Say who sees to a task; staff of the unit may take it themselves."""
    task = actions.name_person(
        actor=request.actor,
        task_id=task_id,
        username=body.username,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, task)


@operation(
    router.post,
    "/tasks/{task_id}/notes",
    TaskDetailOut,
    status=201,
    policy=may_work_on_tasks,
    problems=(409,),
    etag=True,
)
def add_task_note(
    request: Request, response: HttpResponse, task_id: TaskId, body: TaskTextIn
) -> TaskDetailOut:
    """Write down how far a task is."""
    task = actions.add_note(
        actor=request.actor, task_id=task_id, text=body.text, now=timezone.now()
    )
    return _answer(request, response, task)


@operation(
    router.post,
    "/tasks/{task_id}/due",
    TaskDetailOut,
    policy=may_work_on_tasks,
    problems=(409, 412),
    etag=True,
)
def move_task_due(
    request: Request,
    response: HttpResponse,
    task_id: TaskId,
    body: TaskMoveIn,
    if_match: IfMatch = None,
) -> TaskDetailOut:
    """Move the due time of a task, with the reason; the unit that owes it cannot."""
    task = actions.move_due(
        actor=request.actor,
        task_id=task_id,
        due_at=body.due_at,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, task)


@operation(
    router.post,
    "/tasks/{task_id}/finish",
    TaskDetailOut,
    policy=may_work_on_tasks,
    problems=(409, 412),
    etag=True,
)
def finish_department_task(
    request: Request,
    response: HttpResponse,
    task_id: TaskId,
    body: TaskResultIn,
    if_match: IfMatch = None,
) -> TaskDetailOut:
    """Report a task as done, with what came of it."""
    task = actions.finish_task(
        actor=request.actor,
        task_id=task_id,
        result=body.result,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, task)


@operation(
    router.post,
    "/tasks/{task_id}/cancel",
    TaskDetailOut,
    policy=may_work_on_tasks,
    problems=(409, 412),
    etag=True,
)
def cancel_department_task(
    request: Request,
    response: HttpResponse,
    task_id: TaskId,
    body: TaskReasonIn,
    if_match: IfMatch = None,
) -> TaskDetailOut:
    """Take a task back with the reason; the unit that owes it cannot."""
    task = actions.cancel_task(
        actor=request.actor,
        task_id=task_id,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, task)


def _answer(request: Request, response: HttpResponse, task: Task) -> TaskDetailOut:
    response["ETag"] = etag(task.version)
    row = presenters.rows_for([task], request.actor, timezone.now())[0]
    return TaskDetailOut(
        task=TaskOut.of(row), notes=[TaskNoteOut.of(each) for each in task.notes.all()]
    )
