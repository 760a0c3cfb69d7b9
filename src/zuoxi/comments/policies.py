"""Who comments. Reading goes with the order."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import AT_UNIT, is_at_unit

_AT_WORK = (Status.DISPATCHED, Status.IN_PROGRESS)
# An auditor looks on.
WRITERS = CENTRE_ROLES - {Role.AUDITOR}

may_comment = holds(*WRITERS, *AT_UNIT)


def may_comment_on(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor works at the order's centre or at the work area that has it now."""
    return actor.holds_at(WRITERS, order.centre_id) or is_at_unit(actor, order)


def may_report_on(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor reports progress: the unit that works on the order now."""
    return order.status in _AT_WORK and is_at_unit(actor, order)
