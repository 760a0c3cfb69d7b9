"""Who keeps macros, and for whom."""

from zuoxi.accounts.choices import Role
from zuoxi.comments.policies import WRITERS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.macros.models import Macro
from zuoxi.org.choices import Visibility
from zuoxi.org.policies import may_keep_for, may_keep_for_all

# Everybody who works with orders, which are the forms that macros fill in.
may_use = holds(*WRITERS, Role.WORK_AREA_STAFF)


def may_change(actor: Actor, macro: Macro, centre_ids: set[int]) -> bool:
    """Tell whether the actor may change or switch a macro that is seen."""
    if macro.visibility == Visibility.OWN:
        return macro.owner_id == actor.user_id
    if macro.unit is not None:
        return may_keep_for(actor, macro.unit)
    return may_keep_for_all(actor, centre_ids)
