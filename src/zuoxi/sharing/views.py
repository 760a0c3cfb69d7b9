"""The one page on which departments look things up, what lies behind a hit, and the rights."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.products import queries as products
from zuoxi.sharing import actions, presenters, queries
from zuoxi.sharing.choices import FIRST_HITS, SharedKind
from zuoxi.sharing.forms import DemandForm, FindForm, RightForm
from zuoxi.sharing.policies import may_give_rights, may_see_rights, may_share
from zuoxi.sharing.queries import DemandFilter
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page

# Of one kind: the rows, and the marker of the next page.
Hits = tuple[list[Any], str]


@dataclass(frozen=True)
class _Asked:
    """What is looked up; ``narrow`` where one kind alone is, page after page."""

    actor: Actor
    q: str
    cursor: str = ""
    limit: int = FIRST_HITS
    narrow: DemandForm | None = None


@page(policy=may_share, methods=["GET"])
def find(request: ActorRequest) -> HttpResponse:
    """Show the first hits of each kind, or a page of one kind."""
    kinds = queries.kinds_for(request.actor)
    asked = request.GET.get("kind", "")
    kind = asked if asked in kinds else ""
    form, narrow = FindForm(request.GET), DemandForm(request.GET)
    faults: list[InvalidInput] = []
    found: dict[str, Hits] = {}
    wanted = _Asked(request.actor, form.typed("q"))
    if kind:
        cursor = request.GET.get("cursor", "")
        wanted = _Asked(request.actor, form.typed("q"), cursor, queries.PAGE_SIZE, narrow)
    for each in [SharedKind(kind)] if kind else kinds:
        try:
            found[each.value] = _FINDERS[each](wanted)
        except InvalidInput as fault:
            faults.append(fault)
    for refusal in faults:
        (narrow if kind == SharedKind.DEMANDS else form).add_refusal(refusal)
    context = {
        "form": form,
        "narrow": narrow,
        "kind": kind,
        "q": form.typed("q").strip(),
        "tabs": [(each.value, each.label) for each in kinds],
        "found": [(SharedKind(name), rows, cursor) for name, (rows, cursor) in found.items()],
        "has_faults": bool(faults),
        "may_see_rights": may_see_rights(request.actor),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return htmx.render(request, "sharing/find.html", "sharing/_found.html", context, status=status)


@page(policy=may_share, methods=["GET"])
def demand(request: ActorRequest, number: str) -> HttpResponse:
    """Show of a demand the matter alone; who may see its order is sent there."""
    order = queries.demand(request.actor, number)
    if queries.seen_ids(request.actor, [order]):
        return htmx.redirect(request, "workorders:order", order.number)
    return htmx.render(request, "sharing/demand.html", context={"order": order})


@page(policy=may_share, methods=["GET"])
def item(request: ActorRequest, number: str) -> HttpResponse:
    """Show how an item goes on in which the reader's department has taken part."""
    order = queries.item(request.actor, number)
    if queries.seen_ids(request.actor, [order]):
        return htmx.redirect(request, "workorders:order", order.number)
    legs, notes = presenters.progress_of(order, request.actor)
    context = {"order": order, "legs": legs, "notes": notes}
    return htmx.render(request, "sharing/item.html", context=context)


@page(policy=may_see_rights)
def rights(request: ActorRequest) -> HttpResponse:
    """Show which departments may look beyond their own orders; give them the right."""
    departments = queries.departments(request.actor)
    form = RightForm(request.POST or None, departments=departments)
    if request.method == "POST":
        try:
            actions.give_right(
                actor=request.actor,
                department_id=form.whole_number("department") or 0,
                kind=form.typed("kind"),
                reason=form.typed("reason"),
                now=timezone.now(),
            )
        except (InvalidInput, Conflict) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return htmx.redirect(request, "sharing:rights")
    context = {
        "form": form,
        "rights": queries.rights_seen(request.actor).order_by("-pk")[:200],
        "may_give": may_give_rights(request.actor),
        "has_departments": bool(departments),
    }
    status = 422 if form.is_bound else 200
    return htmx.render(
        request, "sharing/rights.html", "sharing/_rights.html", context, status=status
    )


@page(policy=may_give_rights, methods=["POST"])
def end_right(request: ActorRequest, pk: int) -> HttpResponse:
    """End a right."""
    actions.end_right(actor=request.actor, right_id=pk, now=timezone.now())
    messages.success(request, _("Saved."))
    return htmx.redirect(request, "sharing:rights")


def _customers(asked: _Asked) -> Hits:
    now = timezone.now()
    found = queries.customers_found(asked.actor, asked.q, cursor=asked.cursor, limit=asked.limit)
    hits = presenters.customer_hits(found.items, asked.actor, now)
    numbers = [each.card.customer_no for each in hits]
    actions.note_look_up(actor=asked.actor, customer_nos=numbers, now=now)
    return [*hits], found.next_cursor


def _demands(asked: _Asked) -> Hits:
    found = queries.demands(
        asked.actor,
        _demand_filter(asked),
        now=timezone.now(),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return [*presenters.demand_hits(found.items, asked.actor)], found.next_cursor


def _products(asked: _Asked) -> Hits:
    today = timezone.localdate()
    found = products.page(
        asked.actor, q=asked.q, today=today, cursor=asked.cursor, limit=asked.limit
    )
    return [(each, each.is_offered(today)) for each in found.items], found.next_cursor


def _items(asked: _Asked) -> Hits:
    found = queries.items(asked.actor, asked.q, cursor=asked.cursor, limit=asked.limit)
    return [*presenters.item_hits(found.items, asked.actor)], found.next_cursor


_FINDERS: dict[SharedKind, Callable[[_Asked], Hits]] = {
    SharedKind.CUSTOMERS: _customers,
    SharedKind.DEMANDS: _demands,
    SharedKind.PRODUCTS: _products,
    SharedKind.HANDLING: _items,
}


def _demand_filter(asked: _Asked) -> DemandFilter:
    narrow, faults = asked.narrow, Faults()
    if narrow is None:
        return DemandFilter(q=asked.q)
    days: dict[str, Any] = dict.fromkeys(("first_day", "last_day"))
    for name in days:
        if narrow.typed(name).strip():
            with faults.noted():
                days[name] = read_day(name, narrow.typed(name))
    faults.stop()
    return DemandFilter(
        q=asked.q, demand=narrow.typed("demand"), customer_no=narrow.typed("customer_no"), **days
    )
