"""Who looks things up for departments, and who gives departments the right to."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.org.models import Unit

may_share = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF, Role.UNIT_HEAD)
may_see_rights = holds(Role.SUPERVISOR, Role.AUDITOR)
may_give_rights = holds(Role.SUPERVISOR)


def may_give_at(actor: Actor, department: Unit) -> bool:
    """Tell whether the actor gives rights to a department: as supervisor of its centre."""
    return actor.holds_at({Role.SUPERVISOR}, department.centre_id)
