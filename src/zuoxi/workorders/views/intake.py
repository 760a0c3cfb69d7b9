"""The two intake pages: look the customer up, take the matter in, get the number."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zuoxi.customers.policies import may_register
from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import MESSAGES, NOTE_LIMIT, USUAL_GRADE, FormType, Source
from zuoxi.workorders.forms import IntakeForm, typed_details
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_take_in
from zuoxi.workorders.views.callers import Caller, look_up

KINDS = {"service-requests": FormType.SERVICE_REQUEST, "fault-reports": FormType.FAULT_REPORT}
# Fragments only: the chosen request type decides what else is asked; a draft brings its caller.
_ASKED, _CALLER = "workorders/_request_fields.html", "workorders/_caller.html"
_PARTS = {"fields": _ASKED, "caller": _CALLER}
# The fields that offer the values of a code list.
_LISTS = ("device_type", "request_type", "grade", "region_class")
_NUMBER = re.compile(r"[0-9]{8}-[0-9]{5,12}")


@page(policy=may_take_in)
def intake(request: ActorRequest, kind: str) -> HttpResponse:
    """Show the page, look a customer up, or create the order, by the button that was pressed."""
    form_type = form_type_of(kind)
    if request.method == "POST" and "urge" in request.POST:
        return _urge(request, form_type, kind)
    if request.method == "POST" and not _looks_up(request):
        return _create(request, form_type, kind)
    now = timezone.now()
    form = _form(form_type, _posted(request), request)
    caller = Caller()
    if request.method == "POST" or request.GET.get("customer_no"):
        caller = look_up(request.actor, form.typed("customer_no"), now)
        _settle(form, caller)
        if request.POST.get("step") in _PARTS:
            return _part(request, form, kind, caller)
        if not caller.asked:
            form.add_refusal(InvalidInput(fields={"customer_no": [_no_number()]}))
    if not (caller.candidates or (caller.is_new_telephone and may_register(request.actor))):
        # Else the page asks for a decision first: who it is, or to register the caller. A number
        # that is no telephone's has rather been mistyped.
        form.focus_next(found=caller.card is not None)
    return _show(request, form, kind, caller)


def form_type_of(kind: str) -> FormType:
    """Return the form type that a part of the address names; raise NotFound for another one."""
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind]


def _part(request: ActorRequest, form: IntakeForm, kind: str, caller: Caller) -> HttpResponse:
    template = _PARTS[request.POST["step"]]
    context = {
        "form": form,
        "caller": caller,
        "duplicates": _duplicates(request, form, caller),
        "customer_next": _with_customer(kind, caller),
        "note_limit": NOTE_LIMIT,
        "is_part": True,
    }
    return htmx.render(request, template, template, context)


def _create(request: ActorRequest, form_type: FormType, kind: str) -> HttpResponse:
    now = timezone.now()
    form = _form(form_type, request.POST, request)
    caller = look_up(request.actor, form.typed("customer_no"), now)
    _settle(form, caller)
    try:
        appointment_at = read_moment("appointment_at", form.typed("appointment_at"))
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
            details=typed_details(form),
            follows=form.typed("follows"),
            source=form.typed("source") or Source.TELEPHONE,
            feedback_due_at=read_moment("feedback_due_at", form.typed("feedback_due_at")),
            grade=form.typed("grade"),
            region_class=form.typed("region_class"),
            complexity=form.typed("complexity"),
            answer=form.typed("answer"),
            idempotency_key=form.typed("key")[:200],
            now=now,
        )
    except (InvalidInput, Conflict) as fault:
        return _refused(request, form, kind, caller, fault)
    messages.success(request, str(MESSAGES["done"]))
    url = reverse("workorders:intake", args=[kind])
    return htmx.redirect(request, f"{url}?{urlencode({'created': created.order.number})}")


def _urge(request: ActorRequest, form_type: FormType, kind: str) -> HttpResponse:
    """Add an urge with its remark to the open order that was chosen; the form stays as it is.

    The button names the little form that it stands in, as the same order may have two of them.
    """
    now, place = timezone.now(), request.POST["urge"]
    number = place.partition(".")[0]
    form = _form(form_type, request.POST, request)
    urged, status = number, 200
    try:
        remark = request.POST.dict().get(f"remark.{place}", "")
        actions.urge_order(actor=request.actor, number=number, remark=remark, now=now)
    except (InvalidInput, Conflict) as fault:
        form.add_refusal(fault)
        urged, status = "", fault.status
    if urged and not htmx.wants_fragment(request):
        # Loaded again, the page must not urge again.
        query = {"urged": urged, "customer_no": form.typed("customer_no")}
        return htmx.redirect(request, f"{request.path}?{urlencode(query)}")
    # The caller is still on the line, and the urge is among the contacts now.
    caller = look_up(request.actor, form.typed("customer_no"), now)
    _settle(form, caller)
    form.focus_next(found=caller.card is not None)
    return _show(request, form, kind, caller, urged=urged, status=status)


def _duplicates(request: ActorRequest, form: IntakeForm, caller: Caller) -> list[WorkOrder]:
    if caller.card is None or form.chosen is None:
        return []
    return queries.duplicates(
        request.actor,
        customer_id=caller.card.pk,
        request_type=form.chosen,
        now=timezone.now(),
    )


def _refused(
    request: ActorRequest,
    form: IntakeForm,
    kind: str,
    caller: Caller,
    fault: InvalidInput | Conflict,
) -> HttpResponse:
    form.add_refusal(fault)
    if isinstance(fault, Conflict):
        form.renew_key()
    return _show(request, form, kind, caller, status=fault.status)


def _form(form_type: FormType, data: Mapping[str, str] | None, request: ActorRequest) -> IntakeForm:
    lists = {name: presenters.code_options(name) for name in _LISTS}
    initial = {
        "key": str(uuid.uuid4()),
        "customer_no": request.GET.get("customer_no", "")[:64],
        "follows": request.GET.get("follows", "")[:24],
        "device_type": lists["device_type"][0][0] if len(lists["device_type"]) == 1 else "",
        "grade": USUAL_GRADE,
    }
    form = IntakeForm(data, form_type=form_type, lists=lists, initial=initial)
    for name in ("request_type", "customer_no"):
        form.fields[name].widget.attrs["hx-post"] = request.path
    chosen = queries.request_type(form.typed("request_type"))
    if chosen is not None:
        form.ask(chosen, list(queries.request_fields(chosen)))
    return form


def _looks_up(request: ActorRequest) -> bool:
    return request.POST.get("step") in {"look_up", *_PARTS} or "chosen_no" in request.POST


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


def _preset(asked: str, here: str) -> str:
    """Return what the registration is given: a long number is rather a telephone's.

    Letters alone are the beginning of somebody's pinyin, which no field asks for.
    """
    digits = sum(character.isdigit() for character in asked)
    if not asked.isascii():
        name = "name"
    elif digits >= 7 and digits + 4 > len(asked):  # noqa: PLR2004
        name = "phone"
    else:
        name = "customer_no" if digits else ""
    return urlencode({name: asked, "next": here} if name else {"next": here})


def _with_customer(kind: str, caller: Caller) -> str:
    number = caller.card.customer_no if caller.card else caller.asked
    return f"{reverse('workorders:intake', args=[kind])}?{urlencode({'customer_no': number})}"


def _no_number() -> str:
    return _("Enter the subscriber number.")


def _show(
    request: ActorRequest,
    form: IntakeForm,
    kind: str,
    caller: Caller,
    *,
    past_appointment: bool = False,
    urged: str = "",
    status: int = 200,
) -> HttpResponse:
    here = reverse("workorders:intake", args=[kind])
    created, urged = request.GET.get("created", ""), urged or request.GET.get("urged", "")
    context = {
        "form": form,
        "kind": kind,
        "may_register": may_register(request.actor),
        "register_url": f"{reverse('customers:register')}?{_preset(caller.asked, here)}",
        "customer_next": _with_customer(kind, caller),
        "caller": caller,
        "past_appointment": past_appointment or bool(form.typed("create_anyway")),
        "title": form.form_type.label,
        "duplicates": _duplicates(request, form, caller),
        "created": created if _NUMBER.fullmatch(created) else "",
        "urged": urged if _NUMBER.fullmatch(urged) else "",
        "note_limit": NOTE_LIMIT,
    }
    return htmx.render(
        request, "workorders/intake.html", "workorders/_intake.html", context, status=status
    )
