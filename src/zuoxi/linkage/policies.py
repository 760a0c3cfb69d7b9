"""Who sees linkage items, divides them, answers for their end, and exchanges with departments."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import AT_UNIT

may_see_linkage = holds(*CENTRE_ROLES, *AT_UNIT)

# Who talks with customers; a department is not among them: the centre tells, and ends the matter.
TELLERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR)
may_inform = holds(*TELLERS)
RULERS = (Role.DISPATCHER, Role.SUPERVISOR)
may_set_rule = holds(*RULERS)
WAIVERS = (Role.SUPERVISOR,)
may_waive = holds(*WAIVERS)
# Whoever sits in the working group may be of a department, and sees there what hangs at its own.
may_supervise = holds(Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR, *AT_UNIT)

ASKERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR)
may_ask = holds(*ASKERS)
# Who answers for a region holds a role there.
may_reply = holds(*AT_UNIT, Role.SUPERVISOR)


def may_inform_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor tells customers for the order's centre."""
    return actor.holds_at(TELLERS, order.centre_id)


def may_set_rule_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor says what an item of the order's centre waits for."""
    return actor.holds_at(RULERS, order.centre_id)


def may_waive_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor answers for ending an item over open sub-orders."""
    return actor.holds_at(WAIVERS, order.centre_id)


def may_divide_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor makes and dispatches sub-orders for the order's centre."""
    return actor.holds_at({Role.DISPATCHER}, order.centre_id)


def may_ask_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor asks departments for the centre."""
    return actor.holds_at(ASKERS, centre_id)
