"""What is taken from the package: names, days in lieu, weekends that a holiday reaches."""

from datetime import date, timedelta

import pytest

from zuoxi.calendars.days import Nature
from zuoxi.calendars.statutory import statutory_year
from zuoxi.calendars.tests import arrangements


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_notice_is_there_and_of_its_kind(year):
    offered = {each.day: each.nature for each in statutory_year(year).days}
    wanted = {e.day: e.nature for e in arrangements.special_days() if e.day.year == year}

    assert wanted.items() <= offered.items()
    # Beyond the notice there are only weekend days that touch a holiday.
    beyond = offered.keys() - wanted.keys()
    assert all(day.weekday() >= 5 and offered[day] is Nature.REST for day in beyond)


def test_days_are_named_after_their_holiday():
    names = {each.day: each.name for each in statutory_year(2026).days}

    assert names[date(2026, 1, 2)] == "元旦"
    assert names[date(2026, 1, 4)] == "元旦调休上班"
    assert names[date(2026, 2, 14)] == names[date(2026, 2, 28)] == "春节调休上班"
    assert names[date(2026, 2, 16)] == "除夕"
    assert names[date(2026, 2, 23)] == "春节"
    assert names[date(2026, 4, 6)] == "清明节"
    assert names[date(2026, 10, 7)] == "国庆节"


def test_a_year_without_a_notice_is_known_and_says_so():
    offered = statutory_year(2031)

    assert not offered.is_arranged
    assert statutory_year(2026).is_arranged
    assert date(2031, 10, 1) in {each.day for each in offered.days}
    assert {each.nature for each in offered.days} == {Nature.REST}
    assert offered.source.startswith("holidays ")


def test_no_two_rows_for_a_day_and_none_of_another_year():
    days = [each.day for each in statutory_year(2025).days]

    assert len(days) == len(set(days))
    assert {each.year for each in days} == {2025}
    assert date(2025, 1, 28) - timedelta(days=1) not in days
