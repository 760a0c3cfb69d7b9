"""What this package adds to others: customers, orders on pages, names in the log, notices."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import register_visibility
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org.queries import register_open_work, supervisors_of
from zuoxi.web import slots
from zuoxi.workorders import presenters, queries
from zuoxi.workorders.events import OrderCompleted, OrderFact, OrderReturned
from zuoxi.workorders.lifecycle import ADJUDICATION
from zuoxi.workorders.models import WorkOrder

_SHOWN = 20


@register_visibility
def customers_of_own_orders(actor: Actor) -> Q:
    """Open the customers whose orders are now dispatched to the actor's work areas."""
    if not actor.area_ids:
        return Q(pk__in=[])
    return Q(pk__in=queries.customer_ids_seen_by_areas(actor.area_ids))


@register_open_work
def open_legs(*, work_area_id: int | None, technician_id: int | None) -> int:
    """Have a supervisor warned before closing a work area or technician with open orders."""
    return queries.count_open_legs(work_area_id=work_area_id, technician_id=technician_id)


@slots.fill("workorders.order", order=10)
def linked_orders(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the orders that belong to an order, with what may be done about it."""
    del now
    context = presenters.links_context(actor, subject)
    if not context["linked"] and not context["may_link"]:
        return None
    return slots.Part("links", _("Linked work orders"), "workorders/_links.html", context, "link")


@names("workorders.order")
def numbers(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name orders in the audit log by their number."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "number")
    return {pk: Subject(number, reverse("workorders:order", args=[number])) for pk, number in seen}


@slots.fill("customers.customer", order=10)
def orders_of_customer(subject: Customer, *, actor: Actor, now: datetime) -> slots.Part:
    """Show a customer's latest orders, open and past, on the customer's page."""
    del now
    orders = queries.orders_of(actor, subject.pk, limit=_SHOWN + 1)
    url = f"{reverse('workorders:inquiry')}?{urlencode({'customer_no': subject.customer_no})}"
    context = {"orders": orders[:_SHOWN], "more": len(orders) > _SHOWN, "url": url}
    return slots.Part(
        "orders", _("Work orders"), "workorders/_of_customer.html", context, "clipboard-list"
    )


@kind(
    "workorders.petition",
    label=gettext_lazy("Petition"),
    icon="flag-exclamation",
    tone="red",
)
def _petition(notice: Notice) -> str:
    return _(
        "The customer of work order %(number)s wants to turn to the authorities. "
        "Look at the result and decide what to do next."
    ) % {"number": notice.data.get("number", "")}


@kind("workorders.urged", label=gettext_lazy("Urge"), icon="bell-ringing", tone="amber")
def _urged(notice: Notice) -> str:
    return str(
        _("The customer of work order %(number)s has urged %(urges)s times. See to it now.")
        % notice.data
    )


@kind("workorders.adjudication", label=gettext_lazy("Adjudication"), icon="gavel", tone="violet")
def _adjudication(notice: Notice) -> str:
    return _(
        "Work order %(number)s has been returned once too often. Decide whose it is; "
        "your decision binds."
    ) % {"number": notice.data.get("number", "")}


@on(OrderReturned)
def tell_supervisors_of_adjudication(fact: OrderReturned, *, actor: Actor, now: datetime) -> None:
    """Call the centre's supervisors when a return led to adjudication."""
    if fact.to_state == ADJUDICATION:
        _tell_supervisors(fact, "workorders.adjudication", actor=actor, now=now)


@on(OrderCompleted)
def tell_supervisors_of_petition(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Alert the centre's supervisors when an order was completed with "petition: yes" (W-042)."""
    if fact.data.get("is_petition"):
        _tell_supervisors(fact, "workorders.petition", actor=actor, now=now)


def _tell_supervisors(fact: OrderFact, name: str, *, actor: Actor, now: datetime) -> None:
    assert fact.subject_id is not None
    assert fact.centre_id is not None
    notices.notify(
        actor=actor,
        receivers=supervisors_of(fact.centre_id).values_list("pk", flat=True),
        news=notices.News(
            kind=name,
            subject_type=fact.SUBJECT,
            subject_id=fact.subject_id,
            centre_id=fact.centre_id,
            data={"number": fact.number},
        ),
        now=now,
    )
