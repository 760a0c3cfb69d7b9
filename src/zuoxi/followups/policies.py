"""Who follows matters up, and who may look on."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

ROLES = CENTRE_ROLES
# An auditor looks on and is given no work.
OWNERS = ROLES - {Role.AUDITOR}

may_see_follow_ups = holds(*ROLES)
may_follow_up = holds(*OWNERS)


def may_see_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor may read the tasks for the orders of a centre."""
    return actor.holds_at(ROLES, centre_id)


def may_open_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor may open tasks for the orders of a centre."""
    return actor.holds_at(OWNERS, centre_id)


def may_settle(actor: Actor, follow_up: FollowUp) -> bool:
    """Tell whether the actor may close the task or hand it over: its owner, or a supervisor."""
    centre_id = follow_up.order.centre_id
    is_owner = follow_up.owner_id == actor.user_id and may_open_at(actor, centre_id)
    return is_owner or actor.holds_at({Role.SUPERVISOR}, centre_id)
