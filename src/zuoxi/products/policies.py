"""Who reads product pages, and who writes them: the department that answers, and supervisors."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.org.models import Unit

AT_DEPARTMENT = frozenset({Role.WORK_AREA_STAFF, Role.UNIT_HEAD})

may_see_products = holds(*CENTRE_ROLES, *AT_DEPARTMENT)
may_keep_products = holds(Role.SUPERVISOR, *AT_DEPARTMENT)


def may_keep_at(actor: Actor, department: Unit) -> bool:
    """Tell whether the actor writes the pages of the products a department answers for."""
    at_centre = actor.holds_at({Role.SUPERVISOR}, department.centre_id)
    return at_centre or actor.holds_at(AT_DEPARTMENT, department.pk)
