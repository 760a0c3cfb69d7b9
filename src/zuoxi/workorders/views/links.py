"""Linking orders, from the page of one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.forms import LinkForm
from zuoxi.workorders.policies import may_link


@page(policy=may_link)
def links(request: ActorRequest, number: str) -> HttpResponse:
    """Show the orders that belong to one order; link another one."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _show(request, number, form)
    try:
        actions.link_orders(
            actor=request.actor, number=number, other=form.typed("other"), now=timezone.now()
        )
    except (InvalidInput, Conflict) as fault:
        form.add_refusal(fault)
        return _show(request, number, form, status=fault.status)
    messages.success(request, _("The work orders are linked now."))
    return _done(request, number)


@page(policy=may_link, methods=["POST"])
def unlink(request: ActorRequest, number: str, other: str) -> HttpResponse:
    """Take a link back."""
    actions.unlink_orders(actor=request.actor, number=number, other=other, now=timezone.now())
    messages.success(request, _("The link was taken back."))
    return _done(request, number)


def _done(request: ActorRequest, number: str) -> HttpResponse:
    if htmx.wants_fragment(request):
        return _show(request, number, LinkForm())
    return htmx.redirect(request, "workorders:order", number)


def _show(request: ActorRequest, number: str, form: LinkForm, *, status: int = 200) -> HttpResponse:
    order = queries.find(request.actor, number)
    context: dict[str, Any] = presenters.links_context(request.actor, order) | {"form": form}
    return htmx.render(
        request, "workorders/links.html", "workorders/_links.html", context, status=status
    )
