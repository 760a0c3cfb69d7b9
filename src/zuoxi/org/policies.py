"""Who may change the organisation."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import either, holds, system_only

maintains_organisation = either(holds(Role.ADMINISTRATOR), system_only)
# Of the own centres only; that is checked against the centre in question.
maintains_areas = holds(Role.SUPERVISOR)
maintains_units = either(maintains_organisation, maintains_areas)
