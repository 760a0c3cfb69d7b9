"""The hours of a day and of a week, in minutes: read, checked and written. Pure Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

DAY_MINUTES = 1440
WEEKDAYS = range(7)

_TIME = r"(\d{1,2})[:：](\d{2})"
_INTERVAL = re.compile(rf"{_TIME}\s*(?:-|–|—|~|～|至|to)\s*{_TIME}")


class BadHours(ValueError):
    """Hours that cannot be worked; ``text`` is the place.

    ``reason`` is ``unreadable``, ``empty``, ``outside`` or ``overlap``.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, order=True)
class Interval:
    """Work from ``start`` up to ``end``, in minutes after midnight by the clock on the wall.

    1440 as the end is 24:00. An interval does not go beyond midnight: a night shift is one until
    24:00 and another one from 00:00 on the next day. Raises BadHours.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start <= DAY_MINUTES and 0 <= self.end <= DAY_MINUTES):
            raise BadHours("outside", str(self))
        if self.end <= self.start:
            raise BadHours("empty", str(self))

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


Hours = tuple[Interval, ...]
Week = tuple[Hours, ...]


def clock(minute: int) -> str:
    """Return a minute of the day as the clock shows it: ``08:30``, ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def checked(intervals: Iterable[Interval]) -> Hours:
    """Return the intervals in their order; raise BadHours if two of them overlap."""
    found = tuple(sorted(intervals))
    for earlier, later in pairwise(found):
        if later.start < earlier.end:
            raise BadHours("overlap", f"{earlier}, {later}")
    return found


def week(days: Iterable[Iterable[Interval]]) -> Week:
    """Return the hours of Monday to Sunday, checked; raise ValueError unless there are seven."""
    found = tuple(checked(day) for day in days)
    if len(found) != len(WEEKDAYS):
        raise ValueError("A week has seven days.")
    return found


def read(text: str) -> Hours:
    """Return hours as people write them: ``08:30-12:00, 13:30-17:30``, nothing for a rest day.

    Raises BadHours.
    """
    parts = [each for each in re.split(r"[,，、;；\n]+", text) if each.strip()]
    return checked(_interval(part.strip()) for part in parts)


def written(intervals: Iterable[Interval]) -> str:
    """Return hours as ``read`` takes them."""
    return ", ".join(str(each) for each in intervals)


def minutes(intervals: Iterable[Interval]) -> int:
    """Return how many minutes of the clock these are."""
    return sum(each.end - each.start for each in intervals)


def _interval(text: str) -> Interval:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise BadHours("unreadable", text)
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    if start_minute > 59 or end_minute > 59:  # noqa: PLR2004 - the minutes of an hour
        raise BadHours("unreadable", text)
    return Interval(start_hour * 60 + start_minute, end_hour * 60 + end_minute)
