"""What this package adds to others: staff of a work area see the customers of its orders."""

from django.db.models import Q

from zuoxi.customers.queries import register_visibility
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries


@register_visibility
def customers_of_own_orders(actor: Actor) -> Q:
    """Open the customers whose orders are now dispatched to the actor's work areas."""
    if not actor.area_ids:
        return Q(pk__in=[])
    return Q(pk__in=queries.customer_ids_seen_by_areas(actor.area_ids))
