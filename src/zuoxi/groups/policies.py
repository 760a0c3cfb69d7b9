"""Who looks at the groups, and who appoints them."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

KEEPERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})

may_see_groups = holds(*CENTRE_ROLES, Role.UNIT_HEAD, Role.WORK_AREA_STAFF)
may_keep_groups = holds(*KEEPERS)


def may_keep_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor appoints the groups of a centre: its supervisor or its head."""
    return actor.holds_at(KEEPERS, centre_id)
