"""The comments of one order: a part of its page, and a page of their own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.comments import actions, queries
from zuoxi.comments.forms import CommentForm, part_context
from zuoxi.comments.policies import may_comment, may_report_on
from zuoxi.kernel.errors import Conflict, InvalidInput, TooManyRequests
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders


@page(policy=may_see_orders)
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the comments of an order; add one."""
    order = workorders.row(request.actor, number)
    if request.method == "POST":
        return _add(request, order)
    is_list = htmx.wants_fragment(request)
    cursor = request.GET.get("cursor", "")
    return _show(request, order, "_list" if is_list else "_part", cursor=cursor)


@page(policy=may_comment, methods=["POST"])
def withdraw(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """Take the own comment back."""
    order = workorders.row(request.actor, number)
    try:
        actions.withdraw_comment(
            actor=request.actor, number=number, comment_id=pk, now=timezone.now()
        )
    except Conflict as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The comment is withdrawn. Its text stays in the history."))
    if htmx.wants_fragment(request):
        return _show(request, order, "_list")
    return htmx.redirect(request, _place_of(order))


def _add(request: ActorRequest, order: WorkOrder) -> HttpResponse:
    people = queries.mentionable(order, besides=request.actor)
    may_report = may_report_on(request.actor, order)
    form = CommentForm(request.POST, people=people, may_report=may_report)
    try:
        actions.add_comment(
            actor=request.actor,
            number=order.number,
            draft=form.draft(),
            idempotency_key=form.typed("key")[:100],
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, TooManyRequests) as fault:
        form.add_refusal(fault)
        if isinstance(fault, Conflict):
            form.renew_key()
        return _show(request, order, "_part", form=form, status=fault.status)
    if htmx.wants_fragment(request):
        return _show(request, order, "_part")
    return htmx.redirect(request, _place_of(order))


def _show(
    request: ActorRequest,
    order: WorkOrder,
    fragment: str,
    *,
    form: CommentForm | None = None,
    cursor: str = "",
    status: int = 200,
) -> HttpResponse:
    wanted: dict[str, Any] = {"limit": queries.PAGE_SIZE} if cursor else {}
    context = part_context(
        order, actor=request.actor, now=timezone.now(), form=form, cursor=cursor, **wanted
    )
    return htmx.render(
        request, "comments/of_order.html", f"comments/{fragment}.html", context, status=status
    )


def _place_of(order: WorkOrder) -> str:
    return f"{reverse('workorders:order', args=[order.number])}#comments"
