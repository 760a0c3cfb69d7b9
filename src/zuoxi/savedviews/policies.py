"""Who keeps views for others. What a view shows is decided by the list, for each reader anew."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.org.choices import Visibility
from zuoxi.org.policies import KEEPERS, may_keep_for, may_keep_for_all
from zuoxi.savedviews.models import SavedView

ALL_SETTERS = (Role.ADMINISTRATOR, *KEEPERS)


def may_share_with_all(actor: Actor, centre_ids: set[int]) -> bool:
    """Tell whether the actor keeps views for everybody: as for macros, or an administrator."""
    return actor.holds({Role.ADMINISTRATOR}) or may_keep_for_all(actor, centre_ids)


def may_change(actor: Actor, view: SavedView, centre_ids: set[int]) -> bool:
    """Tell whether the actor may rename a visible view, give it to others, or delete it."""
    if view.visibility == Visibility.ALL:
        return may_share_with_all(actor, centre_ids)
    if view.unit is not None:
        return may_keep_for(actor, view.unit)
    return view.owner_id == actor.user_id
