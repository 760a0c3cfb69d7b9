"""The list of follow-up tasks, the page of one task, and the tasks of one order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.followups import actions, presenters, queries
from zuoxi.followups.choices import FollowUpState, Whose
from zuoxi.followups.forms import (
    CloseForm,
    HandOverForm,
    OpenForm,
    Refused,
    entries_for,
    order_part,
)
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_follow_up, may_see_at, may_see_follow_ups
from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder


@page(policy=may_see_follow_ups, methods=["GET"])
def follow_up_list(request: ActorRequest) -> HttpResponse:
    """Show the tasks that are open, the first due one on top; or the overdue or closed ones."""
    now = timezone.now()
    usual = Whose.MINE if may_follow_up(request.actor) else Whose.ALL
    state = _chosen(request, "state", FollowUpState.values, FollowUpState.OPEN)
    whose = _chosen(request, "whose", Whose.values, usual)
    cursor = request.GET.get("cursor", "")
    found = queries.page(
        request.actor, state=state, whose=whose, now=now, cursor=cursor, by_name=True
    )
    context = {
        "rows": presenters.list_rows(found.items, request.actor, now),
        "next_cursor": found.next_cursor,
        "state": state,
        "whose": whose,
        "states": FollowUpState.choices,
        "people": Whose.choices if may_follow_up(request.actor) else [],
    }
    return htmx.render(request, "followups/list.html", "followups/_list.html", context)


@page(policy=may_see_follow_ups, methods=["GET"])
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one task with what its owner may do."""
    return _show(request, queries.find(request.actor, pk))


@page(policy=may_follow_up, methods=["POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a task with its result."""
    form = CloseForm(request.POST, of=pk)
    try:
        follow_up = actions.close_follow_up(
            actor=request.actor,
            follow_up_id=pk,
            result=form.typed("result"),
            customer_informed_at=read_moment(
                "customer_informed_at", form.typed("customer_informed_at")
            ),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        return _answer(request, queries.find(request.actor, pk), Refused(pk, form), fault.status)
    return _answer(request, follow_up)


@page(policy=may_follow_up, methods=["POST"])
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a task another owner or another due time."""
    follow_up = queries.find(request.actor, pk)
    form = HandOverForm(request.POST, of=pk, people=queries.owners(follow_up.order.centre))
    try:
        follow_up = actions.hand_over(
            actor=request.actor,
            follow_up_id=pk,
            owner=form.typed("owner"),
            due_at=read_moment("due_at", form.typed("due_at")),
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        return _answer(request, queries.find(request.actor, pk), Refused(pk, form), fault.status)
    return _answer(request, follow_up)


@page(policy=may_see_follow_ups)
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the tasks of one order; open one by hand."""
    order = workorders.find(request.actor, number)
    if not may_see_at(request.actor, order.centre_id):
        raise NotFound
    if request.method != "POST":
        return _show_part(request, order)
    form = OpenForm(request.POST, people=queries.owners(order.centre))
    try:
        wanted = actions.Wanted(
            task=form.typed("task"),
            owner=form.typed("owner"),
            due_at=read_moment("due_at", form.typed("due_at")),
        )
        actions.open_follow_up(
            actor=request.actor, number=number, wanted=wanted, now=timezone.now()
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _show_part(request, order, opened=form, status=fault.status)
    messages.success(request, _("The operation was successful."))
    if htmx.wants_fragment(request):
        return _show_part(request, order)
    return htmx.redirect(request, _place_of(order))


def _answer(
    request: ActorRequest, follow_up: FollowUp, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """Answer a form with the part of the page that it was sent from."""
    on_order = request.POST.get("shown_on") == "order"
    if refused is None:
        messages.success(request, _("The operation was successful."))
        if not htmx.wants_fragment(request):
            own_page = reverse("followups:detail", args=[follow_up.pk])
            return htmx.redirect(request, _place_of(follow_up.order) if on_order else own_page)
    if on_order:
        return _show_part(request, follow_up.order, refused=refused, status=status)
    return _show(request, follow_up, refused, status=status)


def _show(
    request: ActorRequest, follow_up: FollowUp, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    people = queries.owners(follow_up.order.centre)
    (entry,) = entries_for(
        [follow_up], actor=request.actor, now=timezone.now(), people=people, refused=refused
    )
    context: dict[str, Any] = {
        "entry": entry,
        # Beside the list the keys go on moving through the rows; opened, they fill in the form.
        "is_preview": "preview" in request.GET,
    }
    return htmx.render(
        request, "followups/detail.html", "followups/_detail.html", context, status=status
    )


def _show_part(
    request: ActorRequest, order: WorkOrder, *, status: int = 200, **sent: Any
) -> HttpResponse:
    part = order_part(order, actor=request.actor, now=timezone.now(), **sent)
    context = {"part": part, "number": order.number}
    return htmx.render(
        request, "followups/of_order.html", "followups/_part.html", context, status=status
    )


def _place_of(order: WorkOrder) -> str:
    return reverse("workorders:order", args=[order.number]) + "#follow-ups"


def _chosen(request: ActorRequest, name: str, offered: list[str], usual: str) -> str:
    value = request.GET.get(name, usual)
    return str(value if value in offered else usual)
