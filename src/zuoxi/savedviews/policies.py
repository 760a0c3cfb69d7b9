"""Who keeps views for others. What a view shows is decided by the list, for each reader anew."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.macros import policies as macros
from zuoxi.org.models import Unit
from zuoxi.savedviews.choices import Visibility
from zuoxi.savedviews.models import SavedView

TEAM_SETTERS = (Role.SUPERVISOR,)
ALL_SETTERS = (Role.ADMINISTRATOR, *TEAM_SETTERS)


def may_share_with_all(actor: Actor, centre_ids: set[int]) -> bool:
    """Tell whether the actor keeps views for everybody: as for macros, or an administrator."""
    return actor.holds({Role.ADMINISTRATOR}) or (
        actor.holds(TEAM_SETTERS) and macros.may_share_with_all(actor, centre_ids)
    )


def may_share_with(actor: Actor, unit: Unit) -> bool:
    """Tell whether the actor supervises this centre, or the centre of this work area."""
    places = actor.places_of(TEAM_SETTERS)
    return unit.pk in places or unit.centre_id in places


def may_change(actor: Actor, view: SavedView, centre_ids: set[int]) -> bool:
    """Tell whether the actor may rename a visible view, give it to others, or delete it."""
    if view.visibility == Visibility.ALL:
        return may_share_with_all(actor, centre_ids)
    if view.visibility == Visibility.TEAM:
        return view.unit is not None and may_share_with(actor, view.unit)
    return view.owner_id == actor.user_id
