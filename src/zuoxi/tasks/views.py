"""The list of tasks, the page of one, and setting one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.tasks import actions, presenters, queries
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.choices import TaskState, Whose
from zuoxi.tasks.forms import CancelForm, FinishForm, MoveForm, NoteForm, PersonForm, SetForm
from zuoxi.tasks.models import Task
from zuoxi.tasks.policies import may_see_tasks, may_work_on_tasks
from zuoxi.web.forms import ShownForm, whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders


@page(policy=may_see_tasks, methods=["GET"])
def task_list(request: ActorRequest) -> HttpResponse:
    """Show the open tasks, the first due one on top; or the overdue or ended ones."""
    now = timezone.now()
    usual = Whose.MINE if may_work_on_tasks(request.actor) else Whose.ALL
    state = _chosen(request, "state", TaskState.values, TaskState.OPEN)
    whose = _chosen(request, "whose", Whose.values, usual)
    found = queries.page(
        request.actor,
        state=state,
        whose=whose,
        unit_id=whole_number(request.GET.get("unit", "")),
        now=now,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "rows": presenters.rows_for(found.items, request.actor, now),
        "next_cursor": found.next_cursor,
        "state": state,
        "whose": whose,
        "unit": whole_number(request.GET.get("unit", "")) or "",
        "states": TaskState.choices,
        "people": Whose.choices,
        "may_set": may_work_on_tasks(request.actor) and bool(queries.units_for(request.actor)),
    }
    return render(request, "tasks/list.html", "tasks/_list.html", context)


@page(policy=may_work_on_tasks)
def new(request: ActorRequest) -> HttpResponse:
    """Set a unit a task, about an order if one is named."""
    units = queries.units_for(request.actor)
    initial = {
        "number": request.GET.get("number", ""),
        "unit": request.GET.get("unit", ""),
        "due_at": actions.usual_due(timezone.now()),
    }
    form = SetForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST":
        found: list[Task] = []

        def write() -> None:
            faults = Faults()
            due_at = None
            with faults.noted():
                due_at = read_moment("due_at", form.typed("due_at"))
            faults.stop()
            wanted = WantedTask(
                text=form.typed("text"), unit_id=form.whole_number("unit"), due_at=due_at
            )
            found.append(
                actions.set_task(
                    actor=request.actor,
                    wanted=wanted,
                    number=form.typed("number").strip(),
                    now=timezone.now(),
                )
            )

        if _written(form, write):
            messages.success(request, _("The task is set."))
            return redirect(request, "tasks:task", found[0].pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "tasks/new.html", context={"form": form, "may_set": bool(units)}, status=status
    )


@page(policy=may_see_tasks, methods=["GET"])
def task(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one task with what the reader may do."""
    return _show(request, queries.find(request.actor, pk))


@page(policy=may_see_tasks, methods=["GET"])
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the tasks about an order: a part of its page that refreshes itself."""
    order = workorders.row(request.actor, number)
    part = presenters.order_part(order, actor=request.actor, now=timezone.now())
    context = {"part": part, "number": number}
    return render(request, "tasks/of_order.html", "tasks/_of_order.html" if part else "", context)


@page(policy=may_work_on_tasks, methods=["POST"])
def note(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down how far a task is."""
    form = NoteForm(request.POST)
    return _sent(
        request,
        pk,
        "note",
        form,
        lambda: actions.add_note(
            actor=request.actor, task_id=pk, text=form.typed("text"), now=timezone.now()
        ),
    )


@page(policy=may_work_on_tasks, methods=["POST"])
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who sees to a task."""
    found = queries.find(request.actor, pk)
    form = PersonForm(request.POST, people=queries.people_for(found.unit))
    return _sent(
        request,
        pk,
        "person",
        form,
        lambda: actions.name_person(
            actor=request.actor,
            task_id=pk,
            username=form.typed("username"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_tasks, methods=["POST"])
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Move the due time of a task."""
    form = MoveForm(request.POST)
    return _sent(
        request,
        pk,
        "move",
        form,
        lambda: actions.move_due(
            actor=request.actor,
            task_id=pk,
            due_at=read_moment("due_at", form.typed("due_at")),
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_tasks, methods=["POST"])
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Report a task as done."""
    form = FinishForm(request.POST)
    return _sent(
        request,
        pk,
        "finish",
        form,
        lambda: actions.finish_task(
            actor=request.actor,
            task_id=pk,
            result=form.typed("result"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_tasks, methods=["POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a task back."""
    form = CancelForm(request.POST)
    return _sent(
        request,
        pk,
        "cancel",
        form,
        lambda: actions.cancel_task(
            actor=request.actor,
            task_id=pk,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


def _sent(
    request: ActorRequest, pk: int, name: str, form: ShownForm, write: Callable[[], object]
) -> HttpResponse:
    """Do what a form asks and answer with the task, or with the form and what is wrong."""
    if _written(form, write):
        messages.success(request, _("The operation was successful."))
        return redirect(request, reverse("tasks:task", args=[pk]))
    return _show(request, queries.find(request.actor, pk), {name: form})


def _written(form: ShownForm, write: Callable[[], object]) -> bool:
    try:
        write()
    except NotFound:
        if "number" not in form.fields:
            raise
        form.add_error("number", _("There is no work order with this number that you may see."))
        return False
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return False
    return True


def _show(
    request: ActorRequest, found: Task, refused: dict[str, ShownForm] | None = None
) -> HttpResponse:
    now = timezone.now()
    refused = refused or {}
    for form in refused.values():
        # Whoever sends it again acts on the state that is shown now.
        form.data = dict(form.data.items()) | {"version": str(found.version)}
    context: dict[str, Any] = {
        "row": presenters.rows_for([found], request.actor, now)[0],
        "task": found,
        "forms": _forms(request, found) | refused,
        "log": presenters.history_of(found),
        "is_preview": "preview" in request.GET,
    }
    status = 422 if refused else 200
    return render(request, "tasks/task.html", "tasks/_task.html", context, status=status)


def _forms(request: ActorRequest, found: Task) -> dict[str, ShownForm]:
    rights = presenters.rights_of(found, request.actor)
    version = {"version": found.version}
    forms: dict[str, ShownForm] = {}
    if rights.may_note:
        forms["note"] = NoteForm()
    if rights.may_finish:
        forms["finish"] = FinishForm(initial=version)
    if rights.may_name:
        people = list(queries.people_for(found.unit))
        chosen = found.assignee.username if found.assignee else ""
        forms["person"] = PersonForm(people=people, initial=version | {"username": chosen})
    if rights.may_take_back:
        forms["move"] = MoveForm(initial=version | {"due_at": found.due_at})
        forms["cancel"] = CancelForm(initial=version)
    return forms


def _chosen(request: ActorRequest, name: str, offered: list[str], usual: str) -> str:
    value = request.GET.get(name, usual)
    return str(value if value in offered else usual)
