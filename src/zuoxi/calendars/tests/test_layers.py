"""Layers: the nearest that says something answers, for the week and for each day."""

from datetime import date

from zuoxi.calendars.choices import USUAL_WEEK
from zuoxi.calendars.days import Nature, SpecialDay, Why
from zuoxi.calendars.hours import read
from zuoxi.calendars.layers import Layer, LayerWeek, answering, combined

ALWAYS = (read("00:00-24:00"),) * 7
COMPANY = (read("09:00-18:00"),) * 5 + ((), ())
MAY, JULY = date(2026, 5, 1), date(2026, 7, 1)
HOLIDAY = SpecialDay(date(2026, 10, 1), Nature.REST, "国庆节")
MAKE_UP = SpecialDay(date(2026, 10, 10), Nature.WORK, "国庆节调休上班")
NATIONAL = Layer((LayerWeek(date(2000, 1, 1), USUAL_WEEK),), (HOLIDAY, MAKE_UP))


def of(*layers: Layer):
    return combined(layers, zone="Asia/Shanghai", usual=USUAL_WEEK)


def test_without_any_layer_the_usual_week_is_worked():
    assert of().plan(date(2026, 3, 9)).hours == USUAL_WEEK[0]


def test_a_layer_overrides_only_what_it_says():
    company = Layer((LayerWeek(MAY, COMPANY),))
    whole = of(company, NATIONAL)

    assert whole.plan(date(2026, 4, 30)).hours == USUAL_WEEK[0]
    assert whole.plan(date(2026, 5, 6)).hours == COMPANY[0]
    assert whole.plan(HOLIDAY.day).why is Why.HOLIDAY
    assert whole.plan(MAKE_UP.day).hours == COMPANY[0]


def test_the_nearest_layer_decides_on_a_day():
    open_day = SpecialDay(HOLIDAY.day, Nature.WORK, "值班", read("10:00-12:00"))
    closed = SpecialDay(MAKE_UP.day, Nature.REST, "不调休")
    whole = of(Layer((), (open_day, closed)), NATIONAL)

    assert whole.plan(HOLIDAY.day).hours == read("10:00-12:00")
    assert whole.plan(MAKE_UP.day).why is Why.HOLIDAY


def test_from_a_day_on_the_layer_above_answers_again():
    company = Layer((LayerWeek(MAY, COMPANY), LayerWeek(JULY, None)))

    assert of(company, NATIONAL).plan(date(2026, 6, 30)).hours == COMPANY[0]
    assert of(company, NATIONAL).plan(JULY).hours == USUAL_WEEK[0]
    assert [answering([company, NATIONAL], day) for day in (date(2026, 1, 1), MAY, JULY)] == [
        1,
        0,
        1,
    ]
    assert answering([], MAY) is None


def test_a_week_that_is_worked_through_holidays_does_not_know_those_above():
    own = SpecialDay(date(2026, 10, 2), Nature.REST, "设备检修")
    team = Layer((LayerWeek(MAY, ALWAYS, works_holidays=True),), (own,))
    whole = of(team, NATIONAL)

    assert whole.is_working_day(HOLIDAY.day)
    assert not whole.is_working_day(own.day)
    before = SpecialDay(date(2026, 1, 1), Nature.REST, "元旦")
    assert not of(team, Layer(NATIONAL.weeks, (before,))).is_working_day(before.day)


def test_a_layer_below_such_a_week_that_says_nothing_works_holidays_too():
    team = Layer((LayerWeek(MAY, ALWAYS, works_holidays=True),))
    below = Layer((), (SpecialDay(MAKE_UP.day, Nature.REST, "搬迁"),))
    whole = of(below, team, NATIONAL)

    assert whole.is_working_day(HOLIDAY.day)
    assert not whole.is_working_day(MAKE_UP.day)


def test_equal_calendars_are_one_object():
    assert of(NATIONAL) is of(NATIONAL)
