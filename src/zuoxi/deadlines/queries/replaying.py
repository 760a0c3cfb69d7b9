"""The clocks of orders, replayed from the log: what pages show, and what the worker writes down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from zuoxi.calendars import queries as calendars
from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.callbacks.events import CallbackFact
from zuoxi.callbacks.models import Callback
from zuoxi.clocks.facts import Change, ClockFault, Fact, Kind, Milestone
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import ClockState, replay
from zuoxi.deadlines.hearing import KINDS, OFFERS, facts_of, place
from zuoxi.deadlines.promises import OF_LEG, OF_ORDER, OF_PART, Limits, changes, kept, promise_of
from zuoxi.followups.events import FollowUpFact
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.belief import fill
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import Event
from zuoxi.limits import queries as limits
from zuoxi.limits.matching import Case
from zuoxi.limits.queries import Answer
from zuoxi.workorders.choices import Complexity
from zuoxi.workorders.events import OrderFact, OrderRegraded
from zuoxi.workorders.models import Dispatch, WorkOrder

_CODES = ("grade", "request_type", "region_class")


@dataclass(frozen=True)
class OrderClock:
    """One clock of an order: whose it is, by which limits, and where it stands.

    ``leg`` None: the order's own. ``answer`` is what the limits said when it was promised.
    """

    order: WorkOrder
    leg: Dispatch | None
    unit_id: int
    answer: Answer
    state: ClockState

    @property
    def milestone(self) -> Milestone:
        """What has to be reached."""
        return self.state.promise.milestone


@dataclass(frozen=True)
class _Holder:
    """An order or one of its dispatches: who owes what, since when, by which event.

    What counts is the order in which things were recorded: what stands in the log before the event
    was there already, whatever its time says.
    """

    leg: Dispatch | None
    unit_id: int
    since: datetime
    event_id: int
    case: Case

    is_part: bool

    @property
    def leg_id(self) -> int | None:
        return self.leg.pk if self.leg else None

    @property
    def owes(self) -> frozenset[Milestone]:
        if self.leg is not None:
            return OF_LEG
        return OF_PART if self.is_part else OF_ORDER


def clocks_of(order: WorkOrder, now: datetime) -> list[OrderClock]:
    """Return the clocks of an order that the caller was allowed to see, its own first."""
    return clocks_of_many([order], now)[order.pk]


def clock_of(
    order: WorkOrder, leg_id: int | None, milestone: str, now: datetime
) -> OrderClock | None:
    """Return one clock of an order, None where nothing was promised."""
    found = (
        each
        for each in clocks_of(order, now)
        if (each.state.promise.leg_id, each.milestone) == (leg_id, milestone)
    )
    return next(found, None)


def clocks_of_many(orders: Sequence[WorkOrder], now: datetime) -> dict[int, list[OrderClock]]:
    """Return the clocks of orders by their ids; so many statements for any number of them."""
    fill(orders, _CODES)
    legs, events = _legs(orders), _events(orders)
    return {each.pk: _clocks(each, legs[each.pk], events[each.pk], now) for each in orders}


def _legs(orders: Sequence[WorkOrder]) -> Mapping[int, list[Dispatch]]:
    found: dict[int, list[Dispatch]] = defaultdict(list)
    rows = Dispatch.objects.filter(order__in=[each.pk for each in orders if each.round])
    for leg in rows.order_by("order_id", "round"):
        found[leg.order_id].append(leg)
    return found


def _events(orders: Sequence[WorkOrder]) -> Mapping[int, list[Event]]:
    """Return what the log has of each order and of the tasks for it, in the order of the log."""
    order_of: dict[tuple[str, int], int] = {
        (OrderFact.SUBJECT, each.pk): each.pk for each in orders
    }
    for subject, tasks in (
        (CallbackFact.SUBJECT, Callback.objects.all()),
        (FollowUpFact.SUBJECT, FollowUp.objects.all()),
    ):
        for pk, order_id in tasks.filter(order__in=orders).values_list("pk", "order_id"):
            order_of[subject, pk] = order_id
    found: dict[int, list[Event]] = defaultdict(list)
    for subject in {each for each, _pk in order_of}:
        ids = [pk for each, pk in order_of if each == subject]
        rows = whole_log().filter(subject_type=subject, subject_id__in=ids)
        for event in rows.filter(kind__in=(*KINDS, OrderRegraded.KIND)):
            assert event.subject_id is not None
            found[order_of[subject, event.subject_id]].append(event)
    for each in found.values():
        each.sort(key=lambda event: event.pk)
    return found


def _clocks(
    order: WorkOrder, legs: Iterable[Dispatch], events: Sequence[Event], now: datetime
) -> list[OrderClock]:
    facts = facts_of(events, is_complex=order.complexity == Complexity.COMPLEX)
    regrades = [each for each in events if each.kind == OrderRegraded.KIND]
    found = []
    for holder in _holders(order, legs, events):
        answer = limits.terms_for(holder.case, holder.since)
        if answer is not None:
            found += _of_holder(order, holder, answer, facts, regrades, now)
    return found


def _holders(
    order: WorkOrder, legs: Iterable[Dispatch], events: Sequence[Event]
) -> Iterator[_Holder]:
    """Yield who owes what: the centre for the order, then each unit for its dispatch."""
    if not events:
        return
    begun, is_part = events[0].pk, order.parent_id is not None
    case = _case(order, events, begun, None)
    yield _Holder(None, order.centre_id, order.received_at, begun, case, is_part)
    offered = {each.leg_id: each.pk for each in events if each.kind in OFFERS}
    for leg in legs:
        event_id = offered[leg.pk]
        case = _case(order, events, event_id, leg)
        yield _Holder(leg, leg.work_area_id, leg.dispatched_at, event_id, case, is_part)


def _case(order: WorkOrder, events: Sequence[Event], event_id: int, leg: Dispatch | None) -> Case:
    """Return what the limits are asked for, as it was at an event: before any later regrade."""
    grade = order.grade.code if order.grade else None
    region = order.region_class.code if order.region_class else None
    later = (e for e in events if e.kind == OrderRegraded.KIND and e.pk > event_id)
    for event in later:
        grade, region = _named(event.data["before"])
        break
    return Case(
        centre_id=order.centre_id,
        request_type=order.request_type.code,
        unit_id=leg.work_area_id if leg else None,
        grade=grade,
        region=region,
    )


def _named(values: Mapping[str, Mapping[str, str]]) -> tuple[str | None, str | None]:
    return values["grade"].get("code"), values["region_class"].get("code")


def _of_holder(
    order: WorkOrder,
    holder: _Holder,
    answer: Answer,
    facts: Sequence[Fact],
    regrades: Sequence[Event],
    now: datetime,
) -> list[OrderClock]:
    first, *later = _revisions(holder)
    own = kept(answer.limits, holder.owes)
    promises = [
        promise_of(
            milestone, limit, leg_id=holder.leg_id, versions=(version_of(answer), first.version)
        )
        for milestone, limit in own.items()
    ]
    heard = [*facts, *_calendar_facts(holder, later)]
    for event in regrades:
        if event.pk < holder.event_id:
            continue
        grade, region = _named(event.data["after"])
        case = replace(holder.case, grade=grade, region=region)
        other = limits.terms_of_version(answer.version_id, case)
        if other is None:
            continue
        heard += changes(
            own,
            kept(other.limits, holder.owes),
            leg_id=holder.leg_id,
            at=event.at,
            place=place(event.pk),
            version=version_of(other),
        )
        promises += _added(holder, own, other, first.version, event.at)
        own = {**own, **kept(other.limits, holder.owes)}
    calendar = calendar_of(first.version)
    return [
        OrderClock(order, holder.leg, holder.unit_id, answer, state)
        for promise in promises
        if (state := _state(promise, heard, calendar, now)) is not None
    ]


def _added(
    holder: _Holder, own: Limits, other: Answer, calendar_version: str, at: datetime
) -> list[Promise]:
    """Return what is promised since a regrade and was not before."""
    return [
        promise_of(
            milestone,
            limit,
            leg_id=holder.leg_id,
            versions=(version_of(other), calendar_version),
            promised_at=at,
        )
        for milestone, limit in kept(other.limits, holder.owes).items()
        if milestone not in own
    ]


def _state(
    promise: Promise, facts: Iterable[Fact], calendar: WorkingCalendar, now: datetime
) -> ClockState | None:
    """Return where a clock stands; None for one that can never be due, as limits warn of it."""
    try:
        return replay(promise, facts, calendar, now)
    except (CannotCount, ClockFault):
        return None


def _revisions(holder: _Holder) -> list[calendars.Revision]:
    """Return the calendar of a holder at its start, and those that it has had since."""
    revisions = calendars.revisions(holder.unit_id)
    begun = [each for each in revisions if each.event_id < holder.event_id]
    return [begun[-1], *(each for each in revisions if each.event_id > holder.event_id)]


def _calendar_facts(holder: _Holder, later: Iterable[calendars.Revision]) -> list[Fact]:
    return [
        Fact(
            place(each.event_id),
            Kind.CHANGED,
            each.at,
            holder.leg_id,
            change=Change(calendar=calendar_of(each.version), calendar_version=each.version),
        )
        for each in later
    ]


def version_of(answer: Answer) -> str:
    """Name the rule that answered: the version of the limits, its number, and the rule."""
    return f"{answer.version_id}.{answer.number}.{answer.rule.pk}"


def rule_of(version: str) -> tuple[int, int, int]:
    """Return what ``version_of`` named: the id of the version, its number, the id of the rule."""
    pk, number, rule = version.split(".")
    return int(pk), int(number), int(rule)


@lru_cache(maxsize=256)
def calendar_of(version: str) -> WorkingCalendar:
    """Return the calendar of a version; it never says anything else."""
    return calendars.calendar_of_version(version).calendar
