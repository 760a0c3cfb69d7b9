"""Requests to departments and regions, and feedback given to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, Stale
from zuoxi.linkage import actions, presenters, queries
from zuoxi.linkage.choices import Direction, ExchangeState
from zuoxi.linkage.forms import ExchangeForm, ReplyForm
from zuoxi.linkage.models import Exchange
from zuoxi.linkage.policies import ASKERS, may_ask, may_reply, may_see_linkage
from zuoxi.org import queries as org
from zuoxi.org.models import Unit
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders


@page(policy=may_see_linkage, methods=["GET"])
def exchanges(request: ActorRequest) -> HttpResponse:
    """Show requests and feedback, or those of one direction, state or unit."""
    direction = _chosen(request, "direction", Direction.values)
    state = _chosen(request, "state", ExchangeState.values)
    unit_id = whole_number(request.GET.get("unit", ""))
    found = queries.page_of_exchanges(
        request.actor,
        direction=direction,
        state=state,
        unit_id=unit_id,
        is_answered=request.GET.get("answered") == "yes",
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "rows": presenters.exchange_rows(found.items, request.actor),
        "next_cursor": found.next_cursor,
        "direction": direction,
        "directions": Direction.choices,
        "state": state,
        "states": ExchangeState.choices,
        "unit_id": unit_id,
        "may_ask": may_ask(request.actor),
    }
    return htmx.render(request, "linkage/exchanges.html", "linkage/_exchanges.html", context)


@page(policy=may_see_linkage, methods=["GET"])
def exchange(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one request or feedback with what was replied."""
    return _show(request, queries.find_exchange(request.actor, pk))


@page(policy=may_ask)
def new_exchange(request: ActorRequest) -> HttpResponse:
    """Ask a department or region for support, or pass on what users say."""
    sent = request.POST if request.method == "POST" else request.GET
    centre = _centre(request.actor, sent.get("order", ""))
    units = list(queries.addressees(centre)) if centre else []
    if request.method == "GET":
        names = ("direction", "unit", "subject", "order")
        initial = {name: request.GET.get(name, "")[:64] for name in names}
        initial["direction"] = initial["direction"] or Direction.REQUEST.value
        return _ask(request, ExchangeForm(units=units, initial=initial))
    form = ExchangeForm(request.POST, units=units)
    try:
        made = actions.open_exchange(
            actor=request.actor,
            wanted=actions.Wanted(
                direction=form.typed("direction"),
                unit=form.typed("unit"),
                subject=form.typed("subject"),
                text=form.typed("text"),
                order=form.typed("order"),
                is_urgent=bool(form.typed("is_urgent")),
            ),
            centre_id=centre.pk if centre else None,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict) as fault:
        form.add_refusal(fault)
        return _ask(request, form, status=fault.status)
    messages.success(request, _("It was sent to %(unit)s.") % {"unit": made.unit.name})
    return htmx.redirect(request, "linkage:exchange", made.pk)


@page(policy=may_reply, methods=["POST"])
def reply(request: ActorRequest, pk: int) -> HttpResponse:
    """Say how far it is, or answer."""
    form = ReplyForm(request.POST)
    try:
        actions.reply(
            actor=request.actor,
            exchange_id=pk,
            text=form.typed("text"),
            is_answer=bool(form.typed("is_answer")),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        found = queries.find_exchange(request.actor, pk)
        return _show(request, found, form, status=fault.status)
    messages.success(request, _("The operation was successful."))
    return htmx.redirect(request, "linkage:exchange", pk)


@page(policy=may_ask, methods=["POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """End it for the centre."""
    try:
        actions.close_exchange(
            actor=request.actor,
            exchange_id=pk,
            expected_version=whole_number(request.POST.get("version", "")) or 0,
            now=timezone.now(),
        )
    except (Conflict, Stale) as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The operation was successful."))
    return htmx.redirect(request, "linkage:exchange", pk)


def _show(
    request: ActorRequest, found: Exchange, form: ReplyForm | None = None, *, status: int = 200
) -> HttpResponse:
    (row,) = presenters.exchange_rows([found], request.actor)
    if form is not None:
        form.data = dict(form.data.items()) | {"version": str(found.version)}
    elif row.may_reply:
        form = ReplyForm(initial={"version": str(found.version), "is_answer": True})
    context = {"row": row, "exchange": found, "form": form if row.may_reply else None}
    return htmx.render(
        request, "linkage/exchange.html", "linkage/_exchange.html", context, status=status
    )


def _ask(request: ActorRequest, form: ExchangeForm, *, status: int = 200) -> HttpResponse:
    template = "linkage/exchange_new.html"
    return htmx.render(request, template, template, {"form": form}, status=status)


def _centre(actor: Actor, number: str) -> Unit | None:
    """Return the centre for which somebody asks: the order's, else the first of the own ones."""
    order = workorders.by_number(actor, number.strip()) if number.strip() else None
    wanted = order.centre_id if order else min(actor.places_of(ASKERS), default=None)
    return org.unit(actor, wanted) if wanted else None


def _chosen(request: ActorRequest, name: str, offered: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in offered else ""
