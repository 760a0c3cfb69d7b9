"""Who looks at calendars, and who changes which."""

from zuoxi.accounts.choices import Role
from zuoxi.calendars.models import Calendar
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.org.choices import UnitKind
from zuoxi.org.policies import AREA_MAINTAINERS, maintains_organisation, maintains_units

may_see_calendars = holds(Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)
may_change_calendars = maintains_units


def may_change(actor: Actor, calendar: Calendar) -> bool:
    """Tell whether the actor may change a calendar.

    The administrator may change all; a supervisor that of the own centre, of its teams, work areas
    and departments.
    """
    if maintains_organisation(actor):
        return True
    unit = calendar.unit
    if unit is None:
        return False
    centre_id = unit.pk if unit.kind == UnitKind.CENTRE else unit.centre_id
    return centre_id is not None and actor.holds_at(AREA_MAINTAINERS, centre_id)
