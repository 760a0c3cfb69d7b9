"""What is wrong with the limits of a rule, and when they are due for a case. Pure Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.calendars.counting import Due, due_at
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.matching import MAY_COUNT_FROM, REACHED_BY, Limit, Rule, Since

_CHAIN = (
    Milestone.DISPATCH,
    Milestone.ACCEPT,
    Milestone.ARRIVE,
    Milestone.FINISH,
    Milestone.REPLY,
    Milestone.CALLBACK,
)
# A call to the customer may come before or after the arrival, but not after the end.
_BESIDE = ((Milestone.CONTACT, Milestone.FINISH), (Milestone.CONTACT, Milestone.REPLY))
_HOURS = (2, 10, 16)
_DAYS = 7


class Wrong(StrEnum):
    """Why a limit is refused."""

    NOTHING = "nothing"
    NOT_BEFORE = "not_before"
    NO_EVENT = "no_event"
    NO_TIME = "no_time"
    NEVER_DUE = "never_due"
    LATER = "later"


@dataclass(frozen=True)
class Fault:
    """A limit that cannot be met; ``other`` is the limit that it does not go with.

    ``is_certain`` is false where it happens for some receipts only, such as before a weekend.
    """

    why: Wrong
    milestone: Milestone | None = None
    other: Milestone | None = None
    is_certain: bool = True


def faults_of(rule: Rule, calendar: WorkingCalendar, now: datetime) -> list[Fault]:
    """Return what is wrong with a rule at a unit with this calendar.

    That one limit is later than the next is found by receipts at several hours of the days after
    ``now``, each thing done at the last moment.
    """
    found = list(_formal(rule))
    return found or list(_counted(rule, calendar, now))


def due_times(rule: Rule, received: datetime, calendar: WorkingCalendar) -> dict[Milestone, Due]:
    """Return when each limit is due if everything before it happens at its last moment.

    Raises CannotCount by a calendar without working time.
    """
    # Without a limit of its own the dispatch is taken to come with the receipt.
    moments = {Since.RECEIVED: received, Since.DISPATCHED: received}
    events = {milestone: since for since, milestone in REACHED_BY.items()}
    found: dict[Milestone, Due] = {}
    for milestone in Milestone:
        limit = rule.limits.get(milestone)
        if limit is None or limit.since not in moments:
            continue
        due = due_at(limit.term, moments[limit.since], calendar)
        found[milestone] = due
        if milestone in events:
            moments[events[milestone]] = due.at
    return found


def _formal(rule: Rule) -> Iterator[Fault]:
    if not rule.limits:
        yield Fault(Wrong.NOTHING)
    for milestone, limit in rule.limits.items():
        if limit.since not in MAY_COUNT_FROM[milestone]:
            yield Fault(Wrong.NOT_BEFORE, milestone)
        elif limit.since is not Since.RECEIVED and not _has_event(rule, limit):
            yield Fault(Wrong.NO_EVENT, milestone, REACHED_BY[limit.since])
        if not limit.term.amount and not _may_be_at_once(milestone, limit):
            yield Fault(Wrong.NO_TIME, milestone)


def _has_event(rule: Rule, limit: Limit) -> bool:
    """Tell whether something makes the event happen in time.

    The offer comes with the dispatch, which every order has: it may have no limit of its own.
    """
    return limit.since is Since.DISPATCHED or REACHED_BY[limit.since] in rule.limits


def _may_be_at_once(milestone: Milestone, limit: Limit) -> bool:
    # Who finishes tells the customer in the same moment; nothing else takes no time.
    return milestone is Milestone.REPLY and limit.since is Since.FINISHED


def _counted(rule: Rule, calendar: WorkingCalendar, now: datetime) -> Iterator[Fault]:
    begin = now.replace(minute=0, second=0, microsecond=0)
    receipts = [
        begin.replace(hour=hour) + timedelta(days=day) for day in range(_DAYS) for hour in _HOURS
    ]
    try:
        found = [due_times(rule, each, calendar) for each in receipts]
    except CannotCount:
        yield from _never_due(rule, calendar, now)
        return
    for early, late in _pairs(rule):
        if early not in found[0] or late not in found[0]:
            continue
        count = sum(each[early].at > each[late].at for each in found)
        if count:
            yield Fault(Wrong.LATER, early, late, is_certain=count == len(found))


def _never_due(rule: Rule, calendar: WorkingCalendar, now: datetime) -> Iterator[Fault]:
    for milestone, limit in rule.limits.items():
        try:
            due_at(limit.term, now, calendar)
        except CannotCount:
            yield Fault(Wrong.NEVER_DUE, milestone)


def _pairs(rule: Rule) -> Iterator[tuple[Milestone, Milestone]]:
    """Yield which limit may not be later than which, each beside the next one that there is."""
    chain = [each for each in _CHAIN if each in rule.limits]
    if rule.is_interim and Milestone.REPLY in chain:
        chain.remove(Milestone.REPLY)
    yield from pairwise(chain)
    for early, late in _BESIDE:
        if early in rule.limits and late in rule.limits:
            yield early, late
