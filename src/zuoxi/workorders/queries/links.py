"""Which orders belong to an order."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zuoxi.kernel.actors import Actor
from zuoxi.workorders.choices import LinkKind
from zuoxi.workorders.models import OrderLink, WorkOrder
from zuoxi.workorders.queries.orders import visible_to


@dataclass(frozen=True)
class LinkedOrder:
    """The other order of a link; ``is_earlier`` tells which of the two it is."""

    order: WorkOrder
    kind: LinkKind
    is_earlier: bool


def links_of(actor: Actor, order: WorkOrder) -> QuerySet[OrderLink]:
    """Return the standing links of an order to other orders that the actor sees."""
    seen = visible_to(actor).values("pk")
    return OrderLink.objects.filter(
        Q(earlier=order, later__in=seen) | Q(later=order, earlier__in=seen), ended_at=None
    )


def linked_orders(actor: Actor, order: WorkOrder) -> list[LinkedOrder]:
    """Return the visible orders that belong to an order, the earliest first."""
    rows = links_of(actor, order).select_related("earlier__request_type", "later__request_type")
    found = [
        LinkedOrder(link.later, LinkKind(link.kind), is_earlier=False)
        if link.earlier_id == order.pk
        else LinkedOrder(link.earlier, LinkKind(link.kind), is_earlier=True)
        for link in rows
    ]
    return sorted(found, key=lambda each: each.order.pk)
