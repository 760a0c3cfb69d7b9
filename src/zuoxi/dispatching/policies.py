"""Who works at the console, and who may look on."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

CONSOLE_ROLES = (Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)

may_see_console = holds(*CONSOLE_ROLES)
may_dispatch = holds(Role.DISPATCHER)
may_archive = holds(Role.ARCHIVER)
may_run_bulk = holds(Role.DISPATCHER, Role.ARCHIVER, Role.SUPERVISOR)
# Names of colleagues are for the centre; a work area learns nothing of who looks.
may_see_viewers = holds(*CENTRE_ROLES)


def may_see_viewers_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor may learn who looks at the orders of a centre: as one of its people.

    Who sees an order for a work area alone may hold such a role at another centre.
    """
    return may_see_viewers(actor) and centre_id in actor.centre_ids
