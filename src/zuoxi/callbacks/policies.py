"""Who calls customers back, and who may look on."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import holds

ROLES = (Role.INTAKE_AGENT, Role.SUPERVISOR, Role.AUDITOR)
CALLERS = (Role.INTAKE_AGENT, Role.SUPERVISOR)

may_see_callbacks = holds(*ROLES)
may_record_results = holds(*CALLERS)
