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
    either = Q(earlier=order) | Q(later=order)
    links = OrderLink.objects.filter(either, ended_at=None).only("earlier", "later", "kind")
    by_other = {
        link.later_id if link.earlier_id == order.pk else link.earlier_id: link for link in links
    }
    if not by_other:  # Most orders; to ask for the orders beside would cost more than all else.
        return []
    seen = visible_to(actor).filter(pk__in=by_other).select_related("request_type")
    return [
        LinkedOrder(
            other,
            LinkKind(by_other[other.pk].kind),
            is_earlier=by_other[other.pk].earlier_id == other.pk,
        )
        for other in seen.order_by("pk")
    ]
