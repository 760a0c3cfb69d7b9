"""The deadlines of an order, one of them with all that made it, and what is due everywhere."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.clocks import queries as clocks
from zuoxi.clocks.choices import ClockMilestone
from zuoxi.deadlines import actions, forms, presenters, queries
from zuoxi.deadlines.choices import Standing
from zuoxi.deadlines.policies import (
    may_correct,
    may_decide_on_time,
    may_see_deadlines,
    may_work_on_time,
)
from zuoxi.deadlines.queries import DueFilter, OrderClock
from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from zuoxi.web import htmx
from zuoxi.web.forms import ShownForm
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders

_SHOWN_REQUESTS = 20
_REFUSALS = (InvalidInput, Conflict, Forbidden)


@page(policy=may_see_deadlines, methods=["GET"])
def due_list(request: ActorRequest) -> HttpResponse:
    """Show what is due, the first at the top."""
    now = timezone.now()
    standing = request.GET.get("standing", Standing.OPEN)
    milestone = request.GET.get("milestone", "")
    wanted = DueFilter(standing=standing, milestone=milestone, unit=request.GET.get("unit", ""))
    found = queries.due_page(request.actor, wanted, now=now, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": presenters.due_lines(found.items, now),
        "next_cursor": found.next_cursor,
        "wanted": wanted,
        "standings": Standing.choices,
        "milestones": ClockMilestone.choices,
        "waiting": list(queries.to_decide(request.actor)[:_SHOWN_REQUESTS]),
    }
    return htmx.render(request, "deadlines/list.html", "deadlines/_list.html", context)


@page(policy=may_see_deadlines, methods=["GET"])
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the deadlines of an order."""
    return _show_order(request, number)


@page(policy=may_work_on_time, methods=["POST"])
def pause(request: ActorRequest, number: str) -> HttpResponse:
    """Let an order wait."""
    order = workorders.find(request.actor, number)
    form = forms.PauseForm(request.POST, actor=request.actor, order=order)
    return _on_order(
        request,
        number,
        ("pause", form),
        lambda: actions.pause(
            actor=request.actor,
            number=number,
            reason=form.typed("reason"),
            note=form.typed("note"),
            until=read_moment("until", form.typed("until")),
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_time, methods=["POST"])
def resume(request: ActorRequest, number: str) -> HttpResponse:
    """Let an order go on."""
    return _on_order(
        request,
        number,
        None,
        lambda: actions.resume(
            actor=request.actor,
            number=number,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_time, methods=["POST"])
def report(request: ActorRequest, number: str) -> HttpResponse:
    """Report when a milestone was reached."""
    form = forms.ReportForm(request.POST)
    return _on_order(
        request,
        number,
        ("report", form),
        lambda: actions.report_milestone(
            actor=request.actor,
            number=number,
            milestone=form.typed("milestone"),
            happened_at=read_moment("happened_at", form.typed("happened_at")),
            note=form.typed("note"),
            now=timezone.now(),
        ),
    )


@page(policy=may_decide_on_time, methods=["POST"])
def decide(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """Grant more time, or refuse it."""
    form = forms.DecideForm(request.POST, of=pk)
    is_granted = request.POST.get("answer") == "grant"
    act = actions.grant_extension if is_granted else actions.refuse_extension
    return _on_order(
        request,
        number,
        (f"decide-{pk}", form),
        lambda: act(
            actor=request.actor,
            extension_id=pk,
            decision=form.typed("decision"),
            now=timezone.now(),
        ),
    )


@page(policy=may_work_on_time, methods=["POST"])
def withdraw(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """Take a request back."""
    return _on_order(
        request,
        number,
        None,
        lambda: actions.withdraw_extension(
            actor=request.actor, extension_id=pk, now=timezone.now()
        ),
    )


@page(policy=may_work_on_time, methods=["POST"])
def told(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """Note that the customer was told of more time."""
    form = forms.ToldForm(request.POST, of=pk)
    return _on_order(
        request,
        number,
        (f"told-{pk}", form),
        lambda: actions.tell_customer(
            actor=request.actor,
            extension_id=pk,
            way=form.typed("way"),
            told_at=read_moment("told_at", form.typed("told_at")),
            now=timezone.now(),
        ),
    )


@page(policy=may_see_deadlines, methods=["GET"])
def clock(request: ActorRequest, number: str, leg: int, milestone: str) -> HttpResponse:
    """Show one deadline with all that made it, and what would be if."""
    return _show_clock(request, _find(request, number, leg, milestone))


@page(policy=may_work_on_time, methods=["POST"])
def extend(request: ActorRequest, number: str, leg: int, milestone: str) -> HttpResponse:
    """Ask for more time."""
    unit = _find(request, number, leg, milestone).state.course.term.unit
    form = forms.ExtendForm(request.POST, unit=unit)
    return _on_clock(
        request,
        (number, leg, milestone),
        ("extend", form),
        lambda: actions.ask_extension(
            actor=request.actor,
            number=number,
            leg_id=leg or None,
            milestone=milestone,
            added=form.whole_number("added") or 0,
            reason=form.typed("reason"),
            now=timezone.now(),
        ),
    )


@page(policy=may_correct, methods=["POST"])
def correct(request: ActorRequest, number: str, leg: int, milestone: str) -> HttpResponse:
    """Say when a milestone was reached in truth."""
    form = forms.CorrectForm(request.POST)

    def write() -> object:
        happened_at = read_moment("happened_at", form.typed("happened_at"))
        if happened_at is None:
            raise InvalidInput(fields={"happened_at": [_("Enter the time.")]})
        return actions.correct_milestone(
            actor=request.actor,
            number=number,
            leg_id=leg or None,
            milestone=milestone,
            happened_at=happened_at,
            reason=form.typed("reason"),
            now=timezone.now(),
        )

    return _on_clock(request, (number, leg, milestone), ("correct", form), write)


def _on_order(
    request: ActorRequest,
    number: str,
    sent: tuple[str, ShownForm] | None,
    write: Callable[[], object],
) -> HttpResponse:
    """Write, and answer with the deadlines as they are now; what was refused stays as typed."""
    try:
        write()
    except _REFUSALS as refusal:
        if sent is None or isinstance(refusal, Forbidden):
            raise
        sent[1].add_refusal(refusal)
        return _show_order(request, number, dict([sent]), status=refusal.status)
    messages.success(request, _("The operation was successful."))
    if htmx.wants_fragment(request):
        return _show_order(request, number)
    return htmx.redirect(request, reverse("workorders:order", args=[number]) + "#deadlines")


def _on_clock(
    request: ActorRequest,
    place: tuple[str, int, str],
    sent: tuple[str, ShownForm],
    write: Callable[[], object],
) -> HttpResponse:
    try:
        write()
    except (InvalidInput, Conflict) as refusal:
        sent[1].add_refusal(refusal)
        found = _find(request, *place)
        return _show_clock(request, found, dict([sent]), status=refusal.status)
    messages.success(request, _("The operation was successful."))
    return htmx.redirect(request, reverse("deadlines:clock", args=place))


def _show_order(
    request: ActorRequest, number: str, sent: forms.Sent | None = None, *, status: int = 200
) -> HttpResponse:
    order = workorders.find(request.actor, number)
    part = forms.order_part(order, actor=request.actor, now=timezone.now(), sent=sent)
    context = {**part.context, "part": part, "number": number}
    return htmx.render(
        request, "deadlines/of_order.html", "deadlines/_order.html", context, status=status
    )


def _find(request: ActorRequest, number: str, leg: int, milestone: str) -> OrderClock:
    order = workorders.find(request.actor, number)
    found = queries.clock_of(order, leg or None, milestone, timezone.now())
    if found is None:
        raise NotFound
    return found


def _show_clock(
    request: ActorRequest, found: OrderClock, sent: forms.Sent | None = None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    order, state = found.order, found.state
    zone = str(timezone.get_current_timezone_name())
    passed = clocks.passed_of(order.pk, state.promise.leg_id, found.milestone.value)
    form = forms.TryForm(request.GET or None, unit=state.course.term.unit)
    context = {
        "order": order,
        "shown": presenters.inspected(found, passed, zone, now),
        "try_form": form,
        "tried": _tried(form, found, zone) if form.is_bound else None,
        "requests": [
            each
            for each in forms.requests_of(
                queries.extensions_of(order), order, request.actor, sent or {}
            )
            if (each.extension.leg_id, each.extension.milestone)
            == (state.promise.leg_id, found.milestone.value)
        ],
        **forms.clock_forms(found, request.actor, sent or {}),
    }
    return htmx.render(
        request, "deadlines/clock.html", "deadlines/_clock.html", context, status=status
    )


def _tried(form: forms.TryForm, found: OrderClock, zone: str) -> presenters.Tried | None:
    """Return what would be; what cannot be read is said at its field."""
    try:
        start = read_moment("start", form.typed("start"))
        return presenters.tried(
            found,
            zone,
            timezone.now(),
            amount=form.whole_number("amount"),
            start=start,
        )
    except DomainError as refusal:
        form.add_refusal(refusal)
        return None
