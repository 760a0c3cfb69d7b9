"""A working calendar as a value, and what can be asked of it. Pure Python.

Moments are aware datetimes; those given back are in UTC, because Python subtracts two moments of
one zone as clocks show them. Lengths are timedeltas of real time: on the day on which clocks jump
forward an hour is missing, and nobody is said to have worked it. What we decided where products
disagree: docs/subsystems/working-time.md.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from zuoxi.calendars.days import DatedWeek, Nature, Plan, Span, SpecialDay, Why
from zuoxi.calendars.hours import Interval, Week, minutes, week

# A calendar that is closed for longer than this is a mistake, and counting on would be another.
MOST_DAYS_CLOSED = 400
_FIRST_YEAR, _LAST_YEAR = 1900, 2300

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE

# When work begins and ends on one day, in microseconds since the epoch.
_Pieces = tuple[tuple[int, int], ...]


class CannotCount(ValueError):
    """A question without an answer.

    ``reason`` is ``no_working_time``, ``end_before_start``, ``negative``, ``naive`` or ``too_far``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class WorkingCalendar:
    """Weeks by the day from which they are valid, exceptions by day, and an IANA time zone.

    Before the first week nobody works. Of two exceptions for a day, work wins over rest. Two that
    both work are refused with ValueError. Equal calendars are interchangeable; each keeps the sums
    of the years that it was asked about.
    """

    weeks: tuple[DatedWeek, ...]
    special: tuple[SpecialDay, ...] = ()
    zone: str = "Asia/Shanghai"
    _years: dict[int, "_Year"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weeks", tuple(sorted(self.weeks)))
        object.__setattr__(self, "special", tuple(sorted(self.special)))
        for each in self.weeks:
            week(each.hours)
        # An unknown zone and a day that works twice are refused here, not with the first question.
        assert self.time_zone.key
        assert len(self._by_day) <= len(self.special)

    def add(self, start: datetime, budget: timedelta) -> datetime:
        """Return the moment at which so much working time has passed since ``start``.

        Used up exactly at a closing, the budget ends there and not at
        the next opening; no budget at all leaves ``start`` as it is. Raises CannotCount.
        """
        at, ordinal = self._place(start)
        if budget < timedelta():
            raise CannotCount("negative")
        if not budget:
            return start
        year = self._year(ordinal)
        target = year.before(ordinal) + _passed(year.pieces(ordinal), at) + budget // _MICROSECOND
        worked = max(ordinal, year.last_working)
        while target > year.total:
            target -= year.total
            year = self._year(year.end)
            self._refuse_emptiness(worked, year)
            worked = max(worked, year.last_working)
        ordinal, left = year.reached(target)
        for opened, closed in year.pieces(ordinal):
            if left <= closed - opened:
                return self._moment(opened + left)
            left -= closed - opened
        raise AssertionError("the sum of a day is not that of its pieces")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; raise CannotCount if they are turned."""
        (begin, first), (stop, last) = self._place(start), self._place(end)
        if stop < begin:
            raise CannotCount("end_before_start")
        year, until = self._year(first), self._year(last)
        passed = -year.before(first) - _passed(year.pieces(first), begin)
        while year is not until:
            passed += year.total
            year = self._year(year.end)
        passed += until.before(last) + _passed(until.pieces(last), stop)
        return timedelta(microseconds=passed)

    def opens_next(self, at: datetime) -> datetime:
        """Return ``at`` itself during working time, else the next opening; may raise CannotCount.

        At the moment of closing the next opening is asked for.
        """
        moment, ordinal = self._place(at)
        for opened, closed in self._year(ordinal).pieces(ordinal):
            if moment < closed:
                return self._moment(max(opened, moment)) if moment < opened else at
        tomorrow = date.fromordinal(ordinal + 1)
        ordinal = self.next_working_day(tomorrow).toordinal()
        return self._moment(self._year(ordinal).pieces(ordinal)[0][0])

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Yield the pieces of the time between two moments without a gap, each with its reason."""
        (begin, first), (stop, last) = self._place(start), self._place(end)
        if stop < begin:
            raise CannotCount("end_before_start")
        for ordinal in range(first, last + 1):
            for opened, closed, is_open, why, name in self._parts(ordinal):
                since, until = max(opened, begin), min(closed, stop)
                if since < until:
                    day = date.fromordinal(ordinal)
                    yield Span(self._moment(since), self._moment(until), is_open, day, why, name)

    def plan(self, day: date) -> Plan:
        """Return what the calendar makes of a day."""
        usual = self.usual(day)
        special = self._by_day.get(day)
        if special is None:
            hours = usual[day.weekday()]
            return Plan(hours, Why.WEEKDAY if hours else Why.REST_DAY)
        if special.nature is Nature.REST:
            return Plan((), Why.HOLIDAY, special.name)
        hours = special.hours or next((each for each in usual if each), ())
        why = Why.HALF_DAY if special.nature is Nature.HALF else Why.EXTRA_DAY
        return Plan(hours, why, special.name)

    def usual(self, day: date) -> Week:
        """Return the week that is valid on a day, whatever its exceptions say."""
        index = bisect_right(self._starts, day)
        return self.weeks[index - 1].hours if index else ((),) * 7

    def day_of(self, at: datetime) -> date:
        """Return the day in the calendar's zone."""
        return date.fromordinal(self._place(at)[1])

    def last_day(self, start: datetime, end: datetime) -> date:
        """Return the day that a time ends on: at midnight, that is the day which is over."""
        (begin, first), (stop, last) = self._place(start), self._place(end)
        at_midnight = stop > begin and last > first and stop == self.instant(last, 0)
        return date.fromordinal(last - at_midnight)

    def moment(self, start: datetime, passed: timedelta) -> datetime:
        """Return the moment so much real time after another one."""
        try:
            return self._moment(self._place(start)[0] + passed // _MICROSECOND)
        except OverflowError:
            raise CannotCount("too_far") from None

    def midnight(self, day: date) -> datetime:
        """Return the first moment of a day."""
        return self._moment(self.instant(day.toordinal(), 0))

    def at_clock(self, day: date, like: datetime) -> datetime:
        """Return the moment of a day at which clocks show what they showed at another moment."""
        wall = like.astimezone(self.time_zone)
        past = wall.second * 1_000_000 + wall.microsecond
        return self._moment(self.instant(day.toordinal(), wall.hour * 60 + wall.minute) + past)

    def is_working_day(self, day: date) -> bool:
        """Tell whether anybody works on a day, however short it is."""
        ordinal = day.toordinal()
        return bool(self._year(ordinal).pieces(ordinal))

    def hours_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return when a day opens and closes."""
        ordinal = day.toordinal()
        pieces = self._year(ordinal).pieces(ordinal)
        return [(self._moment(opened), self._moment(closed)) for opened, closed in pieces]

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one; raise CannotCount."""
        ordinal = day.toordinal()
        year = self._year(ordinal)
        found = year.next_working(ordinal)
        while found is None:
            year = self._year(year.end)
            if year.first - ordinal > MOST_DAYS_CLOSED:
                raise CannotCount("no_working_time")
            found = year.next_working(year.first)
        if found - ordinal > MOST_DAYS_CLOSED:
            raise CannotCount("no_working_time")
        return date.fromordinal(found)

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    @cached_property
    def _by_day(self) -> dict[date, SpecialDay]:
        found: dict[date, SpecialDay] = {}
        for each in self.special:
            other = found.get(each.day)
            if other and Nature.REST not in {other.nature, each.nature}:
                raise ValueError(f"{each.day} is a working day twice.")
            if other is None or other.nature is Nature.REST:
                found[each.day] = each
        return found

    @cached_property
    def _starts(self) -> list[date]:
        return [each.valid_from for each in self.weeks]

    def _place(self, at: datetime) -> tuple[int, int]:
        """Return the microsecond since the epoch and the day of a moment."""
        if at.utcoffset() is None:
            raise CannotCount("naive")
        try:
            return (at - _EPOCH) // _MICROSECOND, at.astimezone(self.time_zone).toordinal()
        except OverflowError:
            raise CannotCount("too_far") from None

    def _moment(self, microsecond: int) -> datetime:
        return _EPOCH + timedelta(microseconds=microsecond)

    def _year(self, ordinal: int) -> "_Year":
        number = date.fromordinal(ordinal).year
        if (known := self._years.get(number)) is not None:
            return known
        if not _FIRST_YEAR <= number <= _LAST_YEAR:
            raise CannotCount("too_far")
        return self._years.setdefault(number, _Year(self, number))

    def _refuse_emptiness(self, worked: int, year: "_Year") -> None:
        """Raise CannotCount if nobody has worked for too long when this year begins to, or ends."""
        next_day = year.next_working(year.first)
        if (year.end if next_day is None else next_day) - worked > MOST_DAYS_CLOSED:
            raise CannotCount("no_working_time")

    def _parts(self, ordinal: int) -> Iterator[tuple[int, int, bool, Why, str]]:
        plan = self.plan(date.fromordinal(ordinal))
        since, midnight = self.instant(ordinal, 0), self.instant(ordinal + 1, 0)
        pieces = self._year(ordinal).pieces(ordinal)
        if not pieces:
            yield since, midnight, False, plan.why, plan.name
            return
        why = Why.BEFORE
        for opened, closed in pieces:
            yield since, opened, False, why, ""
            yield opened, closed, True, plan.why, plan.name
            since, why = closed, Why.BREAK
        yield since, midnight, False, Why.AFTER, ""

    def clock_minutes(self, first: int, end: int) -> list[int]:
        """Return how many minutes each day from ``first`` up to ``end`` works by the clock."""
        changes = [each.toordinal() for each in self._starts if first < each.toordinal() < end]
        found: list[int] = []
        for since, until in zip([first, *changes], [*changes, end], strict=True):
            day = date.fromordinal(since)
            of_week = [minutes(each) for each in self.usual(day)]
            found += [of_week[(day.weekday() + index) % 7] for index in range(until - since)]
        for day in self._by_day:
            if first <= day.toordinal() < end:
                found[day.toordinal() - first] = minutes(self.plan(day).hours)
        return found

    def instant(self, ordinal: int, minute: int) -> int:
        """Return the microsecond since the epoch at which clocks first show a minute of a day.

        Where they jump over it, it is the moment of the jump.
        """
        wall = datetime.fromordinal(ordinal) + timedelta(minutes=minute)
        shown = (wall - datetime(1970, 1, 1)) // _MICROSECOND  # noqa: DTZ001 - what clocks show
        aware = wall.replace(tzinfo=self.time_zone)
        early, late = (
            shown - (aware.replace(fold=fold).utcoffset() or timedelta()) // _MICROSECOND
            for fold in (0, 1)
        )
        if early <= late:
            return early
        # Clocks never show it: the jump lies between the two readings.
        before = late
        while early - before > 1:
            middle = (early + before) // 2
            if self._shown(middle) >= shown:
                early = middle
            else:
                before = middle
        return early

    def _shown(self, microsecond: int) -> int:
        offset = self._moment(microsecond).astimezone(self.time_zone).utcoffset() or timedelta()
        return microsecond + offset // _MICROSECOND


class _Year:
    """The sums of the working time of a year, day by day."""

    def __init__(self, calendar: WorkingCalendar, number: int) -> None:
        self._calendar = calendar
        self.first = date(number, 1, 1).toordinal()
        self.end = date(number + 1, 1, 1).toordinal()
        self._pieces: dict[int, _Pieces] = {}
        self._offsets = offsets = _offsets(calendar.time_zone, self.first, self.end)
        sums, total = [0], 0
        for index, planned in enumerate(calendar.clock_minutes(self.first, self.end)):
            if offsets[index] == offsets[index + 1]:
                total += planned * _MINUTE
            elif planned:
                total += sum(closed - opened for opened, closed in self.pieces(self.first + index))
            sums.append(total)
        self._sums = sums
        self.total = sums[-1]
        self.last_working = self.first + bisect_left(sums, self.total) - 1 if self.total else 0

    def before(self, ordinal: int) -> int:
        """Return what was worked from New Year to the beginning of a day."""
        return self._sums[ordinal - self.first]

    def reached(self, target: int) -> tuple[int, int]:
        """Return the day on which so much has been worked, and how much of it falls on the day."""
        index = bisect_left(self._sums, target)
        return self.first + index - 1, target - self._sums[index - 1]

    def next_working(self, ordinal: int) -> int | None:
        """Return the first working day from a day on, None if the year has no more."""
        index = bisect_right(self._sums, self.before(ordinal))
        return self.first + index - 1 if index < len(self._sums) else None

    def pieces(self, ordinal: int) -> _Pieces:
        """Return when work begins and ends on a day."""
        known = self._pieces.get(ordinal)
        if known is None:
            hours = self._calendar.plan(date.fromordinal(ordinal)).hours
            known = self._pieces[ordinal] = tuple(self._worked(ordinal, hours))
        return known

    def _worked(self, ordinal: int, hours: Iterable[Interval]) -> Iterator[tuple[int, int]]:
        index = ordinal - self.first
        if self._offsets[index] == self._offsets[index + 1]:
            midnight = (ordinal - _EPOCH_DAY) * _DAY - self._offsets[index]
            for each in hours:
                yield midnight + each.start * _MINUTE, midnight + each.end * _MINUTE
            return
        instant = self._calendar.instant
        for each in hours:
            opened, closed = instant(ordinal, each.start), instant(ordinal, each.end)
            # The jump of the clock may have taken all of it.
            if opened < closed:
                yield opened, closed


def _offsets(zone: ZoneInfo, first: int, end: int) -> list[int]:
    """Return how far clocks are ahead of UTC at the midnights from ``first`` to ``end``."""
    midnight, day = datetime.fromordinal(first).replace(tzinfo=zone), timedelta(days=1)
    found = []
    for _index in range(end - first + 1):
        found.append((midnight.utcoffset() or timedelta()) // _MICROSECOND)
        midnight += day
    return found


def _passed(pieces: _Pieces, at: int) -> int:
    return sum(min(closed, at) - opened for opened, closed in pieces if opened < at)
