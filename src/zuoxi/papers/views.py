"""Papers to look at and print, and as PDF."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext

from zuoxi.kernel.errors import InvalidInput
from zuoxi.papers import actions, pdf, presenters, production, queries
from zuoxi.papers.choices import MOST_ORDERS, SHOWN_ORDERS
from zuoxi.papers.files import order_pdf
from zuoxi.papers.forms import DayForm, RevealForm
from zuoxi.papers.policies import may_print, may_print_day
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_print, methods=["GET"])
def order(request: ActorRequest, number: str) -> HttpResponse:
    """Show one order as it looks on paper."""
    now = timezone.now()
    printed = actions.print_order(actor=request.actor, number=number, is_file=False, now=now)
    context = presenters.order_context(printed, request.actor, now)
    return htmx.render(request, "papers/order.html", "", context)


@page(policy=may_print, methods=["GET"])
def order_file(request: ActorRequest, number: str) -> HttpResponse:
    """Hand one order over as a PDF."""
    pdf.require()
    now = timezone.now()
    printed = actions.print_order(actor=request.actor, number=number, is_file=True, now=now)
    return order_pdf(printed, request.actor, now)


@page(policy=may_print_day, methods=["GET"])
def day(request: ActorRequest) -> HttpResponse:
    """Show what a work area has to do by a day, as it looks on paper; at first today's."""
    return _show_day(request)


@page(policy=may_print_day, methods=["POST"])
def reveal_day(request: ActorRequest) -> HttpResponse:
    """Open the customers of a list, for a purpose that counts for each of them."""
    form = RevealForm(request.POST)
    wanted = queries.day_at(request.actor, request.GET.get("area", ""), request.GET.get("day", ""))
    try:
        opened = actions.reveal_day(
            actor=request.actor,
            wanted=wanted,
            purpose=form.typed("purpose"),
            remark=form.typed("remark"),
            now=timezone.now(),
            most=SHOWN_ORDERS,
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _show_day(request, form, status=fault.status)
    messages.success(
        request,
        ngettext(
            "%(count)s customer is unmasked for you.",
            "%(count)s customers are unmasked for you.",
            opened,
        )
        % {"count": opened},
    )
    return htmx.redirect(request, production.address_of(wanted))


def _show_day(
    request: ActorRequest, reveal: RevealForm | None = None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    areas = queries.areas(request.actor)
    first = {"area": areas[0].code if areas else "", "day": timezone.localdate(now).isoformat()}
    asked = {name: request.GET.get(name) or value for name, value in first.items()}
    choice = DayForm(asked)
    choice.offer("area", [(each.code, each.name) for each in areas])
    context: dict[str, Any] = {"choice": choice, "areas": areas, "reveal": reveal or RevealForm()}
    try:
        wanted = queries.day_at(request.actor, asked["area"], asked["day"])
    except InvalidInput as fault:
        if areas:
            choice.add_refusal(fault)
            status = fault.status
    else:
        most = min(SHOWN_ORDERS, MOST_ORDERS.at(now))
        context |= presenters.day_context(request.actor, wanted, now, most=most)
        address = production.address_of(wanted)
        context |= {"title": production.title_of(wanted), "address": address}
        context["query"] = urlencode(asked)
    return htmx.render(request, "papers/day.html", "", context, status=status)
