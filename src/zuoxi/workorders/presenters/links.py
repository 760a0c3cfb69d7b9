"""The orders that belong to an order, as its page shows them."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import LINKERS

_INTAKE = {"service_request": "service-requests", "fault_report": "fault-reports"}


def links_context(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """Return the linked orders, and what the actor may do: link, or take in what follows."""
    follow_up = ""
    if actor.holds_at({Role.INTAKE_AGENT}, order.centre_id):
        query = {"customer_no": order.customer.customer_no, "follows": order.number}
        address = reverse("workorders:intake", args=[_INTAKE[order.form_type]])
        follow_up = f"{address}?{urlencode(query)}"
    linked = queries.linked_orders(actor, order)
    return {
        "order": order,
        "linked": linked,
        "unlinkable": [each for each in linked if actor.holds_at(LINKERS, each.order.centre_id)],
        "may_link": actor.holds_at(LINKERS, order.centre_id),
        "follow_up_url": follow_up,
    }
