"""Who looks at limits, who drafts them, and who agrees to them."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

# Whoever works by a limit may know it; the administrator sees no business.
may_see_limits = holds(
    Role.DISPATCHER,
    Role.WORK_AREA_STAFF,
    Role.FORM_CONTROLLER,
    Role.REVIEWER,
    Role.SUPERVISOR,
    Role.UNIT_HEAD,
    Role.AUDITOR,
)
# The head of the centre drafts too; each of the centre in question, see ``drafts_for``.
DRAFTERS = (Role.SUPERVISOR, Role.UNIT_HEAD)
may_draft_limits = holds(*DRAFTERS)
may_decide_limits = holds(Role.UNIT_HEAD)


def drafts_for(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor writes the limits of a centre: as its supervisor or its head."""
    return actor.holds_at(DRAFTERS, centre_id)


def heads(actor: Actor, unit_id: int) -> bool:
    """Tell whether the actor is head of just this unit."""
    return actor.holds_at((Role.UNIT_HEAD,), unit_id)
