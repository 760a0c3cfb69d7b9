"""On which days a meeting recurs, by a table worked out by hand."""

from datetime import date, timedelta

import pytest

from zuoxi.meetings.recurrence import Every, Occurrence, Rule, is_number_allowed, occurrences

# The week of the national day of 2026: 1 to 7 October rest, the Saturday after it works (调休).
RESTS = {date(2026, 10, day) for day in range(1, 8)}
WORKS = {date(2026, 10, 10)}


def is_working(day):
    return day in WORKS or (day.weekday() < 5 and day not in RESTS)


def held(rule, start, end, working=is_working):
    return [each.held for each in occurrences(rule, working, start, end)]


def days(*numbers, month=10):
    return [date(2026, month, day) for day in numbers]


SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def test_each_week_on_monday():
    rule = Rule(Every.WEEK, 0, SEPTEMBER)
    assert held(rule, OCTOBER, date(2026, 10, 31)) == days(5 + 3, 12, 19, 26)
    found = list(occurrences(rule, is_working, OCTOBER, date(2026, 10, 6)))
    assert found == [Occurrence(date(2026, 10, 5), date(2026, 10, 8))]


def test_a_week_without_work_gives_its_place_to_the_next_one():
    rule = Rule(Every.WEEK, 0, SEPTEMBER)
    rests = {date(2026, 10, day) for day in range(5, 13)}
    working = lambda day: day.weekday() < 5 and day not in rests  # noqa: E731
    # The Monday in the rest gives way to the next one, which itself is held a day later.
    assert held(rule, OCTOBER, date(2026, 10, 19), working) == days(13, 19)


def test_each_working_day_of_a_span():
    rule = Rule(Every.WORKING_DAY, 0, date(2026, 9, 29), date(2026, 10, 12))
    assert held(rule, SEPTEMBER, date(2026, 12, 31)) == [
        *days(29, 30, month=9),
        *days(8, 9, 10, 12),
    ]


def test_each_month_on_a_day_or_the_last_one():
    rule = Rule(Every.MONTH, 31, date(2026, 1, 1))
    found = held(rule, date(2026, 2, 1), date(2026, 4, 30))
    assert found == [date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 30)]


def test_each_month_on_its_working_day():
    rule = Rule(Every.MONTH_WORKING_DAY, 1, SEPTEMBER)
    assert held(rule, SEPTEMBER, date(2026, 10, 31)) == [date(2026, 9, 1), date(2026, 10, 8)]
    assert held(Rule(Every.MONTH_WORKING_DAY, 23, OCTOBER), OCTOBER, date(2026, 10, 31)) == []


def test_nothing_before_the_first_day_or_after_the_last():
    rule = Rule(Every.WEEK, 4, date(2026, 9, 11), date(2026, 10, 2))
    # The last Friday is a rest day, and the next working day lies after the end.
    assert held(rule, SEPTEMBER, date(2026, 12, 1)) == days(11, 18, 25, month=9)


def test_where_nobody_works_there_is_no_meeting():
    rule = Rule(Every.MONTH, 1, OCTOBER)
    assert held(rule, OCTOBER, date(2026, 12, 31), lambda _day: False) == []


@pytest.mark.parametrize("every", Every)
def test_each_nominal_day_comes_once(every):
    number = 0 if every in {Every.WEEK, Every.WORKING_DAY} else 15
    rule = Rule(every, number, date(2026, 1, 1))
    whole = list(occurrences(rule, is_working, date(2026, 1, 1), date(2026, 12, 31)))
    parts = []
    day = date(2026, 1, 1)
    while day <= date(2026, 12, 31):
        until = min(day + timedelta(days=9), date(2026, 12, 31))
        parts += occurrences(rule, is_working, day, until)
        day = until + timedelta(days=1)
    assert parts == whole
    assert len({each.nominal for each in whole}) == len(whole)
    assert all(is_working(each.held) for each in whole)


@pytest.mark.parametrize(
    ("every", "allowed", "refused"),
    [
        (Every.WEEK, (0, 6), (-1, 7)),
        (Every.MONTH, (1, 31), (0, 32)),
        (Every.MONTH_WORKING_DAY, (1, 23), (0, 24)),
        (Every.WORKING_DAY, (0,), (1,)),
    ],
)
def test_what_a_number_may_be(every, allowed, refused):
    assert all(is_number_allowed(every, each) for each in allowed)
    assert not any(is_number_allowed(every, each) for each in refused)
