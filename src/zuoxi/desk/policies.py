"""Who sets the dated options: an administrator any, a supervisor those of the business."""

from zuoxi.accounts.choices import Role
from zuoxi.customers.choices import REVEAL_MINUTES, REVEALS_PER_HOUR
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds
from zuoxi.workorders.choices import REVIEWER_DIFFERS

sets_every_option = holds(Role.ADMINISTRATOR)
sets_options = either(sets_every_option, holds(Role.SUPERVISOR))
_SECURITY = ("accounts.", "kernel.", "org.")
# They limit what supervisors see and decide themselves.
_SAFEGUARDS = frozenset({REVEALS_PER_HOUR.key, REVEAL_MINUTES.key, REVIEWER_DIFFERS.key})


def may_set(actor: Actor, key: str) -> bool:
    """Tell whether the actor sets this option; how people sign in is no supervisor's business."""
    is_business = key not in _SAFEGUARDS and not key.startswith(_SECURITY)
    return sets_every_option(actor) or (sets_options(actor) and is_business)
