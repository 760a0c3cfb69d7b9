"""What is said of a day: by the week, by a dated exception, and why. Pure Python."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zuoxi.calendars.hours import Hours, Week, checked


class Nature(StrEnum):
    """What a dated exception makes of its day."""

    REST = "rest"
    WORK = "work"
    HALF = "half"


class Why(StrEnum):
    """The rule that has opened or closed a day or a part of it."""

    WEEKDAY = "weekday"
    EXTRA_DAY = "extra_day"
    HALF_DAY = "half_day"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    BEFORE = "before"
    BREAK = "break"
    AFTER = "after"


@dataclass(frozen=True, order=True)
class SpecialDay:
    """A day that the week does not decide.

    A working day without hours of its own has those of the first weekday of the week that has any:
    a make-up Saturday is worked as a Monday. A half-day says its hours.
    """

    day: date
    nature: Nature
    name: str = ""
    hours: Hours | None = None

    def __post_init__(self) -> None:
        if (self.nature is Nature.HALF) and not self.hours:
            raise ValueError("A half-day says which half.")
        if (self.nature is Nature.REST) and self.hours:
            raise ValueError("Nobody works on a rest day.")
        if self.hours is not None:
            checked(self.hours)


@dataclass(frozen=True, order=True)
class DatedWeek:
    """The hours of Monday to Sunday, from a day on."""

    valid_from: date
    hours: Week


@dataclass(frozen=True)
class Plan:
    """What a day has been made of: its hours, the rule that decided, and the rule's name."""

    hours: Hours
    why: Why
    name: str = ""


@dataclass(frozen=True)
class Span:
    """A piece of time within one day of the calendar, open or closed, and why."""

    start: datetime
    end: datetime
    is_open: bool
    day: date
    why: Why
    name: str = ""
