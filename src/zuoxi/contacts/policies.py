"""Who reads the register of departments, keeps it, reaches out by it and agrees on processes."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.contacts.choices import Side
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.org.models import Unit
from zuoxi.org.policies import maintains_units
from zuoxi.workorders.models import WorkOrder

AT_DEPARTMENT = frozenset({Role.WORK_AREA_STAFF, Role.UNIT_HEAD})
# Who has to reach somebody of a department for a customer.
CALLERS = frozenset(
    {Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR, Role.UNIT_HEAD}
)
KEEPERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})

may_see_contacts = holds(*CENTRE_ROLES, *AT_DEPARTMENT)
may_keep_contacts = holds(*KEEPERS)
may_reach_out = holds(*CALLERS)
may_propose = holds(*KEEPERS, Role.WORK_AREA_STAFF)
may_approve = holds(Role.UNIT_HEAD)
may_tick = holds(*AT_DEPARTMENT, Role.SUPERVISOR)
# A centre is founded with its departments by whoever founds it.
may_found = maintains_units
may_found_by_hand = holds(Role.SUPERVISOR)


def may_keep_at(actor: Actor, department: Unit) -> bool:
    """Tell whether the actor keeps the register of a department: for the centre or as its head."""
    return actor.holds_at(KEEPERS, department.centre_id) or actor.holds_at(
        {Role.UNIT_HEAD}, department.pk
    )


def may_reach_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor reaches out for the orders of a centre."""
    return actor.holds_at(CALLERS, centre_id)


def may_see_numbers(actor: Actor, department: Unit) -> bool:
    """Tell whether the actor sees the personal numbers of a department's contact persons.

    Those who have to reach them for a customer, and the department itself; others see masks.
    """
    assert department.centre_id is not None
    return may_reach_at(actor, department.centre_id) or actor.holds_at(AT_DEPARTMENT, department.pk)


def may_propose_at(actor: Actor, department: Unit) -> bool:
    """Tell whether the actor may propose a process for a department."""
    return may_keep_at(actor, department) or actor.holds_at(AT_DEPARTMENT, department.pk)


def sides_of(actor: Actor, department: Unit) -> set[Side]:
    """Return the sides for which the actor agrees on processes, as head of the unit itself."""
    heads = actor.places_of({Role.UNIT_HEAD})
    places = {Side.CENTRE: department.centre_id, Side.DEPARTMENT: department.pk}
    return {side for side, place in places.items() if place in heads}


def may_tick_at(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor may tick steps: the department that has the order, a supervisor."""
    return actor.holds_at(AT_DEPARTMENT, order.work_area_id) or actor.holds_at(
        {Role.SUPERVISOR}, order.centre_id
    )
