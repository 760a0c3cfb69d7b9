"""On which days a meeting recurs. Pure Python.

A rule names days; on a rest day the meeting is held on the next working day. A day keeps the name
that the rule gave it (``nominal``) wherever it is held, so that it is made once.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

IsWorking = Callable[[date], bool]

# A calendar that is closed for longer has no next working day worth waiting for.
_MOST_DAYS = 60
_DAY = timedelta(days=1)
SUNDAY = 6
LAST_DAY, LAST_WORKING_DAY = 31, 23


class Every(StrEnum):
    """How a meeting recurs."""

    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    MONTH_WORKING_DAY = "month_working_day"


@dataclass(frozen=True)
class Rule:
    """How a meeting recurs, from a day on and perhaps up to a day.

    ``number`` is the weekday (0 is Monday), the day of the month (beyond its end: the last one), or
    which working day of the month; it says nothing of each working day.
    """

    every: Every
    number: int
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, order=True)
class Occurrence:
    """A day that the rule names, and the working day on which the meeting is held."""

    nominal: date
    held: date


def is_number_allowed(every: Every, number: int) -> bool:
    """Tell whether a number means something in a rule."""
    if every is Every.WEEK:
        return 0 <= number <= SUNDAY
    if every is Every.MONTH:
        return 1 <= number <= LAST_DAY
    if every is Every.MONTH_WORKING_DAY:
        return 1 <= number <= LAST_WORKING_DAY
    return number == 0


def occurrences(rule: Rule, is_working: IsWorking, start: date, end: date) -> Iterator[Occurrence]:
    """Yield the occurrences whose nominal day lies in a span, its last day included.

    One that would be held on or after the day of the next one falls out: that one takes its place.
    """
    since = max(start, rule.first_day)
    until = min(end, rule.last_day) if rule.last_day else end
    for nominal in _nominal(rule, is_working, since, until):
        held = _working_day(nominal, is_working)
        if held is None or (rule.every is Every.WEEK and held - nominal >= timedelta(days=7)):
            continue
        if rule.last_day is None or held <= rule.last_day:
            yield Occurrence(nominal, held)


def _nominal(rule: Rule, is_working: IsWorking, since: date, until: date) -> Iterator[date]:
    day = since
    while day <= until:
        if rule.every is Every.WORKING_DAY:
            is_named = is_working(day)
        elif rule.every is Every.WEEK:
            is_named = day.weekday() == rule.number
        elif rule.every is Every.MONTH:
            is_named = day.day == min(rule.number, monthrange(day.year, day.month)[1])
        else:
            is_named = day == _working_day_of_month(day, rule.number, is_working)
        if is_named:
            yield day
        day += _DAY


def _working_day_of_month(day: date, number: int, is_working: IsWorking) -> date | None:
    if not is_working(day):
        return None
    count = sum(is_working(day.replace(day=each)) for each in range(1, day.day + 1))
    return day if count == number else None


def _working_day(day: date, is_working: IsWorking) -> date | None:
    for after in range(_MOST_DAYS):
        candidate = day + after * _DAY
        if is_working(candidate):
            return candidate
    return None
