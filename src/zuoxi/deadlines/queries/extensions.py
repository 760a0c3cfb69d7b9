"""Requests for more time."""

from django.db.models import QuerySet

from zuoxi.clocks.facts import Milestone
from zuoxi.deadlines.choices import ExtensionState
from zuoxi.deadlines.models import Extension
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder


def visible_to(actor: Actor) -> QuerySet[Extension]:
    """Return the requests for orders that the actor sees."""
    rows = Extension.objects.filter(order__in=workorders.visible_to(actor))
    return rows.select_related("order", "leg__work_area", "asked_by", "decided_by")


def extensions_of(order: WorkOrder) -> list[Extension]:
    """Return the requests for an order that the caller was allowed to see, the first one first."""
    rows = Extension.objects.filter(order=order).order_by("pk")
    return list(rows.select_related("leg__work_area", "asked_by", "decided_by"))


def asked_for(order: WorkOrder, leg_id: int | None, milestone: Milestone) -> list[Extension]:
    """Return the requests for one promise that were granted or wait for a decision."""
    rows = Extension.objects.filter(order=order, leg=leg_id, milestone=milestone.value)
    return list(rows.filter(state__in=[ExtensionState.ASKED, ExtensionState.GRANTED]))


def to_decide(actor: Actor) -> QuerySet[Extension]:
    """Return the requests that wait for a decision, of orders that the actor sees."""
    return visible_to(actor).filter(state=ExtensionState.ASKED).order_by("asked_at", "pk")


def asked_by(extension_id: int) -> int:
    """Return the account that asked for more time."""
    return int(Extension.objects.values_list("asked_by_id", flat=True).get(pk=extension_id))
