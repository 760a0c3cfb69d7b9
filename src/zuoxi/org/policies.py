"""Who may change the organisation."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import either, holds, system_only

maintains_organisation = either(holds(Role.ADMINISTRATOR), system_only)
# Of the centres at which they hold the role; that is checked against the centre in question.
AREA_MAINTAINERS = (Role.SUPERVISOR,)
maintains_areas = holds(*AREA_MAINTAINERS)
maintains_units = either(maintains_organisation, maintains_areas)
