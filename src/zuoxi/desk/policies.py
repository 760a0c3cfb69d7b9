"""Who sets the dated options: an administrator any, a supervisor those of the business."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds

sets_every_option = holds(Role.ADMINISTRATOR)
sets_options = either(sets_every_option, holds(Role.SUPERVISOR))
_SECURITY = ("accounts.", "kernel.", "org.")


def may_set(actor: Actor, key: str) -> bool:
    """Tell whether the actor sets this option; how people sign in is no supervisor's business."""
    return sets_every_option(actor) or (sets_options(actor) and not key.startswith(_SECURITY))
