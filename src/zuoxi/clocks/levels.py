"""Who is told, and when: the ladder as data, and the moments at which its levels fall due. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zuoxi.calendars.counting import Clock, EndRule, StartRule, Term, Unit
from zuoxi.clocks.pausing import Gaps, due_with, ran, reached
from zuoxi.clocks.replay import ClockState

_WHOLE = 100


class Informed(StrEnum):
    """Whom a level is for."""

    ASSIGNEE = "assignee"
    UNIT_HEAD = "unit_head"
    DUTY_LEAD = "duty_lead"
    DEPARTMENT_HEAD = "department_head"
    DIRECTOR = "director"


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the ladder; of several moments the earliest counts.

    ``percent`` is of the time that the promise has, 100 the due time itself. ``minutes`` are
    counted from the due time as the term counts, before it if negative. ``working_days`` come after
    the due time and end as the term ends. Raises ValueError without any.
    """

    name: str
    informs: tuple[Informed, ...]
    percent: int | None = None
    minutes: int | None = None
    working_days: int | None = None

    def __post_init__(self) -> None:
        if self.percent is None and self.minutes is None and self.working_days is None:
            raise ValueError(f"{self.name} never falls due.")
        if (self.percent or 0) < 0 or (self.working_days or 0) < 0:
            raise ValueError(f"{self.name} is before the start.")


LADDER_SOURCE = (
    "Our own default: half, four fifths and the whole of the time, then a quarter more or one "
    "working day, then five; the order of people follows the named deputies of the handling units."
)
LADDER: tuple[Level, ...] = (
    Level("half", (Informed.ASSIGNEE,), percent=50),
    Level("soon", (Informed.ASSIGNEE, Informed.UNIT_HEAD), percent=80),
    Level("due", (Informed.UNIT_HEAD, Informed.DUTY_LEAD), percent=100),
    Level("over", (Informed.DEPARTMENT_HEAD,), percent=125, working_days=1),
    Level("far_over", (Informed.DIRECTOR,), working_days=5),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a level falls due."""

    level: Level
    at: datetime


def levels(state: ClockState, ladder: Iterable[Level] = LADDER) -> tuple[Moment, ...]:
    """Return when each level falls due, in that order; none for a clock that has no limit yet.

    While the clock stands, the moments are what they would be if it went on now.
    """
    if state.limit is None:
        return ()
    found = [Moment(each, _moment(state, each)) for each in ladder]
    return tuple(sorted(found, key=lambda moment: moment.at))


def next_level(
    state: ClockState, done: Collection[str] = (), ladder: Iterable[Level] = LADDER
) -> Moment | None:
    """Return the next level that is not done: what a sweep waits for. A clock that stands has none.

    A level that has been overtaken is still the next one, so that it is noted once as well.
    """
    if not state.is_open or state.paused_for:
        return None
    open_ones = (each for each in levels(state, ladder) if each.level.name not in done)
    return next(open_ones, None)


def _moment(state: ClockState, level: Level) -> datetime:
    found = []
    if level.percent is not None:
        found.append(_at_percent(state, level.percent))
    if level.minutes is not None:
        found.append(_at_minutes(state, timedelta(minutes=level.minutes)))
    if level.working_days is not None:
        found.append(_after_days(state, level.working_days))
    return min(found)


def _at_percent(state: ClockState, percent: int) -> datetime:
    total = _total(state)
    if percent <= _WHOLE:
        return _within(state, total * percent / _WHOLE, total)
    return _later(state, total * (percent - _WHOLE) / _WHOLE)


def _at_minutes(state: ClockState, minutes: timedelta) -> datetime:
    if minutes >= timedelta():
        return _later(state, minutes)
    total = _total(state)
    return _within(state, max(timedelta(), total + minutes), total)


def _total(state: ClockState) -> timedelta:
    start, due = _ends(state)
    return ran(state.course.term, state.course.calendar, _gaps(state), start, due)


def _within(state: ClockState, budget: timedelta, total: timedelta) -> datetime:
    start, due = _ends(state)
    if budget >= total:
        # The due time may be later than the last moment that counts: at 24:00, not at closing.
        return due
    course = state.course
    return min(due, reached(course.term, course.calendar, _gaps(state), start, budget))


def _later(state: ClockState, more: timedelta) -> datetime:
    _start, due = _ends(state)
    if not more:
        return due
    course = state.course
    return reached(course.term, course.calendar, _gaps(state), due, more)


def _after_days(state: ClockState, days: int) -> datetime:
    assert state.limit is not None
    course, due = state.course, state.limit.due
    if not days:
        return due.at
    term, start = Term(days, Unit.WORKING_DAYS, Clock.CALENDAR), due.at
    if state.term.end is not EndRule.INSTANT:
        # 24:00 is the first moment of another day: the last one counts, not the one after it.
        start = course.calendar.midnight(due.day)
        term = Term(days, Unit.WORKING_DAYS, Clock.CALENDAR, StartRule.NEXT_DAY, end=state.term.end)
    gaps = tuple((max(begin, due.at), end) for begin, end in _gaps(state) if end > due.at)
    return due_with(term, start, gaps, course.calendar).at


def _ends(state: ClockState) -> tuple[datetime, datetime]:
    assert state.started_at is not None
    assert state.due_at is not None
    return state.started_at, state.due_at


def _gaps(state: ClockState) -> Gaps:
    return state.course.gaps(state.stop)
