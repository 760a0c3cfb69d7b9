"""Response rates both ways per department, and what was answered at first contact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.paging import Page, paginate
from zuoxi.linkage.choices import RATE_DAYS, Direction
from zuoxi.linkage.models import Exchange
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Complexity, Outcome
from zuoxi.workorders.models import Dispatch, WorkOrder

PAGE_SIZE = 50


@dataclass(frozen=True)
class Span:
    """The days over which something is counted."""

    since: datetime
    until: datetime
    days: int


@dataclass(frozen=True)
class Rates:
    """What was asked of a unit and what it was told, and how much of both it has answered.

    An order counts as answered with its result or its return; a request or feedback with the
    unit's answer.
    """

    orders: int
    orders_answered: int
    requests: int
    requests_answered: int
    feedback: int
    feedback_answered: int

    @property
    def inbound(self) -> int:
        """How often support was asked."""
        return self.orders + self.requests

    @property
    def inbound_answered(self) -> int:
        """How often it was given."""
        return self.orders_answered + self.requests_answered

    @property
    def inbound_percent(self) -> int | None:
        """The response rate of support asked; None if there was none."""
        return _percent(self.inbound_answered, self.inbound)

    @property
    def outbound_percent(self) -> int | None:
        """The response rate of feedback given; None if there was none."""
        return _percent(self.feedback_answered, self.feedback)


def span_of(now: datetime) -> Span:
    """Return the days over which rates are counted."""
    days = RATE_DAYS.at(now)
    return Span(now - timedelta(days=days), now, days)


def is_in_span(span: Span, field: str) -> Q:
    """Return the condition that a moment lies within the days."""
    return Q(**{f"{field}__gte": span.since, f"{field}__lte": span.until})


def rates_of(actor: Actor, unit: Unit, span: Span) -> Rates:
    """Return the rates of a unit, counted over what the actor may see."""
    legs = _legs(actor, unit, span).aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(outcome__in=[Outcome.COMPLETED, Outcome.RETURNED])),
    )
    rows = Exchange.objects.filter(is_in_span(span, "made_at"), unit=unit)
    if unit.pk not in actor.area_ids:
        rows = rows.filter(centre_id__in=actor.centre_ids)
    is_request = Q(direction=Direction.REQUEST)
    answered = Q(answered_at__isnull=False)
    found = rows.aggregate(
        requests=Count("pk", filter=is_request),
        requests_answered=Count("pk", filter=is_request & answered),
        feedback=Count("pk", filter=~is_request),
        feedback_answered=Count("pk", filter=~is_request & answered),
    )
    return Rates(orders=legs["all"], orders_answered=legs["answered"], **found)


def page_of_inbound(
    actor: Actor,
    unit: Unit,
    span: Span,
    *,
    is_answered: bool | None = None,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[WorkOrder]:
    """Return one page of the orders behind the inbound number, the newest first."""
    legs = _legs(actor, unit, span)
    ended = Q(outcome__in=[Outcome.COMPLETED, Outcome.RETURNED])
    if is_answered is not None:
        legs = legs.filter(ended) if is_answered else legs.exclude(ended)
    rows = workorders.visible_to(actor).filter(pk__in=legs.values("order_id"))
    found = paginate(rows, by="id", descending=True, cursor=cursor, limit=limit)
    fill(found.items, ("request_type",))
    return found


def answered_at_first_contact(actor: Actor, span: Span) -> tuple[int, int]:
    """Return how many of the orders received within the days were answered at once, and all."""
    rows = workorders.visible_to(actor).filter(
        is_in_span(span, "received_at"), centre_id__in=actor.centre_ids, parent=None
    )
    found = rows.aggregate(
        all=Count("pk"), simple=Count("pk", filter=Q(complexity=Complexity.SIMPLE))
    )
    return found["simple"], found["all"]


def _legs(actor: Actor, unit: Unit, span: Span) -> QuerySet[Dispatch]:
    """Return the dispatches to a unit within the days; what was taken back was never asked."""
    rows = Dispatch.objects.filter(is_in_span(span, "dispatched_at"), work_area=unit)
    if unit.centre_id not in actor.centre_ids and unit.pk not in actor.area_ids:
        return rows.none()
    return rows.exclude(outcome=Outcome.RECALLED)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
