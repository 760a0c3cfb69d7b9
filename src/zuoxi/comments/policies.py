"""Who comments. Reading goes with the order."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.models import WorkOrder

# An auditor looks on.
WRITERS = CENTRE_ROLES - {Role.AUDITOR}

may_comment = holds(*WRITERS, Role.WORK_AREA_STAFF)


def may_comment_on(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor works at the order's centre or at the work area that has it now."""
    return actor.holds_at(WRITERS, order.centre_id) or (
        order.work_area_id is not None
        and actor.holds_at({Role.WORK_AREA_STAFF}, order.work_area_id)
    )
