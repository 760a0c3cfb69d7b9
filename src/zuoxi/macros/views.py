"""The list of templates, the page of one, and the box that opens over a form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.text import text_fault
from zuoxi.macros import actions, places, presenters, queries
from zuoxi.macros.choices import PLACEHOLDERS
from zuoxi.macros.forms import MacroForm
from zuoxi.macros.models import Macro
from zuoxi.macros.policies import may_change, may_use
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

# A fragment only: the box over a form.
_BOX = "macros/_box.html"
_NUMBER_LIMIT = 64


@page(policy=may_use, methods=["GET"])
def macro_list(request: ActorRequest) -> HttpResponse:
    """Show the macros that are one's own, those of the units, or those for everybody."""
    shown = request.GET.get("of", Visibility.OWN)
    shown = shown if shown in Visibility.values else Visibility.OWN
    is_active = request.GET.get("state") != "inactive"
    found = queries.page(
        request.actor,
        visibility=shown,
        is_active=is_active,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "rows": presenters.rows_for(found.items, request.actor),
        "next_cursor": found.next_cursor,
        "tabs": Visibility.choices,
        "shown": shown,
        "is_active": is_active,
    }
    return htmx.render(request, "macros/list.html", "", context)


@page(policy=may_use)
def new(request: ActorRequest) -> HttpResponse:
    """Write a macro."""
    form = MacroForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method != "POST":
        wanted = request.GET.get("place", "")
        if wanted in form.places:
            form.initial["place"] = wanted
        return _show(request, form)
    try:
        macro = actions.create_macro(actor=request.actor, wanted=form.wanted(), now=timezone.now())
    except (InvalidInput, Conflict) as fault:
        if isinstance(fault, InvalidInput):
            form.refuse(fault)
        else:
            form.add_refusal(fault)
        return _show(request, form, status=fault.status)
    return _to_list(request, macro)


@page(policy=may_use)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a macro; change it, where it is one's own or one keeps it for others."""
    macro = queries.find(request.actor, pk)
    is_mine = may_change(request.actor, macro, org.centre_ids())
    if request.method != "POST":
        form = MacroForm(actor=request.actor, of=macro) if is_mine else None
        return _show(request, form, macro)
    if not is_mine:
        raise Forbidden(extra={"action": "macros.change_macro"})
    form = MacroForm(request.POST, actor=request.actor, of=macro)
    try:
        macro = actions.change_macro(
            actor=request.actor,
            macro_id=pk,
            wanted=form.wanted(),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Stale) as fault:
        if isinstance(fault, InvalidInput):
            form.refuse(fault)
        else:
            form.add_refusal(fault)
        return _show(request, form, macro, status=fault.status)
    return _to_list(request, macro)


@page(policy=may_use, methods=["POST"])
def switch(request: ActorRequest, pk: int) -> HttpResponse:
    """Offer a macro to nobody any more, or again."""
    macro = actions.switch_macro(
        actor=request.actor,
        macro_id=pk,
        is_active=bool(request.POST.get("is_active")),
        now=timezone.now(),
    )
    return _to_list(request, macro)


@page(policy=may_use, methods=["GET"])
def box(request: ActorRequest) -> HttpResponse:
    """Show the macros for the forms that are asked about, each as it would fill them in now."""
    forms = places.every()
    wanted = [each for each in request.GET.getlist("place")[: len(forms)] if each in forms]
    order = _order(request)
    customer = order.customer if order else _customer(request)
    now = timezone.now()
    offered = presenters.offers(
        queries.offered(request.actor, wanted),
        actor=request.actor,
        order=order,
        customer=customer,
        now=now,
    )
    # Those for the form as it stands now come first.
    offered.sort(key=lambda each: each.macro.place != wanted[0])
    own = next((each for each in wanted if each in places.open_to(request.actor)), "")
    new_url = f"{reverse('macros:new')}?{urlencode({'place': own})}"
    context = {"offers": offered, "new_url": new_url}
    return htmx.render(request, _BOX, _BOX, context)


@page(policy=may_use, methods=["POST"])
def used(request: ActorRequest, pk: int) -> HttpResponse:
    """Count that a macro was filled in."""
    actions.count_use(actor=request.actor, macro_id=pk, now=timezone.now())
    return HttpResponse(status=204)


def _order(request: ActorRequest) -> WorkOrder | None:
    number = request.GET.get("order", "")
    return workorders.find(request.actor, number) if number.isprintable() and number else None


def _customer(request: ActorRequest) -> Customer | None:
    typed = request.GET.get("customer_no", "")
    if not typed or text_fault(typed, limit=_NUMBER_LIMIT):
        return None
    wanted = customers.canonical_no(typed)
    return customers.visible_to(request.actor).filter(customer_no=wanted).first()


def _show(
    request: ActorRequest, form: MacroForm | None, macro: Macro | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "macro": macro,
        "row": presenters.rows_for([macro], request.actor)[0] if macro else None,
        "placeholders": [(f"{{{{ {name} }}}}", words) for name, words in PLACEHOLDERS.items()],
    }
    return htmx.render(request, "macros/macro.html", "", context, status=status)


def _to_list(request: ActorRequest, macro: Macro) -> HttpResponse:
    messages.success(request, _("The template was saved."))
    query = {"of": macro.visibility} | ({} if macro.is_active else {"state": "inactive"})
    return htmx.redirect(request, f"{reverse('macros:list')}?{urlencode(query)}")
