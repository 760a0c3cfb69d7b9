"""Who may change the organisation, and who keeps things for others in it."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds, system_only
from zuoxi.org.models import Unit

maintains_organisation = either(holds(Role.ADMINISTRATOR), system_only)
# Of the centres at which they hold the role; that is checked against the centre in question.
AREA_MAINTAINERS = (Role.SUPERVISOR,)
maintains_areas = holds(*AREA_MAINTAINERS)
maintains_units = either(maintains_organisation, maintains_areas)
# Who keeps things for all the people of a centre or of one of its work areas.
KEEPERS = frozenset({Role.SUPERVISOR})


def may_keep_for(actor: Actor, unit: Unit) -> bool:
    """Tell whether the actor may keep things for a unit: as supervisor of its centre."""
    return actor.holds_at(KEEPERS, unit.centre_id or unit.pk)


def may_keep_for_all(actor: Actor, centre_ids: set[int]) -> bool:
    """Tell whether the actor may keep things for everybody: as supervisor of every centre."""
    return bool(centre_ids) and centre_ids <= actor.places_of(KEEPERS)
