"""What this package adds to others: customers for work areas, orders on pages, names in the log."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import Subject, names
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import register_visibility
from zuoxi.kernel.actors import Actor
from zuoxi.org.queries import register_open_work
from zuoxi.web import slots
from zuoxi.workorders import queries

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
