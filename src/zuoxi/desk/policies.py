"""Who sets the dated options: an administrator any, a supervisor those of the business."""

from zuoxi.accounts.choices import Role
from zuoxi.comments.choices import COMMENTS_PER_HOUR, MOST_PER_ORDER
from zuoxi.customers.choices import REVEAL_MINUTES, REVEALS_PER_HOUR
from zuoxi.dispatching.choices import INSTANT_ORDERS, MOST_ORDERS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds
from zuoxi.macros.choices import MOST_MACROS
from zuoxi.savedviews.choices import MOST_VIEWS
from zuoxi.workorders.choices import REVIEWER_DIFFERS

sets_every_option = holds(Role.ADMINISTRATOR)
sets_options = either(sets_every_option, holds(Role.SUPERVISOR))
_SECURITY = ("accounts.", "kernel.", "org.")
# They limit how much is sent, written and kept, and what leaves: disk, memory, and addresses.
_INSTALLATION = ("attachments.", "fieldwork.", "papers.", "sheets.")
_SAFEGUARDS = frozenset(
    {
        # They limit what supervisors see and decide themselves.
        REVEALS_PER_HOUR.key,
        REVEAL_MINUTES.key,
        REVIEWER_DIFFERS.key,
        # They limit how much is done at once, or kept, as those of the installation do.
        INSTANT_ORDERS.key,
        MOST_ORDERS.key,
        MOST_VIEWS.key,
        MOST_MACROS.key,
        MOST_PER_ORDER.key,
        COMMENTS_PER_HOUR.key,
    }
)


def may_set(actor: Actor, key: str) -> bool:
    """Tell whether the actor sets this option.

    How people sign in and what the installation can carry is no supervisor's business.
    """
    is_business = key not in _SAFEGUARDS and not key.startswith(_SECURITY + _INSTALLATION)
    return sets_every_option(actor) or (sets_options(actor) and is_business)
