"""Who is on an order: seen, taken, given free."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from zuoxi.dispatching import actions, presenters
from zuoxi.dispatching.policies import may_dispatch, may_see_viewers
from zuoxi.kernel.errors import Conflict
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

_TEMPLATE = "dispatching/_presence.html"


@page(policy=may_see_viewers, methods=["POST"])
def presence(request: ActorRequest, number: str) -> HttpResponse:
    """Note that the order is open here; say who else has it open."""
    order = actions.look(actor=request.actor, number=number, now=timezone.now())
    return _answer(request, order)


@page(policy=may_dispatch, methods=["POST"])
def claim(request: ActorRequest, number: str) -> HttpResponse:
    """Take the order for a while, or give it free."""
    now = timezone.now()
    try:
        if request.POST.get("free"):
            actions.release(actor=request.actor, number=number, now=now)
        else:
            actions.claim(actor=request.actor, number=number, now=now)
    except Conflict as fault:
        order = workorders.row(request.actor, number)
        return _answer(request, order, {"fault": fault.message}, status=fault.status)
    return _answer(request, workorders.row(request.actor, number))


def _answer(
    request: ActorRequest,
    order: WorkOrder,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if not htmx.wants_fragment(request):
        return htmx.redirect(request, reverse("workorders:dialog", args=[order.number]))
    context = presenters.presence(order, request.actor, timezone.now()) | (more or {})
    return htmx.render(request, _TEMPLATE, _TEMPLATE, context, status=status)
