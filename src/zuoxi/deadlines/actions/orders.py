"""What writes to the deadlines of an order have in common."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.deadlines.events import DeadlineFact
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

Allowed = Callable[[Actor, WorkOrder], bool]


def lock(actor: Actor, number: str, allowed: Allowed, *, name: str) -> WorkOrder:
    """Return a visible order that is open, locked; raise NotFound, Forbidden or Conflict."""
    order = workorders.lock(actor, number)
    if not allowed(actor, order):
        raise Forbidden(extra={"action": name})
    if order.status == Status.ARCHIVED:
        raise Conflict(
            _("The work order is archived; its deadlines do not change any more."),
            code="illegal_action",
            extra={"number": order.number, "version": order.version, "status": order.status},
        )
    return order


def tell(
    fact: type[DeadlineFact],
    order: WorkOrder,
    *,
    actor: Actor,
    now: datetime,
    leg_id: int | None = None,
    **data: object,
) -> None:
    """Publish a fact about an order."""
    publish(
        fact(
            subject_id=order.pk,
            centre_id=order.centre_id,
            leg_id=leg_id,
            number=order.number,
            area_ids=order.area_ids,
            data=data,
        ),
        actor=actor,
        now=now,
    )
