"""One customer: the record with its history, and the look at unmasked data."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from zuoxi.customers import actions, presenters, queries
from zuoxi.customers.forms import RevealForm
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import (
    may_correct_at,
    may_deactivate,
    may_deactivate_at,
    may_reveal,
    may_search_customers,
    may_see_customers,
)
from zuoxi.kernel.errors import InvalidInput, TooManyRequests
from zuoxi.kernel.paging import paginate
from zuoxi.web import htmx, slots
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path

SLOT = "customers.customer"
_HISTORY_SIZE = 30


@page(policy=may_see_customers, methods=("GET",))
def customer_detail(request: ActorRequest, customer_no: str) -> HttpResponse:
    """Show one record, masked unless the reader has revealed it."""
    customer = queries.get(request.actor, customer_no)
    context = record_context(request, customer, timezone.now())
    return htmx.render(request, "customers/customer.html", "customers/_customer.html", context)


@page(policy=may_reveal)
def reveal(request: ActorRequest, customer_no: str) -> HttpResponse:
    """Ask for the purpose, then show the record unmasked or go back to where it was asked."""
    now = timezone.now()
    customer = queries.get(request.actor, customer_no)
    if request.method != "POST":
        form = RevealForm(initial={"next": request.GET.get("next", "")})
        return _show_reveal(request, customer, form, now)
    form = RevealForm(request.POST)
    try:
        given = actions.reveal_customer(
            actor=request.actor,
            customer_no=customer.customer_no,
            purpose=form.typed("purpose"),
            remark=form.typed("remark"),
            now=now,
        )
    except (InvalidInput, TooManyRequests) as fault:
        form.add_refusal(fault)
        return _show_reveal(request, customer, form, now, status=fault.status)
    until = time_format(timezone.localtime(given.until), "TIME_FORMAT")
    messages.success(request, _("Unmasked for you until %(time)s.") % {"time": until})
    return htmx.redirect(request, safe_path(form.typed("next")) or detail_url(customer))


@page(policy=may_deactivate, methods=("POST",))
def switch_activity(request: ActorRequest, customer_no: str) -> HttpResponse:
    """Take the customer out of business or back into it, by the button that was pressed."""
    now = timezone.now()
    if request.POST.get("to") == "active":
        customer = actions.reactivate_customer(
            actor=request.actor, customer_no=customer_no, now=now
        )
        messages.success(request, _("The customer is active again."))
    else:
        customer = actions.deactivate_customer(
            actor=request.actor, customer_no=customer_no, now=now
        )
        messages.success(request, _("The customer was deactivated."))
    return htmx.redirect(request, detail_url(customer))


def record_context(request: ActorRequest, customer: Customer, now: datetime) -> dict[str, Any]:
    """Return what the record's templates show."""
    card = presenters.card_for(customer, request.actor, now)
    found = paginate(
        queries.history(request.actor, customer),
        by="id",
        descending=True,
        cursor=request.GET.get("cursor", ""),
        limit=_HISTORY_SIZE,
    )
    until = queries.revealed_until(request.actor, customer, now)
    return {
        "card": card,
        "history": presenters.history_of(found.items, revealed=card.is_revealed),
        "next_cursor": found.next_cursor,
        "parts": slots.parts(SLOT, customer, actor=request.actor, now=now),
        "revealed_until": until,
        # The open page masks itself when the look ends; a second more, lest it come too early.
        "masked_again_in": int((until - now).total_seconds()) + 1 if until else 0,
        "may_search": may_search_customers(request.actor),
        "may_correct": may_correct_at(request.actor, customer),
        "may_deactivate": may_deactivate_at(request.actor, customer),
    }


def detail_url(customer: Customer) -> str:
    """Return the address of a record."""
    return reverse("customers:detail", args=[customer.customer_no])


def _show_reveal(
    request: ActorRequest,
    customer: Customer,
    form: RevealForm,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "card": presenters.card_for(customer, request.actor, now)}
    return htmx.render(
        request, "customers/reveal.html", "customers/_reveal.html", context, status=status
    )
