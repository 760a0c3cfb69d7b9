"""Correcting a record. The form shows real values, so opening it is a look that is logged."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.customers import actions, presenters, queries
from zuoxi.customers.choices import FIELD_LABELS, Purpose
from zuoxi.customers.forms import CorrectForm
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_correct, may_correct_at
from zuoxi.customers.views.record import detail_url
from zuoxi.kernel.errors import Forbidden, InvalidInput, Stale
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@dataclass(frozen=True)
class Conflicting:
    """A field that two people corrected: what stands there now and what was typed."""

    label: str
    theirs: str
    mine: str


@page(policy=may_correct)
def correct(request: ActorRequest, customer_no: str) -> HttpResponse:
    """Show the form to who has revealed the record, ask for the reveal otherwise, save."""
    now = timezone.now()
    customer = queries.get(request.actor, customer_no)
    if not may_correct_at(request.actor, customer):
        raise Forbidden
    if request.method == "POST" and request.POST.get("step") == "open":
        actions.reveal_customer(
            actor=request.actor,
            customer_no=customer.customer_no,
            purpose=Purpose.CORRECT_RECORD,
            now=now,
        )
        return htmx.redirect(request, reverse("customers:correct", args=[customer.customer_no]))
    if request.method == "POST":
        return _save(request, customer, now)
    card = presenters.card_for(customer, request.actor, now)
    if not card.is_revealed:
        return htmx.render(
            request, "customers/correct_open.html", "customers/_correct_open.html", {"card": card}
        )
    return _show(request, customer, CorrectForm(card=card, classes=_classes()), now)


def _save(request: ActorRequest, customer: Customer, now: datetime) -> HttpResponse:
    # What was typed is kept whatever happens, also when the look has ended meanwhile.
    card = presenters.card_for(customer, request.actor, now)
    form = CorrectForm(request.POST, card=card, classes=_classes())
    try:
        actions.correct_customer(
            actor=request.actor,
            customer_no=customer.customer_no,
            changes=form.changes(),
            base_version=form.whole_number("version"),
            now=now,
        )
    except InvalidInput as fault:
        form.add_refusal(fault, form.places())
        return _show(request, customer, form, now, status=fault.status)
    except Stale as fault:
        return _show_conflict(request, customer, form, fault, now)
    messages.success(request, _("The correction was saved."))
    return htmx.redirect(request, detail_url(customer))


def _show_conflict(
    request: ActorRequest, customer: Customer, form: CorrectForm, fault: Stale, now: datetime
) -> HttpResponse:
    form.add_error(None, str(fault.message))
    # From here on the person knows the other value, so that saving again is a decision.
    form.data = {**dict(form.data.items()), "version": str(fault.extra["version"])}
    conflicts = fault.extra["conflicts"]
    assert isinstance(conflicts, dict)
    shown = [
        Conflicting(
            str(FIELD_LABELS[name]),
            _("(masked; reveal the record to see it)")
            if values["theirs"] is None
            else presenters.field_text(name, values["theirs"], revealed=True),
            presenters.field_text(name, values["mine"], revealed=True),
        )
        for name, values in conflicts.items()
    ]
    return _show(request, customer, form, now, conflicts=shown, status=fault.status)


def _show(
    request: ActorRequest,
    customer: Customer,
    form: CorrectForm,
    now: datetime,
    *,
    conflicts: list[Conflicting] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "card": presenters.card_for(customer, request.actor, now),
        "conflicts": conflicts or [],
    }
    return htmx.render(
        request, "customers/correct.html", "customers/_correct.html", context, status=status
    )


def _classes() -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in queries.customer_classes()]
