"""Replaying and advancing, against each other and against a walk through the minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.calendars.counting import (
    PRESETS,
    Clock,
    EndRule,
    Roll,
    StartRule,
    Term,
    Unit,
    due_at,
    preset,
)
from zuoxi.calendars.tests.arrangements import calendar
from zuoxi.calendars.tests.test_arithmetic import calendars
from zuoxi.clocks.facts import Change, ClockFault, Fact, Flag, Kind, Milestone
from zuoxi.clocks.pausing import due_with, gaps_of, ran, reached
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import State, advance, at, replay
from zuoxi.clocks.segments import SegmentNature, segments
from zuoxi.clocks.tests.agreement import disagreement
from zuoxi.clocks.tests.minutes import walk_days, walk_hours

CHINA = calendar()
# Wednesday, 10:00 in China.
START = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Cities whose clocks do not leap, so that a minute on the wall is a minute that passes.
EVEN_ZONES = ("Asia/Shanghai", "Asia/Kolkata", "UTC")


def fact(sequence: int, kind: Kind, hours: float = 0, **more) -> Fact:
    return Fact(sequence, kind, START + timedelta(hours=hours), **more)


def promise(name: str = "civil_hours", amount: int = 24, **more) -> Promise:
    given = {"milestone": Milestone.FINISH, "pause_on": frozenset({"customer"})} | more
    return Promise(term=preset(name, amount), **given)


@pytest.mark.timeout(600)
@given(st.integers(0, 10**9))
@settings(max_examples=2000, deadline=None)
def test_replaying_all_and_advancing_one_by_one_agree(seed):
    assert disagreement(seed) == ""


@st.composite
def pauses(draw, most_minutes):
    """Alternating pauses and resumes on whole minutes; the last one may not have ended."""
    marks = draw(st.lists(st.integers(0, most_minutes), unique=True, max_size=8).map(sorted))
    return [
        Fact(
            number,
            Kind.RESUMED if number % 2 else Kind.PAUSED,
            START + timedelta(minutes=minute),
            reason="customer",
        )
        for number, minute in enumerate(marks, start=2)
    ]


class TestAgainstTheMinutes:
    @given(calendars(zones=EVEN_ZONES), st.integers(0, 900), pauses(6000), st.integers(0, 6000))
    @settings(max_examples=60, deadline=None)
    def test_minutes_of_any_calendar(self, calendar, amount, paused, until):
        self._compare(Term(amount, Unit.MINUTES, Clock.CALENDAR), calendar, paused, until)

    @given(st.integers(0, 4000), pauses(6000), st.integers(0, 6000))
    @settings(max_examples=40, deadline=None)
    def test_minutes_round_the_clock(self, amount, paused, until):
        self._compare(Term(amount, Unit.MINUTES), CHINA, paused, until)

    def _compare(self, term, calendar, paused, until):
        facts = [fact(1, Kind.RECEIVED), *paused]
        # A state is never before its last fact.
        until = max(START + timedelta(minutes=until), facts[-1].at)
        made = Promise(milestone=Milestone.FINISH, term=term, pause_on=frozenset({"customer"}))

        state = replay(made, facts, calendar, until)

        walk = walk_hours(term, calendar, made.pause_on, facts, until)
        assert state.due_at == walk.due
        assert state.elapsed == timedelta(minutes=walk.elapsed)
        assert state.breached_at == (walk.due if walk.due < until else None)

    @given(st.sampled_from(["working_days", "civil_days"]), st.integers(1, 6), pauses(12_000))
    @settings(max_examples=40, deadline=None)
    def test_days_until_midnight(self, name, amount, paused):
        term = replace(preset(name, amount), roll=Roll.NONE)
        made = Promise(milestone=Milestone.FINISH, term=term, pause_on=frozenset({"customer"}))
        until = START + timedelta(minutes=12_000)

        state = replay(made, [fact(1, Kind.RECEIVED), *paused], CHINA, until)

        gaps = state.course.gaps(until)
        assert state.due_at == walk_days(term, CHINA, gaps, START)


def terms():
    """Terms of any rule that can be counted."""
    units = st.sampled_from(
        [
            (Unit.MINUTES, Clock.ROUND_THE_CLOCK),
            (Unit.HOURS, Clock.CALENDAR),
            (Unit.NATURAL_DAYS, Clock.ROUND_THE_CLOCK),
            (Unit.WORKING_DAYS, Clock.CALENDAR),
        ]
    )
    parts = (st.sampled_from(StartRule), st.sampled_from(EndRule), st.sampled_from(Roll))
    return st.builds(
        lambda amount, unit, start, end, roll: Term(amount, *unit, start, end, roll),
        st.integers(0, 30),
        units,
        *parts,
    )


class TestAnyTerm:
    @given(terms(), st.integers(0, 20_000))
    @settings(max_examples=300, deadline=None)
    def test_without_pauses_it_is_due_as_calendars_say(self, term, minutes):
        start = START + timedelta(minutes=minutes)

        due, plain = due_with(term, start, (), CHINA), due_at(term, start, CHINA)

        assert (due.at, due.day) == (plain.at, plain.day)

    @given(terms(), pauses(12_000), st.integers(0, 20_000))
    @settings(max_examples=300, deadline=None)
    def test_a_pause_never_makes_it_earlier_and_it_is_never_late_while_it_stands(
        self, term, paused, until
    ):
        made = Promise(milestone=Milestone.FINISH, term=term, pause_on=frozenset({"customer"}))
        until = START + timedelta(minutes=until)
        states = [replay(made, [fact(1, Kind.RECEIVED)], CHINA, START)]
        for each in paused:
            states.append(advance(states[-1], each))
        state = at(states[-1], until)

        dues = [each.due_at for each in states] + [state.due_at]
        assert dues == sorted(dues)
        # No time at all has nothing that a pause could take from it.
        gaps = state.course.gaps(state.until) if term.amount or term.counts_days else ()
        for begin, end in gaps:
            assert not begin < state.due_at <= end
        assert state.breached_at in {None, state.due_at}
        assert (state.breached_at is not None) == (state.due_at < state.until)

    @given(terms(), pauses(12_000), st.integers(0, 20_000))
    @settings(max_examples=150, deadline=None)
    def test_its_pieces_lie_side_by_side_and_add_up(self, term, paused, until):
        made = Promise(milestone=Milestone.FINISH, term=term, pause_on=frozenset({"customer"}))
        state = replay(
            made, [fact(1, Kind.RECEIVED), *paused], CHINA, START + timedelta(minutes=until)
        )

        pieces = segments(state)

        length = sum((each.end - each.begin for each in pieces), timedelta())
        assert length == state.until - START
        counted = [
            each for each in pieces if each.nature in {SegmentNature.RAN, SegmentNature.OVER}
        ]
        assert sum((each.end - each.begin for each in counted), timedelta()) == state.elapsed
        over = [each for each in pieces if each.nature is SegmentNature.OVER]
        assert all(each.begin >= state.due_at for each in over)
        assert bool(over) <= (state.state is State.BREACHED)

    @given(st.sampled_from(sorted(PRESETS)), pauses(6000), st.integers(0, 3000))
    @settings(max_examples=150, deadline=None)
    def test_what_runs_until_a_moment_reaches_it(self, name, paused, minutes):
        term, budget = preset(name, 1), timedelta(minutes=minutes)
        made = Promise(milestone=Milestone.FINISH, term=term, pause_on=frozenset({"customer"}))
        until = START + timedelta(minutes=6000)
        gaps = replay(made, [fact(1, Kind.RECEIVED), *paused], CHINA, until).course.gaps(until)

        moment = reached(term, CHINA, gaps, START, budget)

        assert ran(term, CHINA, gaps, START, moment) == budget


class TestOddFacts:
    def flags(self, *facts, **more):
        return replay(promise(**more), [fact(1, Kind.RECEIVED), *facts], CHINA, START).flags

    def test_each_is_flagged_with_the_fact_that_did_it(self):
        assert self.flags(fact(2, Kind.RECEIVED)) == ((Flag.STARTED_TWICE, 2),)
        assert self.flags(fact(2, Kind.URGED, -1)) == ((Flag.CLOCK_WENT_BACK, 2),)
        assert self.flags(fact(2, Kind.RESUMED)) == ((Flag.RESUMED_WITHOUT_PAUSE, 2),)
        paused = (fact(2, Kind.PAUSED, reason="customer"), fact(3, Kind.PAUSED, reason="customer"))
        assert self.flags(*paused) == ((Flag.PAUSED_TWICE, 3),)

    def test_a_report_lies_between_the_start_and_its_record(self):
        early = fact(2, Kind.REACHED, 3, milestone=Milestone.FINISH, happened_at=START - HOUR)
        late = replace(early, happened_at=START + 9 * HOUR)
        for reported, met, flag in (
            (early, START, Flag.REACHED_BEFORE_START),
            (late, START + 3 * HOUR, Flag.REACHED_IN_FUTURE),
        ):
            state = replay(promise(), [fact(1, Kind.RECEIVED), reported], CHINA, START)
            assert state.met_at == met
            assert state.flags == ((flag, 2),)

    def test_a_correction_needs_a_reason_and_a_time(self):
        finished = fact(2, Kind.REACHED, 30, milestone=Milestone.FINISH)
        said = {"milestone": Milestone.FINISH, "happened_at": START + HOUR}
        silent = fact(3, Kind.CORRECTED, 31, **said, reason=" ")
        state = replay(promise(), [fact(1, Kind.RECEIVED), finished, silent], CHINA, START)

        assert state.is_late
        assert state.flags == ((Flag.CORRECTED_WITHOUT_REASON, 3),)

        state = advance(state, replace(silent, sequence=4, reason="offline"))
        assert not state.is_late
        assert state.breached_at == START + 24 * HOUR
        assert state.annulled_by.reason == "offline"

    def test_what_comes_after_a_breach_is_flagged(self):
        term = preset("civil_hours", 99)
        facts = [
            fact(1, Kind.RECEIVED),
            fact(2, Kind.EXTENDED, 30, change=Change(term)),
            fact(3, Kind.CHANGED, 31, change=Change(preset("civil_hours", 100))),
        ]
        state = replay(promise(), facts, CHINA, START)

        assert state.flags == (
            (Flag.EXTENDED_AFTER_BREACH, 2),
            (Flag.CHANGED_AFTER_BREACH, 3),
        )
        assert (state.breached_at, state.broken_due_at) == (START + 24 * HOUR,) * 2
        assert state.due_at == START + 100 * HOUR

    def test_facts_that_cannot_be_are_refused(self):
        with pytest.raises(ClockFault, match="naive"):
            Fact(1, Kind.RECEIVED, datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused
        with pytest.raises(ClockFault, match="change_without_content"):
            fact(1, Kind.EXTENDED, change=Change())
        with pytest.raises(ClockFault, match="counts_from_itself"):
            promise(counts_from=Milestone.FINISH)
        with pytest.raises(ClockFault, match="conflicting_facts"):
            replay(promise(), [fact(1, Kind.RECEIVED), fact(1, Kind.URGED)], CHINA, START)
        known = replay(promise(), [fact(1, Kind.RECEIVED)], CHINA, START)
        with pytest.raises(ClockFault, match="conflicting_facts"):
            advance(known, fact(1, Kind.URGED))

    def test_a_calendar_that_never_opens_is_refused_and_not_searched_for_ever(self):
        closed = WorkingCalendar(())
        for name in ("working_days", "business_hours"):
            with pytest.raises(CannotCount, match="no_working_time"):
                replay(promise(name, 1), [fact(1, Kind.RECEIVED)], closed, START)

    def test_a_pause_of_years_ends(self):
        facts = [fact(1, Kind.RECEIVED), fact(2, Kind.PAUSED, 1, reason="customer")]
        until = START + timedelta(days=3650)

        state = replay(promise("working_days", 5), facts, CHINA, until)

        assert state.state is State.PAUSED
        assert timedelta() < state.due_at - until < timedelta(days=20)


class TestPromises:
    def test_an_appointment_is_counted_from_its_own_time(self):
        made = promise(amount=2, starts_at=START + 5 * HOUR)
        state = replay(made, [fact(1, Kind.RECEIVED)], CHINA, START)

        assert (state.due_at, state.elapsed) == (START + 7 * HOUR, timedelta())
        done = advance(state, fact(2, Kind.REACHED, 1, milestone=Milestone.FINISH))
        assert (done.state, done.met_at) == (State.MET, START + HOUR)

    def test_a_leg_hears_of_itself_and_of_what_holds_up_the_whole(self):
        made = promise(leg_id=1, counts_from=Kind.OFFERED)
        facts = [
            fact(1, Kind.RECEIVED),
            fact(2, Kind.OFFERED, 1, leg_id=1),
            fact(3, Kind.PAUSED, 2, reason="customer"),
            fact(4, Kind.RESUMED, 3, reason="customer"),
            fact(5, Kind.PAUSED, 4, leg_id=2, reason="customer"),
            fact(6, Kind.EXTENDED, 5, change=Change(preset("civil_hours", 99))),
        ]
        assert replay(made, facts, CHINA, START).due_at == START + 26 * HOUR

    def test_what_is_granted_to_a_leg_is_not_granted_to_the_order(self):
        facts = [
            fact(1, Kind.RECEIVED),
            fact(2, Kind.PAUSED, 1, leg_id=1, reason="customer"),
            fact(3, Kind.EXTENDED, 2, leg_id=1, change=Change(preset("civil_hours", 99))),
            fact(
                4,
                Kind.CHANGED,
                3,
                milestone=Milestone.REPLY,
                change=Change(preset("civil_hours", 1)),
            ),
        ]
        state = replay(promise(), facts, CHINA, START)

        assert (state.state, state.due_at) == (State.RUNNING, START + 24 * HOUR)

    def test_a_changed_reason_to_pause_counts_from_the_start(self):
        facts = [
            fact(1, Kind.RECEIVED),
            fact(2, Kind.PAUSED, 1, reason="customer"),
            fact(3, Kind.RESUMED, 3, reason="customer"),
            fact(4, Kind.CHANGED, 4, change=Change(pause_on=frozenset(), limit_version="L2")),
        ]
        state = replay(promise(), facts, CHINA, START)

        assert (state.due_at, state.elapsed) == (START + 24 * HOUR, 4 * HOUR)
        assert state.course.limit_version == "L2"


def test_gaps_are_merged_and_cut():
    made = [fact(2, Kind.PAUSED, 1, reason="customer"), fact(3, Kind.PAUSED, 2, reason="other")]
    state = replay(
        promise(pause_on=frozenset({"customer", "other"})),
        [fact(1, Kind.RECEIVED), *made],
        CHINA,
        START + 5 * HOUR,
    )

    both = frozenset({"customer", "other"})
    gaps = gaps_of(state.course.pauses, both, START + 3 * HOUR, START + 4 * HOUR)
    assert gaps == ((START + 3 * HOUR, START + 4 * HOUR),)
