"""The list of emergencies, the one page of each, and what is done there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.emergencies import actions, presenters, queries, running
from zuoxi.emergencies.actions import WantedEmergency, WantedShare
from zuoxi.emergencies.choices import EmergencyKind, EmergencyStatus
from zuoxi.emergencies.forms import (
    AnswerForm,
    CloseForm,
    MeetingForm,
    OrderForm,
    PlanForm,
    ReasonForm,
    StartForm,
)
from zuoxi.emergencies.models import Emergency
from zuoxi.emergencies.policies import may_run_at, may_see_emergencies, may_work_on_emergencies
from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.web import htmx
from zuoxi.web.forms import ShownForm, whole_number
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_see_emergencies, methods=["GET"])
def emergency_list(request: ActorRequest) -> HttpResponse:
    """Show the emergencies that are proposed or under way, or others."""
    tabs = [("open", pgettext("emergency", "Open")), *EmergencyStatus.choices]
    asked = request.GET.get("status", "")
    status = asked if asked in dict(tabs) or asked == "all" else "open"
    found = queries.page(
        request.actor,
        status="" if status == "all" else status,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "rows": presenters.rows_for(found.items),
        "next_cursor": found.next_cursor,
        "status": status,
        "tabs": [*tabs, ("all", pgettext("emergency", "All"))],
        "may_start": bool(queries.centres_run(request.actor)),
    }
    return htmx.render(request, "emergencies/list.html", "emergencies/_list.html", context)


@page(policy=may_see_emergencies, methods=["GET"])
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one emergency with all that belongs to it."""
    return _show(request, queries.find(request.actor, pk))


@page(policy=may_work_on_emergencies)
def new(request: ActorRequest) -> HttpResponse:
    """Start an emergency that nobody has proposed."""
    centres = queries.centres_run(request.actor)
    if not centres:
        message = _("The heads of the service centre and the linkage groups run the response.")
        if request.method == "POST":
            raise Forbidden(message)
        return htmx.render(request, "emergencies/new.html", context={"message": message})
    units = [unit for each in centres for unit in queries.units_of(each.pk)]
    initial = {
        "kind": EmergencyKind.SYSTEM_FAILURE.value,
        "units": [str(each.pk) for each in units],
    }
    form = StartForm(request.POST or None, centres=centres, units=units, initial=initial)
    if request.method == "POST":
        try:
            found = actions.start_emergency(
                actor=request.actor, wanted=_wanted(request, form), now=timezone.now()
            )
        except InvalidInput as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The emergency has been started; everybody is told."))
            return htmx.redirect(request, "emergencies:detail", found.pk)
    context = {"form": form, "has_several": len(centres) > 1}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "emergencies/new.html", context=context, status=status)


@page(policy=may_work_on_emergencies, methods=["POST"])
def start(request: ActorRequest, pk: int) -> HttpResponse:
    """Start a proposed one."""
    found = queries.find(request.actor, pk)
    form = _start_form(found, request)

    def write() -> None:
        actions.start_emergency(
            actor=request.actor,
            emergency_id=pk,
            wanted=_wanted(request, form),
            expected_version=form.whole_number("version"),
            now=timezone.now(),
        )

    done = _("The emergency has been started; everybody is told.")
    return _do(request, pk, "start_form", form, write, done)


@page(policy=may_work_on_emergencies, methods=["POST"])
def dismiss(request: ActorRequest, pk: int) -> HttpResponse:
    """Dismiss a proposal."""
    form = ReasonForm(request.POST)

    def write() -> None:
        actions.dismiss_proposal(
            actor=request.actor,
            emergency_id=pk,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version"),
            now=timezone.now(),
        )

    return _do(request, pk, "reason_form", form, write)


@page(policy=may_see_emergencies, methods=["POST"])
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm that one has been told."""
    actions.confirm_receipt(actor=request.actor, emergency_id=pk, now=timezone.now())
    messages.success(request, _("Thank you: it is noted that you know."))
    return htmx.redirect(request, "emergencies:detail", pk)


@page(policy=may_work_on_emergencies, methods=["POST"])
def link_order(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that an order belongs to it."""
    form = OrderForm(request.POST)

    def write() -> None:
        actions.link_order(
            actor=request.actor, emergency_id=pk, number=form.typed("number"), now=timezone.now()
        )

    return _do(request, pk, "order_form", form, write)


@page(policy=may_work_on_emergencies, methods=["POST"])
def meeting(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down a meeting."""
    form = MeetingForm(request.POST)

    def write() -> None:
        actions.record_meeting(
            actor=request.actor,
            emergency_id=pk,
            held_at=read_moment("held_at", form.typed("held_at")),
            participants=form.typed("participants"),
            minutes=form.typed("minutes"),
            now=timezone.now(),
        )

    return _do(request, pk, "meeting_form", form, write)


@page(policy=may_work_on_emergencies)
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up a plan; the latest one stands there."""
    found = queries.find(request.actor, pk)
    if not may_run_at(request.actor, found.centre_id):
        raise Forbidden
    known = queries.plans_of(found)
    initial: dict[str, Any] = {"text": known[0].text} if known else {}
    shares = [each for each in known[0].shares.all() if each.task is None] if known else []
    for place, each in enumerate(shares, start=1):
        initial |= {f"unit_{place}": each.unit_id, f"task_{place}": each.text}
        if each.due_at:
            local = timezone.localtime(each.due_at).replace(tzinfo=None)
            initial[f"due_{place}"] = local.isoformat(timespec="minutes")
    units = queries.units_of(found.centre_id)
    form = PlanForm(request.POST or None, units=units, taken=len(shares), initial=initial)
    if request.method == "POST":
        try:
            actions.draft_plan(
                actor=request.actor,
                emergency_id=pk,
                text=form.typed("text"),
                shares=_shares(form),
                now=timezone.now(),
            )
        except (InvalidInput, Conflict) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, _("The plan waits for the head of the linkage leadership group.")
            )
            return htmx.redirect(request, "emergencies:detail", pk)
    context = {"form": form, "emergency": found, "title": presenters.title_of(found)}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "emergencies/plan.html", context=context, status=status)


@page(policy=may_work_on_emergencies, methods=["POST"])
def approve(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """Approve the plan."""
    actions.approve_plan(actor=request.actor, emergency_id=pk, number=version, now=timezone.now())
    messages.success(request, _("The plan is in effect; the departments have their tasks."))
    return htmx.redirect(request, "emergencies:detail", pk)


@page(policy=may_work_on_emergencies, methods=["POST"])
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Give all orders one answer."""
    form = AnswerForm(request.POST)

    def write() -> None:
        given = actions.give_answer(
            actor=request.actor, emergency_id=pk, text=form.typed("text"), now=timezone.now()
        )
        running.run_now(given, request.actor, clock=timezone.now)

    return _do(request, pk, "answer_form", form, write)


@page(policy=may_work_on_emergencies, methods=["POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close an emergency."""
    form = CloseForm(request.POST)

    def write() -> None:
        actions.close_emergency(
            actor=request.actor,
            emergency_id=pk,
            summary=form.typed("summary"),
            expected_version=form.whole_number("version"),
            now=timezone.now(),
        )

    return _do(request, pk, "close_form", form, write)


def _do(
    request: ActorRequest,
    pk: int,
    name: str,
    form: ShownForm,
    write: Callable[[], None],
    done: str = "",
) -> HttpResponse:
    """Write and go back to the page; refused, the page keeps what was typed."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        found = queries.find(request.actor, pk)
        return _show(request, found, {name: form}, status=refusal.status)
    messages.success(request, done or _("Saved."))
    return htmx.redirect(request, "emergencies:detail", pk)


def _show(
    request: ActorRequest,
    found: Emergency,
    forms: dict[str, ShownForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    view = presenters.view_of(found, request.actor, timezone.now())
    version = {"version": found.version}
    context: dict[str, Any] = {"view": view, "emergency": found, "row": view.row}
    if view.may_run and found.status == EmergencyStatus.PROPOSED:
        context |= {
            "start_form": _start_form(found),
            "reason_form": ReasonForm(initial=version, auto_id="dismiss-%s"),
        }
    elif view.may_run:
        context |= {
            "order_form": OrderForm(auto_id="order-%s"),
            "meeting_form": MeetingForm(auto_id="meeting-%s"),
            "answer_form": AnswerForm(auto_id="answer-%s"),
            "close_form": CloseForm(initial=version, auto_id="close-%s"),
        }
    context |= forms or {}
    return htmx.render(
        request, "emergencies/detail.html", "emergencies/_detail.html", context, status=status
    )


def _start_form(found: Emergency, request: ActorRequest | None = None) -> StartForm:
    units = queries.units_of(found.centre_id)
    initial = {
        "kind": found.kind,
        "title": presenters.title_of(found),
        "units": [str(each.pk) for each in units],
        "version": found.version,
    }
    data = request.POST if request else None
    return StartForm(data, centres=[found.centre], units=units, initial=initial)


def _wanted(request: ActorRequest, form: StartForm) -> WantedEmergency:
    return WantedEmergency(
        kind=form.typed("kind"),
        title=form.typed("title"),
        description=form.typed("description"),
        units=[whole_number(each) or 0 for each in request.POST.getlist("units")],
        centre_id=form.whole_number("centre"),
    )


def _shares(form: PlanForm) -> list[WantedShare]:
    faults = Faults()
    found = []
    for place in range(1, form.places + 1):
        due_at: datetime | None = None
        with faults.noted():
            due_at = read_moment(f"due_{place}", form.typed(f"due_{place}"))
        found.append(
            WantedShare(
                unit_id=form.whole_number(f"unit_{place}"),
                text=form.typed(f"task_{place}"),
                due_at=due_at,
            )
        )
    faults.stop()
    return found
