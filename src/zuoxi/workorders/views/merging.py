"""Merging an order into another one after comparing both, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import MESSAGES, Action
from zuoxi.workorders.forms import MergeForm
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import MERGERS, may_merge


@page(policy=may_merge)
def merge(request: ActorRequest, number: str) -> HttpResponse:
    """Show an order beside the one that it may be merged into; merge it."""
    order = _own(request, number)
    if request.method == "GET":
        return _show(request, order, _form(request, order))
    form = MergeForm(request.POST)
    try:
        moved = actions.transition(
            actor=request.actor,
            number=number,
            name=Action.MERGE,
            inputs={
                "into": form.typed("into"),
                "reason": form.typed("reason"),
                "callback_required": bool(form.typed("callback_required")),
            },
            expected_version=whole_number(form.typed("version")) or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Stale, Conflict) as fault:
        form = _form(request, order)
        form.add_refusal(fault)
        return _show(request, queries.find(request.actor, number), form, status=fault.status)
    messages.success(request, str(MESSAGES[moved.message]))
    return htmx.redirect(request, "workorders:order", form.typed("into").strip())


@page(policy=may_merge, methods=["POST"])
def unmerge(request: ActorRequest, number: str) -> HttpResponse:
    """Let a merged order stand on its own again."""
    order = _own(request, number)
    moved = actions.transition(
        actor=request.actor,
        number=number,
        name=Action.UNMERGE,
        inputs={},
        expected_version=whole_number(request.POST.get("version", "")) or order.version,
        now=timezone.now(),
    )
    messages.success(request, str(MESSAGES[moved.message]))
    return htmx.redirect(request, "workorders:order", number)


def _own(request: ActorRequest, number: str) -> WorkOrder:
    order = queries.find(request.actor, number)
    if not request.actor.holds_at(MERGERS, order.centre_id):
        raise Forbidden(extra={"action": Action.MERGE})
    return order


def _form(request: ActorRequest, order: WorkOrder) -> MergeForm:
    """Return the form with what was typed; whoever sends it acts on the version that is shown."""
    typed = request.POST.copy() if request.method == "POST" else request.GET.copy()
    typed["version"] = str(order.version)
    return MergeForm(typed)


def _show(
    request: ActorRequest, order: WorkOrder, form: MergeForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "order": order,
        "form": form,
        "may_merge": queries.may_correct(request.actor, order, Action.MERGE),
        "sides": [presenters.side(request.actor, order.number, now)],
        "candidates": [],
    }
    wanted = form.typed("into").strip()
    main = queries.by_number(request.actor, wanted) if wanted else None
    if main is not None and main.pk != order.pk:
        context["sides"].append(presenters.side(request.actor, main.number, now))
        context["same_customer"] = main.customer_id == order.customer_id
    else:
        context["candidates"] = queries.possible_mains(request.actor, order, now)
    return htmx.render(
        request, "workorders/merge.html", "workorders/merge.html", context, status=status
    )
