"""Who works on site."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

works_on_site = holds(Role.WORK_AREA_STAFF)

# While an order is with a work area: offered to it, or taken on by it.
ON_SITE = (Status.DISPATCHED, Status.IN_PROGRESS)


def areas_of(actor: Actor) -> frozenset[int]:
    """Return the work areas that the actor works for."""
    return actor.places_of({Role.WORK_AREA_STAFF})


def may_sign_off(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor works for the area that the order was dispatched to last."""
    return order.work_area_id in areas_of(actor)
