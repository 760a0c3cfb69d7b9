"""The parts of an order's page: the item with its forms, and the handler."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.linkage import actions, queries
from zuoxi.linkage.forms import (
    HandlerForm,
    InformForm,
    RuleForm,
    TransferForm,
    WaiveForm,
    divide_form,
    handler_part,
    item_part,
)
from zuoxi.linkage.policies import may_inform, may_see_linkage, may_set_rule, may_waive
from zuoxi.web import htmx, slots
from zuoxi.web.forms import ShownForm
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions as moves
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import (
    TRANSFERRERS,
    may_divide,
    may_name_handler,
    may_transfer,
)


@page(policy=may_see_linkage, methods=["GET"])
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the item that an order is, or is a part of."""
    return _item(request, number)


@page(policy=may_transfer)
def transfer(request: ActorRequest, number: str) -> HttpResponse:
    """Give an order to the working group."""
    order = workorders.find(request.actor, number)
    if not request.actor.holds_at(TRANSFERRERS, order.centre_id):
        raise Forbidden(extra={"action": "workorders.transfer"})
    if request.method == "GET":
        form = TransferForm(initial={"version": str(order.version)})
        return _ask(request, order, form)
    form = TransferForm(request.POST)
    try:
        moves.transfer(
            actor=request.actor,
            number=number,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        order = workorders.find(request.actor, number)
        form.data = dict(form.data.items()) | {"version": str(order.version)}
        return _ask(request, order, form, status=fault.status)
    messages.success(request, _("The working group has this work order now."))
    return htmx.redirect(request, _place(number, "linkage"))


@page(policy=may_divide, methods=["POST"])
def divide(request: ActorRequest, number: str) -> HttpResponse:
    """Have a department assist."""
    form = divide_form(workorders.find(request.actor, number), request.actor, request.POST)
    return _write(
        request,
        number,
        ("divide", form),
        lambda: moves.divide(
            actor=request.actor,
            number=number,
            department=form.typed("department"),
            technician=form.typed("technician"),
            matter=form.typed("matter"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_set_rule, methods=["POST"])
def rule(request: ActorRequest, number: str) -> HttpResponse:
    """Say what the end waits for."""
    form = RuleForm(request.POST)
    return _write(
        request,
        number,
        ("rule", form),
        lambda: actions.set_rule(
            actor=request.actor,
            number=number,
            waits_for=form.typed("waits_for"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_waive, methods=["POST"])
def waive(request: ActorRequest, number: str) -> HttpResponse:
    """Let it end over open sub-orders."""
    form = WaiveForm(request.POST)
    return _write(
        request,
        number,
        ("waive", form),
        lambda: actions.waive_parts(
            actor=request.actor,
            number=number,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_inform, methods=["POST"])
def inform(request: ActorRequest, number: str) -> HttpResponse:
    """Record that the customer was told the result."""
    form = InformForm(request.POST)
    return _write(
        request,
        number,
        ("inform", form),
        lambda: actions.inform_customer(
            actor=request.actor,
            number=number,
            way=form.typed("way"),
            informed_at=read_moment("informed_at", form.typed("informed_at")),
            remark=form.typed("remark"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        ),
    )


@page(policy=may_name_handler)
def handler(request: ActorRequest, number: str) -> HttpResponse:
    """Show who handles an order at its department; name the handler."""
    if request.method == "GET":
        return _handler(request, number)
    form = HandlerForm(request.POST)
    try:
        moves.name_handler(
            actor=request.actor,
            number=number,
            technician=form.typed("technician"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        return _handler(request, number, form, status=fault.status)
    messages.success(request, _("The handler was named."))
    if htmx.wants_fragment(request):
        return _handler(request, number)
    return htmx.redirect(request, _place(number, "handler"))


def _write(
    request: ActorRequest, number: str, sent: tuple[str, ShownForm], write: Callable[[], object]
) -> HttpResponse:
    """Write, and answer with the part as it is now; what was typed stays when it is refused."""
    name, form = sent
    try:
        write()
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        return _item(request, number, {name: form}, status=fault.status)
    messages.success(request, _("The operation was successful."))
    if htmx.wants_fragment(request):
        return _item(request, number)
    return htmx.redirect(request, _place(number, "linkage"))


def _item(
    request: ActorRequest,
    number: str,
    sent: dict[str, ShownForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    order = queries.find_member(request.actor, number)
    part = item_part(order, actor=request.actor, now=timezone.now(), sent=sent)
    return _part(request, number, part, status)


def _handler(
    request: ActorRequest, number: str, form: HandlerForm | None = None, *, status: int = 200
) -> HttpResponse:
    order = workorders.find(request.actor, number)
    part = handler_part(order, actor=request.actor, now=timezone.now(), sent=form)
    if part is None:
        raise NotFound
    return _part(request, number, part, status)


def _part(request: ActorRequest, number: str, part: slots.Part, status: int) -> HttpResponse:
    context = {**part.context, "number": number, "part": part}
    return htmx.render(request, "linkage/of_order.html", part.template, context, status=status)


def _ask(
    request: ActorRequest, order: WorkOrder, form: TransferForm, *, status: int = 200
) -> HttpResponse:
    template = "linkage/transfer.html"
    context = {"order": order, "form": form}
    return htmx.render(request, template, template, context, status=status)


def _place(number: str, anchor: str) -> str:
    return f"{reverse('workorders:order', args=[number])}#{anchor}"
