"""What is merged into an order, and what an order is merged into, as pages show it."""

from datetime import datetime
from typing import Any

from zuoxi.customers import presenters as customers
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries
from zuoxi.workorders.choices import Action
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.presenters.orders import all_blocks, rows_with_cards


def merged_context(actor: Actor, order: WorkOrder, now: datetime) -> dict[str, Any] | None:
    """Return the orders merged into one, with their customers as the reader may see them.

    Whoever works on the main order reads them there, also where their own pages are out of sight.
    """
    found = queries.merged_into(order.number)
    if not found:
        return None
    return {
        "order": order,
        "rows": rows_with_cards(found, actor, now),
        "separable": {
            each.pk for each in found if queries.may_correct(actor, each, Action.UNMERGE)
        },
        "seen": set(
            queries.visible_to(actor)
            .filter(pk__in=[each.pk for each in found])
            .values_list("pk", flat=True)
        ),
    }


def side(actor: Actor, number: str, now: datetime) -> dict[str, Any]:
    """Return one of two orders that are compared before they are merged."""
    detail = queries.detail(actor, number)
    return {
        "order": detail.order,
        "card": customers.card_for(detail.order.customer, actor, now),
        "blocks": all_blocks(detail),
    }
