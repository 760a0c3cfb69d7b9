"""What an actor may see of the customer base."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor

_providers: list[Callable[[Actor], Q]] = []


def register_visibility(provider: Callable[[Actor], Q]) -> Callable[[Actor], Q]:
    """Let a higher package open customers to an actor who holds no role at their centre.

    ``provider`` returns a condition on customers, ``Q(pk__in=[])`` when it opens none. Staff of a
    work area see the customers of their orders this way.
    """
    _providers.append(provider)
    return provider


def visible_to(actor: Actor) -> QuerySet[Customer]:
    """Return the customers of the actor's centres, and those that somebody else opens."""
    condition = Q(centre_id__in=actor.centre_ids)
    for provider in _providers:
        condition |= provider(actor)
    return Customer.objects.filter(condition)
