"""The state of a clock from its facts: all of them at once, or one more. Pure Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import Term
from zuoxi.clocks.course import Breach, Course, Limit
from zuoxi.clocks.facts import ClockFault, Fact, Flag
from zuoxi.clocks.pausing import ran
from zuoxi.clocks.promises import Promise


class State(StrEnum):
    """Where a clock stands. A breached one that stands still is breached, so that nobody hides it.

    ``met`` says that the milestone was reached; ``ClockState.is_late`` says whether in time.
    """

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock shows at ``until``.

    ``due_at`` counts the extension, ``original_due_at`` does not; while the clock stands, both are
    what they would be if it went on at ``until``. ``remaining`` is negative by what is over. Both
    lengths are counted as the term counts: working time where the calendar counts. ``breached_at``
    stays whatever comes later, with the due time that was broken; ``annulled_by`` is the fact that
    explains it away. Two states are equal when they come from equal facts and ``until``.
    """

    course: Course
    until: datetime
    state: State
    started_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    elapsed: timedelta
    remaining: timedelta | None
    paused_for: tuple[str, ...]
    breached_at: datetime | None
    broken_due_at: datetime | None
    annulled_by: Fact | None
    met_at: datetime | None
    ended_at: datetime | None
    flags: tuple[tuple[Flag, int], ...]
    limit: Limit | None
    is_late: bool

    @property
    def promise(self) -> Promise:
        """What was promised."""
        return self.course.promise

    @property
    def is_open(self) -> bool:
        """Whether the milestone is still to be reached."""
        return self.state in {State.RUNNING, State.PAUSED, State.BREACHED}

    @property
    def stop(self) -> datetime:
        """The moment of looking, or that of the end if it came before."""
        return min(each for each in (self.until, self.met_at, self.ended_at) if each is not None)

    @property
    def term(self) -> Term:
        """The term in force: that of the extension where it reaches further."""
        course = self.course
        if course.extension is None or self.limit is None:
            return course.term
        is_extended = self.limit.due is self.limit.extended
        return course.extension if is_extended else course.term


def replay(
    promise: Promise, facts: Iterable[Fact], calendar: WorkingCalendar, until: datetime
) -> ClockState:
    """Return the state of a promise at ``until``, or at its last fact if that is later.

    Facts may come in any order and more than once: their sequence orders them. Raises ClockFault
    where two facts claim one place, and CannotCount where the calendar never opens again.
    """
    course = Course.of(promise, calendar)
    for fact in _ordered(facts):
        course.take(fact)
    return _shown(course, until)


def advance(state: ClockState, fact: Fact) -> ClockState:
    """Return the state after one more fact: the same as if all had been replayed.

    A fact that was recorded before others that are known already takes its place among them; one
    that is known already changes nothing. Raises as ``replay``.
    """
    course = state.course
    if not course.facts or fact.sequence > course.facts[-1].sequence:
        course = course.copied()
        course.take(fact)
        return _shown(course, state.until)
    return replay(course.promise, [*course.facts, fact], course.first_calendar, state.until)


def at(state: ClockState, until: datetime) -> ClockState:
    """Return the state at another moment, not before its last fact."""
    return _shown(state.course, until)


def _ordered(facts: Iterable[Fact]) -> list[Fact]:
    found: dict[int, Fact] = {}
    for fact in facts:
        if found.setdefault(fact.sequence, fact) != fact:
            raise ClockFault("conflicting_facts")
    return [found[each] for each in sorted(found)]


def _shown(course: Course, until: datetime) -> ClockState:
    if until.utcoffset() is None:
        raise ClockFault("naive")
    until = until.astimezone(UTC)
    if course.now is not None:
        until = max(until, course.now)
    limit = _limit(course, until)
    breaches = course.breaches
    if limit is not None:
        breaches += course.broken(until, limit.due.at)
    breach = _standing(breaches)
    is_late = breach is not None and breach.annulled_by is None
    return ClockState(
        course=course,
        until=until,
        state=_state(course, is_late=is_late),
        started_at=course.started_at,
        due_at=limit.due.at if limit else None,
        original_due_at=limit.original.at if limit else None,
        elapsed=course.elapsed(until),
        remaining=_remaining(course, limit, until),
        paused_for=course.paused_for() if course.is_alive else (),
        breached_at=breach.at if breach else None,
        broken_due_at=breach.due_at if breach else None,
        annulled_by=breach.annulled_by if breach else None,
        met_at=course.reached_at,
        ended_at=course.ended_at,
        flags=course.flags,
        limit=limit,
        is_late=is_late,
    )


def _standing(breaches: tuple[Breach, ...]) -> Breach | None:
    """Return the breach that stands, else the one that was explained away last."""
    return next(
        (each for each in breaches if each.annulled_by is None), next(iter(breaches[-1:]), None)
    )


def _limit(course: Course, until: datetime) -> Limit | None:
    if course.reached_limit is not None or course.started_at is None:
        return course.reached_limit
    return course.limit(min(until, course.ended_at or until))


def _state(course: Course, *, is_late: bool) -> State:
    if course.reached_at is not None:
        return State.MET
    if course.ended_at is not None:
        return State.CANCELLED
    if course.started_at is None:
        return State.WAITING
    if is_late:
        return State.BREACHED
    return State.PAUSED if course.paused_for() else State.RUNNING


def _remaining(course: Course, limit: Limit | None, until: datetime) -> timedelta | None:
    """Return the time between now and the due time as the term counts it, without pauses."""
    if limit is None or not course.is_alive:
        return None
    due, gaps = limit.due.at, course.gaps(until)
    start = max(until, course.started_at or until)
    if due >= start:
        return ran(course.term, course.calendar, gaps, start, due)
    return -ran(course.term, course.calendar, gaps, due, start)
