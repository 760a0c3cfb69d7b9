"""Who sees the deadlines of an order, and who may move them."""

from zuoxi.accounts.choices import Role
from zuoxi.deadlines.choices import DECIDED_BY_LEAD
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders

AT_UNIT = frozenset({Role.WORK_AREA_STAFF, Role.UNIT_HEAD})
AT_CENTRE = frozenset({Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR})
LEADS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})

may_see_deadlines = may_see_orders
may_work_on_time = holds(*AT_UNIT, *AT_CENTRE)
may_decide_on_time = holds(*LEADS)
may_correct = holds(Role.SUPERVISOR)


def works_on(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor works on an order: at the unit that has it, or at the centre."""
    return actor.holds_at(AT_UNIT, order.work_area_id) or actor.holds_at(AT_CENTRE, order.centre_id)


def leads(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor decides for the centre of an order."""
    return actor.holds_at(LEADS, order.centre_id)


def may_pause_for(actor: Actor, order: WorkOrder, reason: str) -> bool:
    """Tell whether the actor may let an order wait for a reason."""
    return leads(actor, order) if reason in DECIDED_BY_LEAD else works_on(actor, order)


def may_correct_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor may say when a milestone was reached in truth."""
    return actor.holds_at({Role.SUPERVISOR}, order.centre_id)
