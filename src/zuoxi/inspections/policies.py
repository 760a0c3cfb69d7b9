"""Who inspects, and who may look on."""

from zuoxi.accounts.choices import Role
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

# The roles by which somebody can sit in the leadership group; of which centre, the seat says.
_LEADERS = (Role.UNIT_HEAD, Role.SUPERVISOR)
OVERSEERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.UNIT_HEAD})

may_see_inspections = holds(*_LEADERS, Role.AUDITOR)
may_inspect = holds(*_LEADERS)


def may_inspect_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor inspects the departments of a centre: its leadership group alone."""
    return groups.is_member(actor, centre_id, GroupKind.LEADERSHIP)
