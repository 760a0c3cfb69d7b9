"""The parts of an order's page: reaching somebody of the department, ticking steps."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.contacts import actions
from zuoxi.contacts.choices import Way
from zuoxi.contacts.forms import (
    AttemptForm,
    StartForm,
    StopForm,
    UntickForm,
    reach_part,
    steps_part,
)
from zuoxi.contacts.policies import may_reach_out, may_see_contacts, may_tick
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from zuoxi.web import htmx, slots
from zuoxi.web.forms import ShownForm
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders


@page(policy=may_see_contacts, methods=["GET"])
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show whom to reach for an order."""
    return _reach(request, number)


@page(policy=may_reach_out, methods=["POST"])
def start(request: ActorRequest, number: str) -> HttpResponse:
    """Begin to reach somebody."""
    form = StartForm(request.POST, interfaces=())
    return _reached(
        request,
        number,
        ("start", form),
        lambda: actions.start_reach_out(
            actor=request.actor,
            number=number,
            interface_id=form.whole_number("interface"),
            is_urgent=bool(form.typed("is_urgent")),
            now=timezone.now(),
        ),
    )


@page(policy=may_reach_out, methods=["POST"])
def attempt(request: ActorRequest, number: str) -> HttpResponse:
    """Record what came of a try."""
    form = AttemptForm(request.POST, ways=Way.values)
    return _reached(
        request,
        number,
        ("attempt", form),
        lambda: actions.record_attempt(
            actor=request.actor,
            number=number,
            outcome=request.POST.get("outcome", ""),
            way=form.typed("way"),
            remark=form.typed("remark"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_reach_out, methods=["POST"])
def stop(request: ActorRequest, number: str) -> HttpResponse:
    """Stop reaching out."""
    form = StopForm(request.POST)
    return _reached(
        request,
        number,
        ("stop", form),
        lambda: actions.end_reach_out(
            actor=request.actor,
            number=number,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_see_contacts, methods=["GET"])
def steps_of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the agreed steps of an order."""
    return _steps(request, number)


@page(policy=may_tick, methods=["POST"])
def tick(request: ActorRequest, number: str, step: int) -> HttpResponse:
    """Note that a step was done."""
    actions.tick_step(actor=request.actor, number=number, step_id=step, now=timezone.now())
    return _done(request, number, "agreed-process", _steps)


@page(policy=may_tick, methods=["POST"])
def untick(request: ActorRequest, number: str, step: int) -> HttpResponse:
    """Note that a step was not done after all."""
    form = UntickForm(request.POST)
    try:
        actions.untick_step(
            actor=request.actor,
            number=number,
            step_id=step,
            reason=form.typed("reason"),
            now=timezone.now(),
        )
    except InvalidInput as refusal:
        form.add_refusal(refusal)
        return _steps(request, number, (step, form), status=refusal.status)
    return _done(request, number, "agreed-process", _steps)


def _reached(
    request: ActorRequest,
    number: str,
    sent: tuple[str, ShownForm],
    write: Callable[[], object],
) -> HttpResponse:
    """Write, and answer with the part as it is now; what was typed stays when it is refused."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        sent[1].add_refusal(refusal)
        return _reach(request, number, sent, status=refusal.status)
    return _done(request, number, "reach-out", _reach)


def _done(
    request: ActorRequest, number: str, place: str, show: Callable[..., HttpResponse]
) -> HttpResponse:
    messages.success(request, _("The operation was successful."))
    if htmx.wants_fragment(request):
        return show(request, number)
    return htmx.redirect(request, reverse("workorders:order", args=[number]) + f"#{place}")


def _reach(
    request: ActorRequest,
    number: str,
    sent: tuple[str, ShownForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    order = workorders.find(request.actor, number)
    now = timezone.now()
    forms = {sent[0]: sent[1]} if sent else {}
    part = reach_part(order, actor=request.actor, now=now, sent=forms)
    if part is None:
        raise NotFound
    return _show(request, number, part, status)


def _steps(
    request: ActorRequest,
    number: str,
    refused: tuple[int, UntickForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    order = workorders.find(request.actor, number)
    part = steps_part(order, actor=request.actor, refused=refused)
    if part is None:
        raise NotFound
    return _show(request, number, part, status)


def _show(request: ActorRequest, number: str, part: slots.Part, status: int) -> HttpResponse:
    context = {**part.context, "title": part.title, "number": number}
    context["part_template"] = part.template
    return htmx.render(request, "contacts/of_order.html", part.template, context, status=status)
