"""The buttons that papers add to other pages, and how the audit log names what was printed."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder


@slots.fill("workorders.order.actions", order=20)
def print_buttons(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part:
    """Offer the paper of an order beside the heading of its page."""
    del actor, now
    return slots.Part("papers", "", "papers/_order_buttons.html", {"order": subject})


@names("papers.order")
def orders(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name printed orders in the audit log."""
    seen = workorders.visible_to(actor).filter(pk__in=ids).values_list("pk", "number")
    return {pk: Subject(number, reverse("workorders:order", args=[number])) for pk, number in seen}
