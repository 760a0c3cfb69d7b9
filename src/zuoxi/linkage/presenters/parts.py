"""What linkage adds to the pages of orders, customers and departments."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.comments import queries as comments
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor
from zuoxi.linkage import queries
from zuoxi.linkage.choices import WaitsFor
from zuoxi.linkage.policies import may_ask_at
from zuoxi.linkage.queries import Tree
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import TRANSFERRERS

_SHOWN_ORDERS = 20
_SHOWN = 10


def order_buttons(order: WorkOrder, actor: Actor) -> dict[str, Any]:
    """Return what may be done about an order, without asking the database; empty if nothing."""
    may_transfer = (
        order.family_id is None
        and order.status != Status.ARCHIVED
        and order.merged_into_id is None
        and actor.holds_at(TRANSFERRERS, order.centre_id)
    )
    may_ask = may_ask_at(actor, order.centre_id)
    if not may_transfer and not may_ask:
        return {}
    return {"order": order, "may_transfer": may_transfer, "may_ask": may_ask}


def waiting_words(tree: Tree) -> str:
    """Say what still keeps the item from ending; empty if nothing does."""
    if tree.order.status == Status.ARCHIVED:
        return ""
    if tree.blocking:
        names = "、".join(each.unit.name for each in tree.blocking if each.unit)
        if tree.item.waits_for == WaitsFor.ANY:
            return _("Waits for one of these: %(names)s.") % {"names": names}
        return _("Waits for: %(names)s.") % {"names": names}
    if tree.informed is None and tree.lead.is_done:
        return _("The customer has not been informed of the result yet.")
    return ""


def customer_context(customer: Customer, actor: Actor) -> dict[str, Any]:
    """Return the latest progress notes on a customer's orders and what departments were asked."""
    orders = workorders.visible_to(actor).filter(customer_id=customer.pk).order_by("-id")
    ids = list(orders.values_list("pk", flat=True)[:_SHOWN_ORDERS])
    exchanges = (
        queries.visible_exchanges(actor).filter(order__in=ids).select_related("unit", "order")
    )
    return {
        "customer": customer,
        "notes": comments.progress_of(ids, limit=_SHOWN) if ids else [],
        "exchanges": list(exchanges.order_by("-pk")[:_SHOWN]) if ids else [],
    }


def department_context(unit: Unit, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the response rates of a department both ways, over the usual days."""
    span = queries.span_of(now)
    return {
        "unit": unit,
        "rates": queries.rates_of(actor, unit, span),
        "days": span.days,
        "may_ask": unit.centre_id is not None and may_ask_at(actor, unit.centre_id),
    }
