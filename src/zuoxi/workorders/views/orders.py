"""One order: its own page, its dialog beside a list, and the execution of an action."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from zuoxi.customers import presenters as customers
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, Stale
from zuoxi.web import htmx, slots
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import MESSAGES, Action, FormType, Status
from zuoxi.workorders.forms import MoveForm, read_inputs, typed_texts
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import REGRADERS, may_see_orders
from zuoxi.workorders.queries import OrderDetail

# What other packages add to an order's page: fill it with functions of the order.
SLOT = "workorders.order"
# What they add to its dialog: at its head, and above the fields of its form.
DIALOG_SLOT, FORM_SLOT = "workorders.dialog", "workorders.dialog.form"


@page(policy=may_see_orders, methods=["GET"])
def order(request: ActorRequest, number: str) -> HttpResponse:
    """Show everything about one order, with what may be done next."""
    detail = queries.detail(request.actor, number)
    context = _context(request, detail) | {
        "matter": presenters.all_blocks(detail),
        "legs": presenters.leg_blocks(detail),
        "entries": presenters.timeline(detail),
        "may_merge": queries.may_correct(request.actor, detail.order, Action.MERGE),
        "may_regrade": detail.order.status != Status.ARCHIVED
        and request.actor.holds_at(REGRADERS, detail.order.centre_id),
        "parts": slots.parts(SLOT, detail.order, actor=request.actor, now=timezone.now()),
    }
    return htmx.render(request, "workorders/order.html", "workorders/_preview.html", context)


@page(policy=may_see_orders)
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """Show the dialog of an order in its present state; what is posted is kept in its fields."""
    context = panel_context(request, number)
    return htmx.render(request, "workorders/dialog.html", "workorders/_dialog.html", context)


@page(policy=may_see_orders, methods=["POST"])
def act(request: ActorRequest, number: str) -> HttpResponse:
    """Execute the chosen action on one order."""
    name = request.POST.get("action", "")
    try:
        _ask_first(request, number, name)
        moved = actions.transition(
            actor=request.actor,
            number=number,
            name=name,
            inputs=read_inputs(name, request.POST),
            expected_version=_version(request),
            now=timezone.now(),
        )
    except NotFound:
        return _gone(request, number)
    except (InvalidInput, Stale, Conflict) as fault:
        return _refused(request, number, fault)
    messages.success(request, str(MESSAGES[moved.message]))
    return _moved(request, moved.order)


def panel_context(request: ActorRequest, number: str, *, back: str = "") -> dict[str, Any]:
    """Return what the dialog of an order shows; raise NotFound if the actor never saw the order.

    ``back`` is the list that shows the dialog beside it.
    """
    try:
        context = _with_parts(request, _context(request, queries.detail(request.actor, number)))
    except NotFound:
        context = _gone_context(request, number)
    if back:
        context |= {"next": back, "reveal_next": _with_order(back, number)}
    return context


def _context(
    request: ActorRequest, detail: OrderDetail, form: MoveForm | None = None
) -> dict[str, Any]:
    shown = detail.order
    form = form or _form(request, detail)
    return {
        "order": shown,
        "detail": detail,
        "card": customers.card_for(shown.customer, request.actor, timezone.now()),
        "profile_title": presenters.PROFILE.get(shown.status, presenters.PROFILE[""]),
        "status_label": Status(shown.status).label,
        "form_type_label": FormType(shown.form_type).label,
        "blocks": presenters.dialog_blocks(detail),
        "form": form,
        "bound_note": queries.why_bound(shown) if detail.barred else "",
        "kept": typed_texts(request.POST, beside=form.fields if form else ()),
        "next": _next(request),
        "reveal_next": _with_order(_next(request), shown.number),
    }


def _form(request: ActorRequest, detail: OrderDetail) -> MoveForm | None:
    """Return the form of the legal actions; what was typed before stays where it still fits."""
    if not detail.actions:
        return None
    lists = presenters.options_for(request.actor, detail.order, detail.actions)
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None:
        # Whoever sends it next acts on the state that is shown now.
        typed["version"] = str(detail.order.version)
        if typed.get("action") not in {each.action for each in detail.actions}:
            typed["action"] = detail.actions[0].action
    return MoveForm(
        typed, order=detail.order, arrows=detail.actions, lists=lists, barred=detail.barred
    )


def _refused(request: ActorRequest, number: str, fault: DomainError) -> HttpResponse:
    """Give the form back with the messages at its fields, or with what has happened meanwhile."""
    detail = queries.detail(request.actor, number)
    if isinstance(fault, InvalidInput):
        form = _form(request, detail)
        if form is None:
            raise fault
        form.add_refusal(fault)
        context = _context(request, detail, form)
    else:
        context = _context(request, detail, _attempted(request, detail))
        context |= {"overtaken": fault.message}
    return _dialog(request, _with_parts(request, context), status=fault.status)


def _with_parts(request: ActorRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what other packages add to the dialog of an order."""
    now, shown = timezone.now(), context["order"]
    return context | {
        "dialog_parts": slots.parts(DIALOG_SLOT, shown, actor=request.actor, now=now),
        "form_parts": slots.parts(FORM_SLOT, shown, actor=request.actor, now=now),
    }


def _attempted(request: ActorRequest, detail: OrderDetail) -> MoveForm | None:
    """Return the form as it was sent, though the order has moved on: nothing typed is lost."""
    name = request.POST.get("action", "")
    arrows = [each for each in detail.order.lifecycle.transitions if each.action == name][:1]
    if not arrows:
        return None
    lists = presenters.options_for(request.actor, detail.order, arrows)
    return MoveForm(request.POST, order=detail.order, arrows=arrows, lists=lists)


def _gone(request: ActorRequest, number: str) -> HttpResponse:
    return _dialog(request, _gone_context(request, number), status=NotFound.status)


def _gone_context(request: ActorRequest, number: str) -> dict[str, Any]:
    leg = queries.departure(request.actor, number)
    if leg is None:
        raise NotFound
    return {
        "gone": presenters.departed(leg),
        "number": number,
        "kept": typed_texts(request.POST),
        "next": _next(request),
    }


def _dialog(request: ActorRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    # The order's own page shows everything else already; only its form comes back.
    is_own_page = request.POST.get("place") == "page" and "order" in context
    fragment = "workorders/_next_step.html" if is_own_page else "workorders/_dialog.html"
    return htmx.render(request, "workorders/dialog.html", fragment, context, status=status)


def _moved(request: ActorRequest, moved: WorkOrder) -> HttpResponse:
    """Close the dialog and let the list go on to its next row; without scripts, go back there."""
    own_page = reverse("workorders:order", args=[moved.number])
    back = _next(request) or own_page
    if back == own_page and not queries.visible_to(request.actor).filter(pk=moved.pk).exists():
        return htmx.redirect(request, "/")
    if back == own_page or not htmx.wants_fragment(request):
        return htmx.redirect(request, back)
    seen = queries.by_number(request.actor, moved.number)
    context = {
        "order": moved,
        "next": back,
        "goes_on": seen is not None and bool(queries.legal_actions(request.actor, seen)),
    }
    response = htmx.render(request, "workorders/_done.html", "workorders/_done.html", context)
    return trigger_client_event(response, "zuoxi:moved", {"number": moved.number}, after="settle")


def _ask_first(request: ActorRequest, number: str, name: str) -> None:
    """Refuse to archive an unresolved matter until the archiver has said so explicitly (A-13)."""
    if name != "archive" or request.POST.get("confirm_unresolved"):
        return
    if queries.row(request.actor, number).is_resolved is False:
        raise InvalidInput(
            fields={
                "confirm_unresolved": [
                    _(
                        "This matter is not resolved. Tick the box to archive it all the same, "
                        "or ask the form controller to put it back for re-dispatch."
                    )
                ]
            }
        )


def _with_order(url: str, number: str) -> str:
    """Return the list with this order's dialog open, or the order's own page."""
    if not url:
        return reverse("workorders:order", args=[number])
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'order': number})}"


def _version(request: ActorRequest) -> int:
    # A page of ours always sends its version; without one nothing says which state was looked at.
    return whole_number(request.POST.get("version", "")) or 0


def _next(request: ActorRequest) -> str:
    """Return the page to go back to: the list that the dialog was opened beside, if it says so."""
    return safe_path(request.POST.get("next") or request.GET.get("next") or "")
