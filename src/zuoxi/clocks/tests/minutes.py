"""The slow obvious way: step through the minutes, look at the calendar and at who has paused.

Only for moments on whole minutes. It knows nothing of the engine's sums, shifts or caches.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from zuoxi.calendars.counting import Clock, Term, Unit
from zuoxi.calendars.tests.reference import hours_on
from zuoxi.clocks.facts import Kind

MINUTE = timedelta(minutes=1)


@dataclass
class Walk:
    """What the minutes came to: when it is due, and how many had run by ``until``."""

    due: datetime | None = None
    elapsed: int = 0
    waits: set = field(default_factory=set)


def is_open(term: Term, calendar, at: datetime) -> bool:
    if term.clock is Clock.ROUND_THE_CLOCK:
        return True
    local = at.astimezone(ZoneInfo(calendar.zone))
    shown = local.hour * 60 + local.minute
    return any(each.start <= shown < each.end for each in hours_on(calendar, local.date()))


def walk_hours(term: Term, calendar, pause_on, facts, until: datetime, *, most=200_000) -> Walk:
    """Walk a clock in hours or minutes from its first fact, until it is due and past ``until``.

    Pauses that are still open at ``until`` end there. Facts: received, paused, resumed.
    """
    walk = Walk()
    left = term.amount * (60 if term.unit is Unit.HOURS else 1)
    at, waiting = facts[0].at.astimezone(UTC), list(facts)
    for _step in range(most):
        while waiting and waiting[0].at <= at:
            _hear(walk, waiting.pop(0), pause_on)
        if at >= until:
            walk.waits.clear()
        if walk.due is None and left == 0:
            walk.due = at
        if walk.due is not None and at >= until:
            return walk
        if is_open(term, calendar, at) and not walk.waits:
            left -= 1
            walk.elapsed += at < until
        at += MINUTE
    raise AssertionError("It is never due.")


def _hear(walk: Walk, fact, pause_on) -> None:
    if fact.kind is Kind.PAUSED and fact.reason in pause_on:
        walk.waits.add(fact.reason)
    elif fact.kind is Kind.RESUMED:
        walk.waits -= {fact.reason} if fact.reason else set(walk.waits)


def walk_days(term: Term, calendar, gaps, start: datetime) -> datetime:
    """Return when a term of days until 24:00, its first day not counted, is due.

    A day counts unless more than half of its minutes were paused, or the clock stood at its end
    when that would have been the end of the term.
    """
    zone = ZoneInfo(calendar.zone)
    day, counted = start.astimezone(zone).date(), 0
    while True:
        day += timedelta(days=1)
        midnight = _midnight(day, zone)
        end = _midnight(day + timedelta(days=1), zone)
        open_minutes = paused = 0
        at = midnight
        while at < end:
            if is_open(term, calendar, at):
                open_minutes += 1
                paused += any(since <= at < until for since, until in gaps)
            at += MINUTE
        if not open_minutes or 2 * paused > open_minutes:
            continue
        if counted + 1 == term.amount and any(since < end <= until for since, until in gaps):
            continue
        counted += 1
        if counted == term.amount:
            return end


def _midnight(day, zone) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
