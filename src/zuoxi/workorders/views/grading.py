"""Correcting the grade of an order, from its page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.forms import RegradeForm
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import REGRADERS, may_regrade


@page(policy=may_regrade)
def regrade(request: ActorRequest, number: str) -> HttpResponse:
    """Show an order's grade and class of region; correct them."""
    order = queries.find(request.actor, number)
    if not request.actor.holds_at(REGRADERS, order.centre_id):
        raise Forbidden(extra={"action": "regrade"})
    if request.method == "GET":
        return _show(request, order, _form(order))
    form = _form(order, request.POST)
    try:
        actions.regrade(
            actor=request.actor,
            number=number,
            grade=form.typed("grade"),
            region_class=form.typed("region_class"),
            reason=form.typed("reason"),
            expected_version=whole_number(form.typed("version")) or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Stale, Conflict) as fault:
        order = queries.find(request.actor, number)
        form = _form(order, request.POST | {"version": str(order.version)})
        form.add_refusal(fault)
        return _show(request, order, form, status=fault.status)
    messages.success(request, _("The grade was changed."))
    return htmx.redirect(request, "workorders:order", number)


def _form(order: WorkOrder, typed: Any = None) -> RegradeForm:  # noqa: ANN401 - request data
    """Return the form of an order; values that are no longer offered stay to be chosen."""
    lists, initial = {}, {"version": str(order.version)}
    for name in (CodeList.GRADE, CodeList.REGION_CLASS):
        options = list(presenters.code_options(name))
        kept = getattr(order, name)
        if kept and kept.code not in {code for code, _label in options}:
            options.append((kept.code, kept.label))
        lists[name.value] = options
        initial[name.value] = kept.code if kept else ""
    return RegradeForm(typed, lists=lists, initial=initial)


def _show(
    request: ActorRequest, order: WorkOrder, form: RegradeForm, *, status: int = 200
) -> HttpResponse:
    template = "workorders/regrade.html"
    context = {"order": order, "form": form}
    return htmx.render(request, template, template, context, status=status)
