"""Inspections: the list with what is still to be put right, one of them, and its sample."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.inspections import actions, presenters, queries
from zuoxi.inspections.actions import WantedInspection
from zuoxi.inspections.choices import SAMPLE_SIZE
from zuoxi.inspections.forms import BeginForm, CloseForm, CorrectionForm, JudgeForm
from zuoxi.inspections.models import Inspection
from zuoxi.inspections.policies import may_inspect, may_see_inspections
from zuoxi.kernel.days import read_day, read_moment
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.actions import WantedTask
from zuoxi.web.forms import ShownForm, whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page

_MONTH = timedelta(days=30)


@page(policy=may_see_inspections, methods=["GET"])
def inspection_list(request: ActorRequest) -> HttpResponse:
    """Show what is still to be put right, and the inspections, the newest first."""
    found = queries.page(request.actor, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": presenters.rows_for(found.items),
        "next_cursor": found.next_cursor,
        "task_rows": presenters.open_corrections(request.actor, timezone.now()),
        "may_begin": may_inspect(request.actor) and bool(queries.centres_for(request.actor)),
    }
    return render(request, "inspections/list.html", "inspections/_list.html", context)


@page(policy=may_see_inspections, methods=["GET"])
def inspection(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one inspection with its sample."""
    return _show(request, queries.find(request.actor, pk))


@page(policy=may_inspect)
def new(request: ActorRequest) -> HttpResponse:
    """Draw or choose a sample."""
    centres = queries.centres_for(request.actor)
    if not centres:
        return render(request, "inspections/new.html", context={"may_begin": False})
    wanted = whole_number(request.GET.get("centre", ""))
    centre = next((each for each in centres if each.pk == wanted), centres[0])
    now = timezone.now()
    today = timezone.localdate(now)
    initial = {
        "first_day": (today - _MONTH).isoformat(),
        "last_day": today.isoformat(),
        "size": SAMPLE_SIZE.at(now),
    }
    departments = queries.departments_of(centre.pk)
    form = BeginForm(request.POST or None, departments=departments, initial=initial)
    if request.method == "POST":
        try:
            made = actions.begin_inspection(
                actor=request.actor, centre_id=centre.pk, wanted=_wanted(form), now=now
            )
        except InvalidInput as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The sample is there. Look at each of its orders."))
            return redirect(request, "inspections:inspection", made.pk)
    context = {"form": form, "centre": centre, "centres": centres, "may_begin": True}
    status = 422 if form.is_bound else 200
    return render(request, "inspections/new.html", context=context, status=status)


@page(policy=may_inspect)
def judge(request: ActorRequest, pk: int, sampled: int) -> HttpResponse:
    """Say what was found of one order of a sample."""
    found = queries.find(request.actor, pk)
    if request.method != "POST":
        return _show_order(request, found, sampled)
    form = JudgeForm(request.POST)
    try:
        actions.judge_order(
            actor=request.actor,
            inspection_id=pk,
            sampled_id=sampled,
            verdict=form.typed("verdict"),
            text=form.typed("text"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return _show_order(request, queries.find(request.actor, pk), sampled, {"judge": form})
    messages.success(request, _("Saved."))
    if form.typed("verdict") == "finding":
        return redirect(request, "inspections:judge", pk, sampled)
    return redirect(request, "inspections:inspection", pk)


@page(policy=may_inspect, methods=["POST"])
def correct(request: ActorRequest, pk: int, sampled: int) -> HttpResponse:
    """Say which unit has to put right what was found."""
    found = queries.find(request.actor, pk)
    form = CorrectionForm(request.POST, units=queries.units_of(found.centre_id))
    try:
        actions.set_correction(
            actor=request.actor,
            inspection_id=pk,
            sampled_id=sampled,
            wanted=WantedTask(
                text=form.typed("text"),
                unit_id=form.whole_number("unit"),
                due_at=read_moment("due_at", form.typed("due_at")),
            ),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return _show_order(request, queries.find(request.actor, pk), sampled, {"correct": form})
    messages.success(request, _("The unit has the task; it stays listed until it is done."))
    return redirect(request, "inspections:inspection", pk)


@page(policy=may_inspect, methods=["POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close an inspection with its conclusion."""
    form = CloseForm(request.POST)
    try:
        actions.close_inspection(
            actor=request.actor,
            inspection_id=pk,
            conclusion=form.typed("conclusion"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return _show(request, queries.find(request.actor, pk), form)
    messages.success(request, _("The inspection is closed."))
    return redirect(request, "inspections:inspection", pk)


def _show(
    request: ActorRequest, found: Inspection, refused: CloseForm | None = None
) -> HttpResponse:
    card = presenters.card_of(found, request.actor, timezone.now())
    form = refused or CloseForm(initial={"version": found.version})
    _renew(form, found)
    context = {"card": card, "inspection": found, "form": form}
    status = 422 if refused else 200
    return render(
        request,
        "inspections/inspection.html",
        "inspections/_inspection.html",
        context,
        status=status,
    )


def _show_order(
    request: ActorRequest,
    found: Inspection,
    sampled: int,
    refused: dict[str, ShownForm] | None = None,
) -> HttpResponse:
    card = presenters.card_of(found, request.actor, timezone.now())
    row = next((each for each in card.sample if each.sampled.pk == sampled), None)
    if row is None or not card.may_inspect:
        raise NotFound
    version = {"version": found.version}
    forms: dict[str, ShownForm] = {
        "judge": JudgeForm(
            initial=version | {"verdict": row.sampled.verdict, "text": row.sampled.text}
        ),
        "correct": CorrectionForm(
            units=queries.units_of(found.centre_id),
            initial=version
            | {"unit": row.sampled.department_id, "due_at": tasks.usual_due(timezone.now())},
        ),
    }
    for name, form in (refused or {}).items():
        _renew(form, found)
        forms[name] = form
    context: dict[str, Any] = {"card": card, "inspection": found, "row": row, "forms": forms}
    status = 422 if refused else 200
    return render(request, "inspections/order.html", context=context, status=status)


def _renew(form: ShownForm, found: Inspection) -> None:
    """Let whoever sends a refused form again act on the state that is shown now."""
    if form.is_bound:
        form.data = dict(form.data.items()) | {"version": str(found.version)}


def _wanted(form: BeginForm) -> WantedInspection:
    size = form.typed("size").strip()
    return WantedInspection(
        title=form.typed("title"),
        first_day=_day(form, "first_day"),
        last_day=_day(form, "last_day"),
        department_id=form.whole_number("department"),
        # What is no number is refused as a number that is too small.
        size=(form.whole_number("size") or 0) if size else None,
        numbers=form.typed("numbers").split(),
    )


def _day(form: BeginForm, name: str) -> date | None:
    try:
        return read_day(name, form.typed(name))
    except InvalidInput:
        return None
