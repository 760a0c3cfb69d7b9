"""Terms that stand for a while: what is lost to a pause, and when they are due then. Pure Python.

Terms in hours and minutes lose exactly the paused time, as their clock counts it. Terms in days
lose whole days: docs/subsystems/clocks.md says which, and why.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import (
    BadTerm,
    Clock,
    Due,
    EndRule,
    Roll,
    StartRule,
    Term,
    Unit,
    due_at,
)
from zuoxi.clocks.facts import ClockFault

_ONE_DAY = timedelta(days=1)

# Stretches in which a clock stands, in their order and apart from each other.
Gaps = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a clock stood from when to when; without an end it still does."""

    begin: datetime
    end: datetime | None
    reason: str
    sequence: int


def gaps_of(
    pauses: Iterable[Pause], reasons: frozenset[str], start: datetime, until: datetime
) -> Gaps:
    """Return the stretches between two moments that pauses for these reasons make."""
    found: list[tuple[datetime, datetime]] = []
    spans = sorted(
        (max(each.begin, start), until if each.end is None else min(each.end, until))
        for each in pauses
        if each.reason in reasons
    )
    for begin, end in spans:
        if end <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def passed(term: Term, calendar: WorkingCalendar, begin: datetime, end: datetime) -> timedelta:
    """Return the time between two moments as the clock of a term counts it."""
    if end <= begin:
        return timedelta()
    return calendar.elapsed(begin, end) if term.clock is Clock.CALENDAR else end - begin


def ran(
    term: Term, calendar: WorkingCalendar, gaps: Gaps, begin: datetime, end: datetime
) -> timedelta:
    """Return the time between two moments without what was paused."""
    total = passed(term, calendar, begin, end)
    for since, until in gaps:
        total -= passed(term, calendar, max(since, begin), min(until, end))
    return total


def reached(
    term: Term, calendar: WorkingCalendar, gaps: Gaps, start: datetime, budget: timedelta
) -> datetime:
    """Return the moment at which so much time has run since ``start``; may raise CannotCount.

    Used up exactly when a pause begins, the budget ends there and not when it is over: as with a
    closing, who had until then has had the time.
    """
    for since, until in gaps:
        if until <= start:
            continue
        left = passed(term, calendar, start, since)
        if budget <= left:
            break
        budget -= left
        start = max(start, until)
    if term.clock is Clock.CALENDAR:
        return calendar.add(start, budget)
    return calendar.moment(start, budget)


def due_with(term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Return when a term is due that stood for a while; raise CannotCount or ClockFault."""
    if not gaps:
        return due_at(term, start, calendar)
    try:
        if term.counts_days:
            return _Days(term, start, gaps, calendar).due()
        return _hours_due(term, start, gaps, calendar)
    except BadTerm:
        raise ClockFault("too_far") from None


def _hours_due(term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Count from a later start: later by exactly what was paused before the time was used up."""
    if term.start is StartRule.NEXT_DAY:
        start = calendar.midnight(calendar.day_of(start) + _ONE_DAY)
        term = replace(term, start=StartRule.EVENT_INSTANT)
    budget = timedelta(minutes=term.amount * (60 if term.unit is Unit.HOURS else 1))
    moment = reached(term, calendar, gaps, start, budget)
    lost = passed(term, calendar, start, moment) - budget
    if lost:
        start = calendar.add(start, lost) if term.clock is Clock.CALENDAR else start + lost
    due = due_at(term, start, calendar)
    return _moved_on(term, moment, due, gaps, calendar)


def _moved_on(term: Term, moment: datetime, due: Due, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Carry hours that end with their day, while the clock stands, to a day whose end it sees."""
    around = _around(due.at, gaps)
    while around is not None:
        day = max(due.day + _ONE_DAY, calendar.day_of(around[1]))
        if term.roll is Roll.NEXT_WORKING_DAY or term.clock is Clock.CALENDAR:
            day = calendar.next_working_day(day)
        if term.end is EndRule.INSTANT:
            at = calendar.at_clock(day, moment)
        else:
            whole = Term(0, Unit.NATURAL_DAYS, end=term.end)
            at = due_at(whole, calendar.midnight(day), calendar).at
        due = Due(at, day, due.steps)
        around = _around(at, gaps)
    return due


def _around(moment: datetime, gaps: Gaps) -> tuple[datetime, datetime] | None:
    """Return the stretch that a term would end in.

    One that begins at the very moment comes too late; when one ends at it, nothing has run since.
    """
    index = bisect_left(gaps, moment, key=_begin) - 1
    return gaps[index] if index >= 0 and moment <= gaps[index][1] else None


def _begin(gap: tuple[datetime, datetime]) -> datetime:
    return gap[0]


class _Days:
    """A term in days, and the days that do not count because the clock stood."""

    def __init__(self, term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> None:
        self._term, self._start, self._gaps, self._calendar = term, start, gaps, calendar
        self._works = term.unit is Unit.WORKING_DAYS
        self._by_instant = term.end is EndRule.INSTANT
        at_once = term.start is StartRule.EVENT_INSTANT
        self._anchor = calendar.opens_next(start) if self._works and at_once else start
        self._from = calendar.day_of(self._anchor)
        self._first = self._from if at_once and not self._by_instant else self._from + _ONE_DAY

    def due(self) -> Due:
        """Return the end of the day with which enough days have counted."""
        stood = self._stood()
        begin = bisect_left(stood, self._first)
        lost = skipped = 0
        while True:
            last = self._counted(replace(self._term, roll=Roll.NONE), lost).day
            found = skipped + max(0, bisect_right(stood, last) - begin)
            if found > lost:
                lost = found
                continue
            due = self._counted(self._term, lost)
            if _around(due.at, self._gaps) is None:
                return due
            skipped += 1
            lost += 1

    def _counted(self, term: Term, more: int) -> Due:
        return due_at(replace(term, amount=term.amount + more), self._start, self._calendar)

    def _stood(self) -> list[date]:
        """Return the days of which more than half was paused."""
        paused: dict[date, timedelta] = {}
        for begin, end in self._gaps:
            for day in self._touched(begin, end):
                since, until = self._window(day)
                share = self._passed(max(since, begin), min(until, end))
                paused[day] = paused.get(day, timedelta()) + share
        return sorted(
            day for day, time in paused.items() if 2 * time > self._passed(*self._window(day))
        )

    def _touched(self, begin: datetime, end: datetime) -> list[date]:
        """Return the countable days in whose windows a pause falls."""
        calendar = self._calendar
        day, last = calendar.day_of(begin), calendar.day_of(end)
        if self._by_instant:
            last += _ONE_DAY
            if self._works:
                last = calendar.next_working_day(last)
        counts: Callable[[date], bool] = calendar.is_working_day if self._works else bool
        return [
            each
            for each in (day + timedelta(days=index) for index in range((last - day).days + 1))
            if counts(each)
        ]

    def _window(self, day: date) -> tuple[datetime, datetime]:
        """Return from when to when a day of the term lasts: one that ends at an instant, to it."""
        calendar = self._calendar
        if not self._by_instant:
            return calendar.midnight(day), calendar.midnight(day + _ONE_DAY)
        before = day - _ONE_DAY
        while self._works and before > self._from and not calendar.is_working_day(before):
            before -= _ONE_DAY
        return calendar.at_clock(before, self._anchor), calendar.at_clock(day, self._anchor)

    def _passed(self, begin: datetime, end: datetime) -> timedelta:
        return passed(self._term, self._calendar, begin, end)
