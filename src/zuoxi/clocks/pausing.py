"""Terms that stand for a while: what is lost to a pause, and when they are due then. Pure Python.

Terms in hours and minutes lose exactly the paused time, as their clock counts it. Terms in days
lose whole days: docs/subsystems/clocks.md says which, and why.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
_NOTHING = timedelta()

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
        if start <= since:
            left = passed(term, calendar, start, since)
            if budget <= left:
                break
            budget -= left
        start = until
    if term.clock is Clock.CALENDAR:
        return calendar.add(start, budget)
    return calendar.moment(start, budget)


def due_with(term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Return when a term is due that stood for a while; raise CannotCount or ClockFault.

    The steps of the result are not for reading: terms that need none have none.
    """
    if not term.counts_days and term.end is EndRule.INSTANT and term.roll is Roll.NONE:
        return _plain_hours_due(term, start, gaps, calendar)
    try:
        if term.counts_days:
            return _Days(term, start, gaps, calendar).due()
        return _hours_due(term, start, gaps, calendar)
    except BadTerm:
        raise ClockFault("too_far") from None


def _begin_of(term: Term, start: datetime, calendar: WorkingCalendar) -> datetime:
    if term.start is StartRule.NEXT_DAY:
        return calendar.midnight(calendar.day_of(start) + _ONE_DAY)
    return start


def _budget(term: Term) -> timedelta:
    return timedelta(minutes=term.amount * (60 if term.unit is Unit.HOURS else 1))


def _plain_hours_due(term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Count hours that end when they are used up: as ``due_at``, without its steps."""
    start = _begin_of(term, start, calendar)
    moment = reached(term, calendar, gaps, start, _budget(term))
    return Due(moment, calendar.last_day(start, moment), ())


def _hours_due(term: Term, start: datetime, gaps: Gaps, calendar: WorkingCalendar) -> Due:
    """Count from a later start: later by exactly what was paused before the time was used up."""
    start, budget = _begin_of(term, start, calendar), _budget(term)
    term = replace(term, start=StartRule.EVENT_INSTANT)
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
        self._midnights: dict[date, datetime] = {}
        self._known: dict[date, list[tuple[datetime, datetime]]] = {}
        self._first = self._from if at_once and not self._by_instant else self._from + _ONE_DAY
        self._stood = self._standing()

    def due(self) -> Due:
        """Return the end of the day with which enough days have counted."""
        if not self._term.amount:
            due = due_at(self._term, self._start, self._calendar)
            last = due.day
        else:
            last = self._first - _ONE_DAY
            for _each in range(self._term.amount):
                last = self._next(last)
            due = self._end(last)
        while _around(due.at, self._gaps) is not None:
            last = self._next(last)
            due = self._end(last)
        return due

    def _next(self, day: date) -> date:
        """Return the next day that counts."""
        while True:
            day += _ONE_DAY
            if self._works:
                day = self._calendar.next_working_day(day)
            if day not in self._stood:
                return day

    def _end(self, last: date) -> Due:
        """Return when the term ends if this is its last day, before it is rolled on."""
        if self._by_instant:
            amount = self._count(last) if self._works else (last - self._from).days
            return due_at(replace(self._term, amount=amount), self._start, self._calendar)
        if self._term.roll is Roll.NEXT_WORKING_DAY:
            last = self._calendar.next_working_day(last)
        hours = self._calendar.hours_of(last) if self._term.end is EndRule.CLOSE_OF_BUSINESS else []
        at = hours[-1][1] if hours else self._calendar.midnight(last + _ONE_DAY)
        return Due(at, last, ())

    def _count(self, last: date) -> int:
        """Return the how many-th working day of the term this is."""
        day, count = self._first - _ONE_DAY, 0
        while day < last:
            day, count = self._calendar.next_working_day(day + _ONE_DAY), count + 1
        return count

    def _standing(self) -> frozenset[date]:
        """Return the days of which more than half was paused."""
        paused: dict[date, timedelta] = {}
        for begin, end in self._gaps:
            for day in self._touched(begin, end):
                paused[day] = paused.get(day, timedelta()) + self._share(day, begin, end)
        return frozenset(day for day, time in paused.items() if 2 * time > self._length(day))

    def _touched(self, begin: datetime, end: datetime) -> Iterator[date]:
        """Yield the countable days in whose windows a pause falls."""
        calendar = self._calendar
        day, last = calendar.day_of(begin), calendar.day_of(end)
        if self._by_instant:
            last += _ONE_DAY
            if self._works:
                last = calendar.next_working_day(last)
        while day <= last:
            if not self._works or calendar.is_working_day(day):
                yield day
            day += _ONE_DAY

    def _length(self, day: date) -> timedelta:
        """Return how long a day of the term is."""
        return sum((end - begin for begin, end in self._pieces(day)), _NOTHING)

    def _share(self, day: date, begin: datetime, end: datetime) -> timedelta:
        """Return how much of a day of the term falls between two moments."""
        total = _NOTHING
        for opened, closed in self._pieces(day):
            total += max(_NOTHING, min(closed, end) - max(opened, begin))
        return total

    def _pieces(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the time that counts of a day of the term, piece by piece."""
        if (known := self._known.get(day)) is None:
            known = self._known[day] = self._cut(day)
        return known

    def _cut(self, day: date) -> list[tuple[datetime, datetime]]:
        calendar = self._calendar
        if not self._by_instant:
            if self._works:
                return calendar.hours_of(day)
            return [(self._midnight(day), self._midnight(day + _ONE_DAY))]
        begin, end = self._window(day)
        if not self._works:
            return [(begin, end)]
        return [(each.start, each.end) for each in calendar.spans(begin, end) if each.is_open]

    def _midnight(self, day: date) -> datetime:
        if (known := self._midnights.get(day)) is None:
            known = self._midnights[day] = self._calendar.midnight(day)
        return known

    def _window(self, day: date) -> tuple[datetime, datetime]:
        """Return from when to when a day lasts that ends at the time of day of the start."""
        calendar, before = self._calendar, day - _ONE_DAY
        while self._works and before > self._from and not calendar.is_working_day(before):
            before -= _ONE_DAY
        return calendar.at_clock(before, self._anchor), calendar.at_clock(day, self._anchor)
