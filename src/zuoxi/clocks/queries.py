"""Clocks as they are stored. Who asks has made sure that the order may be seen."""

from datetime import datetime

from django.db.models import QuerySet

from zuoxi.clocks.models import Clock, PassedLevel


def of_order(order_id: int) -> QuerySet[Clock]:
    """Return the clocks of an order and of its legs, the order's own first."""
    clocks = Clock.objects.filter(order_id=order_id).prefetch_related("passed")
    return clocks.order_by("leg_id", "due_at", "pk")


def passed_of(order_id: int, leg_id: int | None, milestone: str) -> list[PassedLevel]:
    """Return which levels of one clock have fallen due."""
    clock = Clock.objects.filter(order_id=order_id, leg_id=leg_id, milestone=milestone)
    return list(PassedLevel.objects.filter(clock__in=clock).order_by("fell_due_at", "pk"))


def due(now: datetime) -> QuerySet[Clock]:
    """Return the clocks of which something is to be noted, the longest waiting first."""
    return Clock.objects.filter(next_at__lte=now).order_by("next_at", "pk")
