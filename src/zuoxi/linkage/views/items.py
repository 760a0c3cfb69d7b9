"""The working group's list, the daily list, and the figures."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.contacts import queries as contacts
from zuoxi.customers import queries as customers
from zuoxi.kernel.errors import NotFound
from zuoxi.linkage import presenters, queries
from zuoxi.linkage.choices import Concern, Side
from zuoxi.linkage.policies import may_see_linkage, may_supervise
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page

_KINDS = {
    Side.EXTERNAL.value: UnitKind.DEPARTMENT.value,
    Side.INTERNAL.value: UnitKind.WORK_AREA.value,
}


@page(policy=may_see_linkage, methods=["GET"])
def items(request: ActorRequest) -> HttpResponse:
    """Show what several departments work on: open ones first, or those that have ended."""
    state = "closed" if request.GET.get("state") == "closed" else "open"
    side = request.GET.get("side", "")
    found = queries.page_of_items(
        request.actor,
        is_open=state == "open",
        side=_KINDS.get(side, ""),
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "rows": presenters.item_rows(found.items, request.actor, timezone.now()),
        "next_cursor": found.next_cursor,
        "state": state,
        "side": side if side in _KINDS else "",
        "sides": Side.choices,
        "may_supervise": may_supervise(request.actor),
    }
    return htmx.render(request, "linkage/list.html", "linkage/_list.html", context)


@page(policy=may_supervise, methods=["GET"])
def daily(request: ActorRequest) -> HttpResponse:
    """Show what hangs and what is to be done about it."""
    now = timezone.now()
    concern = request.GET.get("concern", "")
    concern = concern if concern in Concern.values else ""
    found = queries.daily(
        request.actor, now=now, concern=concern, cursor=request.GET.get("cursor", "")
    )
    context = {
        "rows": presenters.daily_rows(found.items, request.actor, now),
        "next_cursor": found.next_cursor,
        "concern": concern,
        "concerns": Concern.choices,
    }
    return htmx.render(request, "linkage/daily.html", "linkage/_daily.html", context)


@page(policy=may_see_linkage, methods=["GET"])
def figures(request: ActorRequest) -> HttpResponse:
    """Show the response rates of all departments and units both ways, split by side."""
    now = timezone.now()
    span = queries.span_of(now)
    units = list(org.work_areas(request.actor).select_related("centre"))
    simple, received = queries.answered_at_first_contact(request.actor, span)
    sections = [
        (
            label,
            [
                (unit, queries.rates_of(request.actor, unit, span))
                for unit in units
                if unit.kind == _KINDS[side]
            ],
        )
        for side, label in Side.choices
    ]
    context = {
        "sections": sections,
        "days": span.days,
        "simple": simple,
        "received": received,
        "percent": round(100 * simple / received) if received else None,
    }
    return htmx.render(request, "linkage/figures.html", "linkage/_figures.html", context)


@page(policy=may_see_linkage, methods=["GET"])
def inbound(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the orders behind the inbound number of a department."""
    now = timezone.now()
    unit = contacts.department(request.actor, pk)
    answered = {"yes": True, "no": False}.get(request.GET.get("answered", ""))
    found = queries.page_of_inbound(
        request.actor,
        unit,
        queries.span_of(now),
        is_answered=answered,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "unit": unit,
        "orders": found.items,
        "next_cursor": found.next_cursor,
        "answered": request.GET.get("answered", ""),
    }
    return htmx.render(request, "linkage/inbound.html", "linkage/_inbound.html", context)


@page(policy=may_see_linkage, methods=["GET"])
def of_customer(request: ActorRequest, customer_no: str) -> HttpResponse:
    """Show how far departments are with a customer's orders."""
    customer = customers.row_by_number(request.actor, customer_no)
    if customer is None:
        raise NotFound
    context = presenters.customer_context(customer, request.actor)
    template = "linkage/of_customer.html"
    return htmx.render(request, template, "linkage/_of_customer.html", context)
