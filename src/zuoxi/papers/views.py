"""Papers to look at and print, and as PDF."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.papers import actions, pdf, presenters
from zuoxi.papers.files import order_pdf
from zuoxi.papers.policies import may_print
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
