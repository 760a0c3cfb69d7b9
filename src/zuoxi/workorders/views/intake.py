"""The two intake pages: look the customer up, take the matter in, get the number."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zuoxi.customers import presenters as customers
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_register
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import MESSAGES, FormType
from zuoxi.workorders.forms import IntakeForm, read_local_time
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_take_in

KINDS = {"service-requests": FormType.SERVICE_REQUEST, "fault-reports": FormType.FAULT_REPORT}
_CANDIDATES = 10
_NUMBER = re.compile(r"[0-9]{8}-[0-9]{5,12}")


@dataclass
class Caller:
    """What a look-up gave: one customer, several to choose from, or nobody."""

    asked: str = ""
    card: CustomerCard | None = None
    candidates: list[CustomerCard] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)

    @property
    def is_unknown(self) -> bool:
        """Tell whether somebody was looked for and not found."""
        return bool(self.asked) and self.card is None and not self.candidates


@page(policy=may_take_in)
def intake(request: ActorRequest, kind: str) -> HttpResponse:
    """Show the page, look a customer up, or create the order, by the button that was pressed."""
    form_type = form_type_of(kind)
    if request.method == "POST" and not _looks_up(request):
        return _create(request, form_type, kind)
    now = timezone.now()
    form = _form(form_type, _posted(request), request)
    caller = Caller()
    if request.method == "POST" or request.GET.get("customer_no"):
        caller = look_up(request.actor, form.typed("customer_no"), now)
        _settle(form, caller)
        form.focus_next(found=caller.card is not None)
        if not caller.asked:
            form.add_refusal(InvalidInput(fields={"customer_no": [_no_number()]}))
    return _show(request, form, kind, caller)


def look_up(actor: Actor, typed: str, now: datetime) -> Caller:
    """Find the customer behind a subscriber number, or behind a telephone number."""
    asked = typed.strip()
    if not asked or len(asked) > 64:  # noqa: PLR2004 - longer than any number is written
        return Caller(asked[:64])
    customer = customer_queries.find_by_number(actor, asked)
    found = [customer] if customer else _by_phone(actor, asked)
    cards = list(customers.cards_for(found, actor, now).values())
    if len(cards) != 1:
        return Caller(asked, candidates=cards)
    return Caller(asked, cards[0], orders=queries.open_orders_of(actor, cards[0].pk))


def form_type_of(kind: str) -> FormType:
    """Return the form type that a part of the address names; raise NotFound for another one."""
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind]


def _create(request: ActorRequest, form_type: FormType, kind: str) -> HttpResponse:
    now = timezone.now()
    form = _form(form_type, request.POST, request)
    caller = look_up(request.actor, form.typed("customer_no"), now)
    _settle(form, caller)
    try:
        appointment_at = read_local_time("appointment_at", form.typed("appointment_at"))
        if _needs_confirmation(form, caller, appointment_at, now):
            return _show(request, form, kind, caller, past_appointment=True, status=422)
        created = actions.create_order(
            actor=request.actor,
            form_type=form_type,
            customer_no=form.typed("customer_no"),
            device_type=form.typed("device_type"),
            request_type=form.typed("request_type"),
            appointment_at=appointment_at,
            description=form.typed("description"),
            idempotency_key=form.typed("key")[:200],
            now=now,
        )
    except (InvalidInput, Conflict) as fault:
        return _refused(request, form, kind, caller, fault)
    messages.success(request, str(MESSAGES["done"]))
    url = reverse("workorders:intake", args=[kind])
    return htmx.redirect(request, f"{url}?{urlencode({'created': created.order.number})}")


def _refused(
    request: ActorRequest,
    form: IntakeForm,
    kind: str,
    caller: Caller,
    fault: InvalidInput | Conflict,
) -> HttpResponse:
    form.add_refusal(fault)
    if isinstance(fault, Conflict):
        # The form was used up by its first submission; what stands in it now is another matter.
        form.data = {**dict(form.data.items()), "key": str(uuid.uuid4())}
    return _show(request, form, kind, caller, status=fault.status)


def _form(form_type: FormType, data: Mapping[str, str] | None, request: ActorRequest) -> IntakeForm:
    lists = {name: presenters.code_options(name) for name in ("device_type", "request_type")}
    initial = {
        "key": str(uuid.uuid4()),
        "customer_no": request.GET.get("customer_no", "")[:64],
        "device_type": lists["device_type"][0][0] if len(lists["device_type"]) == 1 else "",
    }
    return IntakeForm(data, form_type=form_type, lists=lists, initial=initial)


def _looks_up(request: ActorRequest) -> bool:
    return request.POST.get("step") == "look_up" or "chosen_no" in request.POST


def _posted(request: ActorRequest) -> Mapping[str, str] | None:
    if request.method != "POST":
        return None
    chosen = request.POST.get("chosen_no")
    return {**request.POST.dict(), "customer_no": chosen} if chosen else request.POST


def _settle(form: IntakeForm, caller: Caller) -> None:
    # Whoever was found by telephone stands in the field by number from here on.
    if caller.card is not None and form.is_bound:
        form.data = {**dict(form.data.items()), "customer_no": caller.card.customer_no}


def _needs_confirmation(
    form: IntakeForm, caller: Caller, appointment_at: datetime | None, now: datetime
) -> bool:
    return (
        caller.card is not None
        and appointment_at is not None
        and appointment_at < now - timedelta(minutes=1)
        and not form.typed("create_anyway")
        and all(form.typed(each).strip() for each in ("description", "request_type", "device_type"))
    )


def _by_phone(actor: Actor, asked: str) -> list[Customer]:
    if not any(character.isdigit() for character in asked):
        return []
    return list(customer_queries.lookup(actor, phone=asked).order_by("customer_no")[:_CANDIDATES])


def _preset(asked: str, here: str) -> str:
    """Return what the registration is given: a long number is rather a telephone's."""
    digits = sum(character.isdigit() for character in asked)
    name = "phone" if digits >= 7 and digits + 4 > len(asked) else "customer_no"  # noqa: PLR2004
    return urlencode({name: asked, "next": here})


def _no_number() -> str:
    return _("Enter the subscriber number.")


def _show(
    request: ActorRequest,
    form: IntakeForm,
    kind: str,
    caller: Caller,
    *,
    past_appointment: bool = False,
    status: int = 200,
) -> HttpResponse:
    here = reverse("workorders:intake", args=[kind])
    created = request.GET.get("created", "")
    number = caller.card.customer_no if caller.card else caller.asked
    context = {
        "form": form,
        "kind": kind,
        "may_register": may_register(request.actor),
        "register_url": f"{reverse('customers:register')}?{_preset(caller.asked, here)}",
        "customer_next": f"{here}?{urlencode({'customer_no': number})}",
        "caller": caller,
        "past_appointment": past_appointment or bool(form.typed("create_anyway")),
        "title": form.form_type.label,
        "created": created if _NUMBER.fullmatch(created) else "",
    }
    return htmx.render(
        request, "workorders/intake.html", "workorders/_intake.html", context, status=status
    )
