"""Who may do what with work orders, beyond the roles that the lifecycle table names."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import Transition
from zuoxi.kernel.policies import holds
from zuoxi.workorders.models import Dispatch, WorkOrder

# Everybody but the system administrator works with orders.
may_see_orders = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF, Role.UNIT_HEAD)
may_take_in = holds(Role.INTAKE_AGENT)
LINKERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR)
may_link = holds(*LINKERS)
URGERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR)
may_urge = holds(*URGERS)
REASSIGNERS = (Role.DISPATCHER, Role.SUPERVISOR)
may_reassign = holds(*REASSIGNERS)
# Who works at a department or heads it.
AT_UNIT = (Role.WORK_AREA_STAFF, Role.UNIT_HEAD)
may_name_handler = holds(*AT_UNIT, *REASSIGNERS)
TRANSFERRERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR)
may_transfer = holds(*TRANSFERRERS)
# A sub-order is dispatched with its making, so who divides dispatches.
may_divide = holds(Role.DISPATCHER)
REGRADERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR)
may_regrade = holds(*REGRADERS)
may_maintain_codes = holds(Role.SUPERVISOR)

# The lifecycle says so too; here it opens the page on which it is asked.
MERGERS = (Role.DISPATCHER, Role.SUPERVISOR)
may_merge = holds(*MERGERS)

LIST_POLICIES = {
    "dispatch": holds(Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR),
    "returned": holds(Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR),
    "redispatch": holds(Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR),
    "adjudication": holds(Role.SUPERVISOR, Role.AUDITOR),
    "merged": holds(Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR),
    "work_area": holds(Role.WORK_AREA_STAFF, Role.UNIT_HEAD, Role.SUPERVISOR, Role.AUDITOR),
    "pending": holds(Role.WORK_AREA_STAFF, Role.UNIT_HEAD, Role.SUPERVISOR, Role.AUDITOR),
    "completed": holds(Role.FORM_CONTROLLER, Role.ARCHIVER, Role.SUPERVISOR, Role.AUDITOR),
    "review": holds(Role.REVIEWER, Role.SUPERVISOR, Role.AUDITOR),
    "archive": holds(Role.ARCHIVER, Role.FORM_CONTROLLER, Role.SUPERVISOR, Role.AUDITOR),
}


def may_take(actor: Actor, arrow: Transition, order: WorkOrder) -> bool:
    """Tell whether the actor holds the arrow's role where this order is.

    Staff act for their own work area only, also when another role lets them see more.
    """
    is_staff = arrow.role == Role.WORK_AREA_STAFF
    return actor.holds_at(arrow.roles, order.work_area_id if is_staff else order.centre_id)


def is_independent_reviewer(actor: Actor, leg: Dispatch) -> bool:
    """Tell whether the actor neither did the work of this leg nor reported it (A-26)."""
    handler_user_id = leg.handler.user_id if leg.handler else None
    return actor.user_id not in {leg.finished_by_id, handler_user_id}


def may_name_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor may name the handler: where the order lies, or for the centre."""
    return is_at_unit(actor, order) or actor.holds_at(REASSIGNERS, order.centre_id)


def is_at_unit(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor works at the unit that has the order, or heads it."""
    return order.work_area_id is not None and actor.holds_at(AT_UNIT, order.work_area_id)
