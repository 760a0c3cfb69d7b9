"""The buttons that papers add to other pages, and how the audit log names what was printed."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.papers.policies import may_print_day
from zuoxi.papers.production import day_list
from zuoxi.sheets import printed
from zuoxi.web import slots
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

printed.register("papers:day", day_list)


@slots.fill("workorders.order.actions", order=20)
def print_buttons(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part:
    """Offer the paper of an order beside the heading of its page."""
    del actor, now
    return slots.Part("papers", "", "papers/_order_buttons.html", {"order": subject})


@slots.fill("workorders.list.actions", order=30)
def day_button(list_name: str, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Offer the day's list beside the headings of a work area's lists."""
    del now
    if list_name not in {"work_area", "pending"} or not may_print_day(actor):
        return None
    return slots.Part("day-list", "", "papers/_day_button.html")


@names("papers.order")
def orders(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name printed orders in the audit log."""
    seen = workorders.visible_to(actor).filter(pk__in=ids).values_list("pk", "number")
    return {pk: Subject(number, reverse("workorders:order", args=[number])) for pk, number in seen}
