"""Why a clock shows what it shows, step by step, and what it would show otherwise. Pure Python."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import Step, Term, due_at
from zuoxi.clocks.course import SETTLED
from zuoxi.clocks.facts import Change, Fact, Flag, Kind
from zuoxi.clocks.pausing import gaps_of, passed
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import ClockState, advance, replay


class About(StrEnum):
    """What a line of an explanation is about."""

    PROMISED = "promised"
    FACT = "fact"
    FLAG = "flag"
    COUNTED = "counted"
    STOOD = "stood"
    EXTENDED = "extended"
    DUE = "due"
    BREACHED = "breached"
    ANNULLED = "annulled"
    MET = "met"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One step.

    FACT: ``fact`` took effect at ``at``, and then the clock was due at ``due_at``. COUNTED:
    ``step`` is what the calendar did for the term without pauses. STOOD: from ``at`` to ``until``
    for ``reasons``, and ``lost`` is that time as the term counts it. ``limit_version`` and
    ``calendar_version`` name the rule and the calendars of a line.
    """

    about: About
    at: datetime | None = None
    until: datetime | None = None
    fact: Fact | None = None
    flag: Flag | None = None
    step: Step | None = None
    reasons: tuple[str, ...] = ()
    lost: timedelta | None = None
    due_at: datetime | None = None
    limit_version: str = ""
    calendar_version: str = ""


def explain(state: ClockState) -> tuple[Line, ...]:
    """Return what happened, then how the due time comes about, then what became of it."""
    return (*_history(state), *_count(state), *_outcome(state))


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A clock as it is, and as it would be."""

    actual: ClockState
    other: ClockState


def what_if(
    state: ClockState,
    *,
    term: Term | None = None,
    calendar: WorkingCalendar | None = None,
    start: datetime | None = None,
) -> WhatIf:
    """Return the clock under another term, calendar or start, the facts being what they were.

    What is asked for holds from the start and through all later changes of the same kind.
    """
    promise = state.promise
    if term is not None:
        promise = replace(promise, term=term)
    if start is not None:
        promise = replace(promise, starts_at=start)
    facts = [_without(fact, term=term, calendar=calendar) for fact in state.course.facts]
    base = calendar or state.course.first_calendar
    return WhatIf(state, replay(promise, facts, base, state.until))


def _without(fact: Fact, *, term: Term | None, calendar: WorkingCalendar | None) -> Fact:
    if fact.kind is not Kind.CHANGED or fact.change is None:
        return fact
    change = fact.change
    return replace(
        fact,
        change=Change(
            term=change.term if term is None else None,
            calendar=change.calendar if calendar is None else None,
            pause_on=change.pause_on,
            limit_version=change.limit_version,
            calendar_version=change.calendar_version,
        ),
    )


def _history(state: ClockState) -> Iterator[Line]:
    promise = state.promise
    yield Line(
        About.PROMISED,
        limit_version=promise.limit_version,
        calendar_version=promise.calendar_version,
    )
    made_by = {mark.fact.sequence for mark in state.course.marks}
    facts = state.course.facts
    before = _unlived(promise, state, facts)
    for fact in facts:
        after = advance(before, fact)
        if fact.sequence in made_by:
            yield Line(
                About.FACT,
                at=after.course.now,
                fact=fact,
                due_at=after.due_at,
                limit_version=after.course.limit_version,
                calendar_version=after.course.calendar_version,
            )
        for flag, _sequence in after.flags[len(before.flags) :]:
            yield Line(About.FLAG, at=after.course.now, fact=fact, flag=flag)
        before = after


def _unlived(promise: Promise, state: ClockState, facts: tuple[Fact, ...]) -> ClockState:
    """Return the clock before its first fact."""
    first = facts[0].at if facts else state.until
    return replay(promise, (), state.course.first_calendar, min(first, state.until))


def _count(state: ClockState) -> Iterator[Line]:
    course = state.course
    if state.limit is None or course.started_at is None:
        return
    bare = due_at(course.term, course.started_at, course.calendar)
    versions = (course.limit_version, course.calendar_version)
    for step in bare.steps[:-1]:
        yield Line(
            About.COUNTED, step=step, limit_version=versions[0], calendar_version=versions[1]
        )
    yield from _stood(state)
    if state.limit.extended is not None:
        yield Line(About.EXTENDED, at=state.limit.extended.at, due_at=state.due_at)
    yield Line(About.DUE, at=state.due_at, limit_version=versions[0], calendar_version=versions[1])


def _stood(state: ClockState) -> Iterator[Line]:
    """Name each pause that counts, with what the term lost to it."""
    course = state.course
    assert course.started_at is not None
    for pause in course.pauses:
        if pause.reason not in course.pause_on and pause.reason != SETTLED:
            continue
        for begin, end in gaps_of(
            [pause], frozenset({pause.reason}), course.started_at, state.stop
        ):
            yield Line(
                About.STOOD,
                at=begin,
                until=end,
                reasons=(pause.reason,),
                lost=passed(course.term, course.calendar, begin, end),
            )


def _outcome(state: ClockState) -> Iterator[Line]:
    if state.breached_at is not None:
        yield Line(About.BREACHED, at=state.breached_at, due_at=state.broken_due_at)
    if state.annulled_by is not None:
        yield Line(About.ANNULLED, at=state.annulled_by.at, fact=state.annulled_by)
    if state.met_at is not None:
        yield Line(About.MET, at=state.met_at)
    if state.ended_at is not None:
        yield Line(About.ENDED, at=state.ended_at)
