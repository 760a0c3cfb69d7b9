"""Registering a customer, from the menu or in the middle of an intake."""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.customers import actions, queries
from zuoxi.customers.forms import RegisterForm
from zuoxi.customers.policies import may_register
from zuoxi.customers.views.record import detail_url
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path

# What another page may fill in beforehand.
_PRESET = ("customer_no", "phone", "name", "company_name", "next")


@page(policy=may_register)
def register(request: ActorRequest) -> HttpResponse:
    """Ask for the new customer's data; go on to ``next`` with the number, or to the record."""
    form = _form(request)
    if request.method != "POST":
        return _show(request, form)
    try:
        customer = actions.register_customer(
            actor=request.actor,
            draft=form.draft(),
            allow_duplicate_phone=bool(form.typed("allow_duplicate_phone")),
            now=timezone.now(),
        )
    except (InvalidInput, Conflict) as fault:
        form.add_refusal(fault, form.places())
        return _show(request, form, fault=fault)
    messages.success(
        request, _("Customer %(number)s was registered.") % {"number": customer.customer_no}
    )
    back = safe_path(form.typed("next"))
    if back:
        return htmx.redirect(request, _with_number(back, customer.customer_no))
    return htmx.redirect(request, detail_url(customer))


def _form(request: ActorRequest) -> RegisterForm:
    classes = [(each.code, each.label) for each in queries.customer_classes()]
    centres = [(each.code, each.name) for each in queries.centres(request.actor)]
    if request.method == "POST":
        return RegisterForm(request.POST, classes=classes, centres=centres)
    initial = {name: request.GET.get(name, "")[:200] for name in _PRESET}
    return RegisterForm(classes=classes, centres=centres, initial=initial)


def _show(
    request: ActorRequest, form: RegisterForm, *, fault: InvalidInput | Conflict | None = None
) -> HttpResponse:
    back = safe_path(form.typed("next"))
    context = {
        "form": form,
        "duplicates": _known(fault, back) if fault else [],
        "asks_again": bool(form.typed("allow_duplicate_phone"))
        or (fault is not None and fault.code == "duplicate_phone"),
        "back": back,
    }
    status = fault.status if fault else HTTPStatus.OK
    return htmx.render(
        request, "customers/register.html", "customers/_register.html", context, status=status
    )


def _known(fault: DomainError, back: str) -> list[dict[str, str]]:
    """Return the customers whom the refusal names, each with where to go on with them."""
    found = fault.extra.get("duplicates")
    return [
        {
            **each,
            "url": _with_number(back, each["customer_no"])
            if back
            else reverse("customers:detail", args=[each["customer_no"]]),
        }
        for each in (found if isinstance(found, list) else [])
    ]


def _with_number(url: str, customer_no: str) -> str:
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "customer_no"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("customer_no", customer_no)])))
