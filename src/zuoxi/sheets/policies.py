"""Who may take data out as a sheet, and who may bring data in."""

from dataclasses import replace

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds, system_only

# Whoever sees a list may download it, masked as it is shown.
may_export = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF)
may_export_unmasked = holds(Role.SUPERVISOR)
may_import = holds(Role.SUPERVISOR)
may_end_exports = either(may_export, system_only)
may_end_imports = either(may_import, system_only)


def as_intake(actor: Actor) -> Actor:
    """Return the supervisor as intake of the centres supervised, and of no other.

    An import is intake on the supervisor's responsibility: the rows go through the very actions
    that agents use, under the supervisor's name.
    """
    places = actor.places_of({Role.SUPERVISOR})
    return replace(
        actor,
        roles=actor.roles | {Role.INTAKE_AGENT},
        held_at=frozenset((Role.INTAKE_AGENT, place) for place in places)
        | frozenset((Role.SUPERVISOR, place) for place in places),
        centre_ids=places,
        area_ids=frozenset(),
    )
