"""Customers are never deleted; they are put out of and back into business."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.customers.actions import rows
from zuoxi.customers.events import CustomerDeactivated, CustomerFact, CustomerReactivated
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_deactivate, may_deactivate_at
from zuoxi.customers.queries import canonical_no
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict


@action("customers.deactivate", policy=may_deactivate)
def deactivate_customer(*, actor: Actor, customer_no: str, now: datetime) -> Customer:
    """Take the customer out of business; raise Conflict if that has been done."""
    customer = rows.lock(actor, canonical_no(customer_no), allowed=may_deactivate_at)
    if not customer.is_active:
        raise Conflict(_("This customer has been deactivated already."), code="not_active")
    return _switch(customer, CustomerDeactivated, actor=actor, now=now)


@action("customers.reactivate", policy=may_deactivate)
def reactivate_customer(*, actor: Actor, customer_no: str, now: datetime) -> Customer:
    """Take the customer back into business; raise Conflict if that is where the customer is."""
    customer = rows.lock(actor, canonical_no(customer_no), allowed=may_deactivate_at)
    if customer.is_active:
        raise Conflict(_("This customer is active already."), code="already_active")
    return _switch(customer, CustomerReactivated, actor=actor, now=now)


def _switch(
    customer: Customer, fact: type[CustomerFact], *, actor: Actor, now: datetime
) -> Customer:
    customer.is_active = not customer.is_active
    customer.save(update_fields=["is_active"])
    publish(
        fact(
            subject_id=customer.pk,
            centre_id=customer.centre_id,
            customer_no=customer.customer_no,
            data={"customer_no": customer.customer_no},
        ),
        actor=actor,
        now=now,
    )
    return customer
