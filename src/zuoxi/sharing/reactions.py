"""What rights open in other packages, purchases on a customer's page, names in the log."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import register_visibility
from zuoxi.kernel.actors import Actor
from zuoxi.sharing import queries
from zuoxi.sharing.choices import SharedKind
from zuoxi.sharing.events import RightFact
from zuoxi.web import slots


@register_visibility
def customers_of_the_centre(actor: Actor) -> Q:
    """Open the customers of the centre to a department that has the right; masked, as to all."""
    if not actor.area_ids:
        return Q(pk__in=[])
    return Q(centre_id__in=queries.granted(actor, SharedKind.CUSTOMERS))


@slots.fill("customers.customer", order=20)
def purchases(subject: Customer, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show what a customer has ordered, on the customer's page."""
    del now
    found = queries.purchases_of(actor, [subject]).get(subject.pk)
    title = gettext_lazy("Purchases")
    template = "sharing/_purchases.html"
    return (
        slots.Part("purchases", title, template, {"purchases": found}, "package") if found else None
    )


@names(RightFact.SUBJECT)
def rights(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name rights by department and kind."""
    return {
        each.pk: Subject(
            f"{each.department.name} · {SharedKind(each.kind).label}", reverse("sharing:rights")
        )
        for each in queries.rights_seen(actor).filter(pk__in=ids)
    }
