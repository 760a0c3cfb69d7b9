"""Who keeps macros, and for whom."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.macros.choices import Visibility
from zuoxi.macros.models import Macro
from zuoxi.org.models import Unit

# Everybody who works with orders, which are the forms that macros fill in.
may_use = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF)
SHARERS = frozenset({Role.SUPERVISOR})


def may_share_with(actor: Actor, unit: Unit) -> bool:
    """Tell whether the actor may keep macros for a unit: as supervisor of its centre."""
    return actor.holds_at(SHARERS, unit.centre_id or unit.pk)


def may_share_with_all(actor: Actor, centre_ids: set[int]) -> bool:
    """Tell whether the actor may keep macros for everybody: as supervisor of every centre."""
    return all(actor.holds_at(SHARERS, each) for each in centre_ids)


def may_change(actor: Actor, macro: Macro, centre_ids: set[int]) -> bool:
    """Tell whether the actor may change or switch a macro that is seen."""
    if macro.visibility == Visibility.OWN:
        return macro.owner_id == actor.user_id
    if macro.unit is not None:
        return may_share_with(actor, macro.unit)
    return may_share_with_all(actor, centre_ids)
