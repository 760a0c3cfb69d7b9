"""What is wrong with a limit, and when limits are due."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zuoxi.calendars.counting import Term, Unit, preset
from zuoxi.calendars.hours import read
from zuoxi.calendars.layers import Layer, combined
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.checking import Wrong, due_times, faults_of
from zuoxi.limits.matching import Limit, Rule, Since

WEEK = (read("08:30-12:00, 13:30-17:30"),) * 5 + ((), ())
CALENDAR = combined([Layer((), ())], zone="Asia/Shanghai", usual=WEEK)
# Friday, 10:00 in China.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

D, A, C, S, F, R, V = Milestone


def limit(name, amount, since=Since.RECEIVED):
    return Limit(preset(name, amount), since)


def h(amount, since=Since.RECEIVED):
    return limit("civil_hours", amount, since)


def wd(amount, since=Since.RECEIVED):
    return limit("working_days", amount, since)


def found(limits, *, calendar=CALENDAR, **more):
    rule = Rule(limits=limits, **more)
    return [
        (each.why, each.milestone, each.other, each.is_certain)
        for each in faults_of(rule, calendar, NOW)
    ]


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({}, (Wrong.NOTHING, None, None, True)),
        ({D: h(1, Since.FINISHED)}, (Wrong.NOT_BEFORE, D, None, True)),
        ({F: h(3, Since.ARRIVED)}, (Wrong.NO_EVENT, F, S, True)),
        ({R: h(1, Since.FINISHED)}, (Wrong.NO_EVENT, R, F, True)),
        ({V: h(1, Since.REPLIED), F: h(9)}, (Wrong.NO_EVENT, V, R, True)),
        ({F: h(0)}, (Wrong.NO_TIME, F, None, True)),
        ({A: h(4), F: h(3)}, (Wrong.LATER, A, F, True)),
        ({F: wd(5), R: wd(3)}, (Wrong.LATER, F, R, True)),
        ({C: h(30), R: h(24)}, (Wrong.LATER, C, R, True)),
        ({D: h(2), A: h(2, Since.DISPATCHED), F: h(3)}, (Wrong.LATER, A, F, True)),
        ({A: wd(1), F: h(48)}, (Wrong.LATER, A, F, False)),
    ],
)
def test_what_can_never_be_met_is_named(limits, why):
    assert found(limits) == [why]


@pytest.mark.parametrize(
    ("limits", "more"),
    [
        ({F: h(3), R: h(0, Since.FINISHED)}, {}),
        ({R: wd(2), F: wd(5)}, {"is_interim": True}),
        ({A: h(1, Since.DISPATCHED)}, {}),
        ({S: h(1), F: h(3, Since.ARRIVED), V: h(24, Since.FINISHED)}, {}),
        ({F: wd(4), R: wd(4)}, {}),
    ],
)
def test_what_can_be_met_is_not(limits, more):
    assert found(limits, **more) == []


def test_a_calendar_without_working_time_is_named_by_milestone():
    never = combined([Layer((), ())], zone="Asia/Shanghai", usual=((),) * 7)

    assert found({A: h(1), F: wd(5)}, calendar=never) == [(Wrong.NEVER_DUE, F, None, True)]


def test_each_limit_counts_from_the_last_moment_of_what_it_waits_for():
    rule = Rule(
        limits={
            D: limit("round_the_clock_minutes", 20),
            A: h(2, Since.DISPATCHED),
            S: h(24),
            F: h(3, Since.ARRIVED),
            R: h(0, Since.FINISHED),
            V: wd(1, Since.REPLIED),
        }
    )
    due = {
        name: each.at.strftime("%d %H:%M") for name, each in due_times(rule, NOW, CALENDAR).items()
    }

    assert due == {
        D: "20 02:20",
        A: "20 04:20",
        S: "21 02:00",
        F: "21 05:00",
        R: "21 05:00",
        # The Monday after that Saturday, 24:00 in China.
        V: "23 16:00",
    }


def test_without_a_limit_for_the_dispatch_it_is_taken_to_come_with_the_receipt():
    due = due_times(Rule(limits={A: h(2, Since.DISPATCHED)}), NOW, CALENDAR)

    assert due[A].at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_days_of_the_event_end_with_it():
    term = replace(preset("civil_days", 1), roll=Term(1, Unit.HOURS).roll)
    assert due_times(Rule(limits={F: Limit(term, Since.RECEIVED)}), NOW, CALENDAR)[F].day.day == 21
