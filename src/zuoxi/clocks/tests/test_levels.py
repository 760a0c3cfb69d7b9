"""The ladder: when its levels fall due."""

from datetime import timedelta

import pytest

from zuoxi.calendars.counting import preset
from zuoxi.clocks.facts import Change, Kind, Milestone
from zuoxi.clocks.levels import LADDER, Informed, Level, levels, next_level
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import advance, at, replay
from zuoxi.clocks.tests.test_replay import CHINA, HOUR, START, fact, promise
from zuoxi.clocks.tests.test_table import moment


def state_of(name: str, amount: int, *facts, until=START):
    return replay(promise(name, amount), [fact(1, Kind.RECEIVED), *facts], CHINA, until)


def shown(state, ladder=LADDER):
    return {each.level.name: each.at for each in levels(state, ladder)}


def on(text: str):
    return moment(text, "Asia/Shanghai")


def test_hours_round_the_clock():
    assert shown(state_of("civil_hours", 24)) == {
        "half": START + 12 * HOUR,
        "soon": START + 24 * HOUR * 0.8,
        "due": START + 24 * HOUR,
        "over": START + 30 * HOUR,
        "far_over": on("03-19 10:00"),
    }


def test_working_days_until_midnight():
    """Five days of 450 minutes and 360 on the first: 1305 are half, 2088 four fifths."""
    assert shown(state_of("working_days", 5)) == {
        "half": on("03-16 09:15"),
        "soon": on("03-17 16:18"),
        "due": on("03-18 24:00"),
        "over": on("03-19 24:00"),
        "far_over": on("03-25 24:00"),
    }


def test_a_pause_carries_them_on_and_a_clock_that_stands_has_no_next_one():
    paused = state_of("civil_hours", 24, fact(2, Kind.PAUSED, 2, reason="customer"))
    assert next_level(paused) is None

    resumed = advance(paused, fact(3, Kind.RESUMED, 5))
    assert next_level(resumed).at == START + 15 * HOUR
    assert next_level(resumed, {"half"}).level.name == "soon"
    met = advance(resumed, fact(4, Kind.REACHED, 6, milestone=Milestone.FINISH))
    assert next_level(met) is None


def test_levels_that_were_overtaken_come_one_after_the_other():
    state = at(state_of("civil_hours", 24), START + 40 * HOUR)

    names = [next_level(state, done).level.name for done in ((), {"half"}, {"half", "soon"})]
    assert names == ["half", "soon", "due"]


def test_minutes_before_and_after():
    ladder = [
        Level("before", (Informed.ASSIGNEE,), minutes=-30),
        Level("after", (Informed.ASSIGNEE,), minutes=30),
        Level("at_the_start", (Informed.ASSIGNEE,), minutes=-9999),
        Level("earliest", (Informed.ASSIGNEE,), percent=50, minutes=-30),
    ]
    assert shown(state_of("business_hours", 8), ladder) == {
        "before": on("03-12 10:00"),
        "after": on("03-12 11:00"),
        "at_the_start": START,
        "earliest": on("03-11 15:30"),
    }


def test_an_extension_moves_them():
    state = state_of(
        "civil_hours", 24, fact(2, Kind.EXTENDED, 1, change=Change(preset("civil_hours", 48)))
    )

    assert shown(state)["half"] == START + 24 * HOUR
    assert shown(state)["due"] == state.due_at == START + 48 * HOUR


@pytest.mark.parametrize("wrong", [{}, {"percent": -1}, {"working_days": -1}])
def test_a_level_without_a_moment_is_refused(wrong):
    with pytest.raises(ValueError, match="wrong"):
        Level("wrong", (), **wrong)


def test_a_promise_that_has_not_begun_has_none():
    waiting = replay(
        Promise(
            milestone=Milestone.CALLBACK,
            term=preset("civil_hours", 24),
            counts_from=Milestone.FINISH,
        ),
        [fact(1, Kind.RECEIVED)],
        CHINA,
        START + timedelta(days=1),
    )
    assert levels(waiting) == ()
    assert next_level(waiting) is None
