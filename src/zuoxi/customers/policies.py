"""Who may do what with customer records; what may be seen at all is ``queries.visible_to``."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds

# Everybody but the system administrator works with customers, masked.
may_see_customers = holds(*CENTRE_ROLES, Role.WORK_AREA_STAFF)
may_search_customers = holds(*CENTRE_ROLES)

# Who does what, at the centre that the customer belongs to.
REGISTRARS = (Role.INTAKE_AGENT, Role.SUPERVISOR)
CORRECTORS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR)
DEACTIVATORS = (Role.SUPERVISOR,)
REVEALERS = (Role.INTAKE_AGENT, Role.DISPATCHER, Role.FORM_CONTROLLER, Role.SUPERVISOR)

may_register = holds(*REGISTRARS)
may_correct = holds(*CORRECTORS)
may_deactivate = holds(*DEACTIVATORS)
may_maintain_classes = holds(Role.SUPERVISOR)
# Staff reveal the customers of the orders that are dispatched to their own work area.
may_reveal = holds(*REVEALERS, Role.WORK_AREA_STAFF)


def may_correct_at(actor: Actor, customer: Customer) -> bool:
    """Tell whether the actor corrects customers of this one's centre."""
    return actor.holds_at(CORRECTORS, customer.centre_id)


def may_deactivate_at(actor: Actor, customer: Customer) -> bool:
    """Tell whether the actor takes customers of this one's centre out of business."""
    return actor.holds_at(DEACTIVATORS, customer.centre_id)
