"""Who may do what with customer records; what may be seen at all is ``queries.visible_to``."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.policies import holds

# Everybody but the system administrator works with customers, masked.
may_see_customers = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF)
may_search_customers = holds(*CENTRE_ROLES)
may_register = holds(Role.INTAKE_AGENT, Role.SUPERVISOR)
may_correct = holds(Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR)
may_deactivate = holds(Role.SUPERVISOR)
may_maintain_classes = holds(Role.SUPERVISOR)
may_reveal = holds(
    Role.INTAKE_AGENT,
    Role.DISPATCHER,
    Role.WORK_AREA_STAFF,
    Role.FORM_CONTROLLER,
    Role.SUPERVISOR,
)
