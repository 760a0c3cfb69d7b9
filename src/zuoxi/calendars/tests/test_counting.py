"""Terms: a table of deadlines checked by hand, each rule on its own, and the explanation."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuoxi.calendars import counting
from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.calendars.counting import (
    PRESETS,
    BadTerm,
    Clock,
    EndRule,
    Roll,
    Rule,
    StartRule,
    Term,
    Unit,
    due_at,
    preset,
)
from zuoxi.calendars.days import DatedWeek, Why
from zuoxi.calendars.tests.arrangements import calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLE = Path(__file__).parent / "deadlines.csv"
CHINA = calendar()


def at(text: str) -> datetime:
    """Return a moment in China; 24:00 is the end of its day."""
    day, _space, clock = text.partition(" ")
    hour, minute = map(int, clock.split(":"))
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return midnight + timedelta(hours=hour, minutes=minute)


def deadlines():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_is_large_and_explains_each_row():
    rows = deadlines()

    assert len(rows) >= 60
    assert all(each["rule"] for each in rows)
    assert {each["term"] for each in rows} == set(PRESETS)


@pytest.mark.parametrize(
    "row", deadlines(), ids=lambda row: f"{row['start']}+{row['amount']} {row['term']}"
)
def test_a_deadline_checked_by_hand(row):
    due = due_at(preset(row["term"], int(row["amount"])), at(row["start"]), CHINA)

    assert due.at == at(row["due"]), row["rule"]
    if row["due"].endswith("24:00"):
        assert due.day.isoformat() == row["due"][:10]


def test_every_day_of_the_notices_is_what_the_package_says():
    package = holidays.country_holidays("CN", years=range(2023, 2028))
    day, wrong = date(2024, 1, 1), []
    while day.year < 2027:
        if CHINA.is_working_day(day) != package.is_working_day(day):
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []


class TestRules:
    """Wednesday 2026-03-11 at 10:00; the 14th is a Saturday."""

    START = at("2026-03-11 10:00")

    @pytest.mark.parametrize(
        ("term", "due"),
        [
            (Term(3, Unit.NATURAL_DAYS), "2026-03-14 10:00"),
            (Term(3, Unit.NATURAL_DAYS, roll=Roll.NEXT_WORKING_DAY), "2026-03-16 10:00"),
            (Term(3, Unit.NATURAL_DAYS, end=EndRule.END_OF_DAY), "2026-03-13 24:00"),
            (Term(4, Unit.NATURAL_DAYS, end=EndRule.CLOSE_OF_BUSINESS), "2026-03-14 24:00"),
            (Term(0, Unit.NATURAL_DAYS, end=EndRule.END_OF_DAY), "2026-03-11 24:00"),
            (Term(0, Unit.NATURAL_DAYS), "2026-03-11 10:00"),
            (Term(3, Unit.WORKING_DAYS, Clock.CALENDAR), "2026-03-16 10:00"),
            (
                Term(3, Unit.WORKING_DAYS, Clock.CALENDAR, end=EndRule.END_OF_DAY),
                "2026-03-13 24:00",
            ),
            (Term(72, Unit.HOURS, roll=Roll.NEXT_WORKING_DAY), "2026-03-16 10:00"),
            (Term(2, Unit.HOURS, start=StartRule.NEXT_DAY), "2026-03-12 02:00"),
            (Term(2, Unit.HOURS, Clock.CALENDAR, StartRule.NEXT_DAY), "2026-03-12 10:30"),
            (Term(2, Unit.HOURS, end=EndRule.END_OF_DAY), "2026-03-11 24:00"),
            (Term(14, Unit.HOURS, end=EndRule.END_OF_DAY), "2026-03-11 24:00"),
            (Term(2, Unit.HOURS, end=EndRule.CLOSE_OF_BUSINESS), "2026-03-11 17:30"),
            (Term(0, Unit.HOURS, roll=Roll.NEXT_WORKING_DAY), "2026-03-11 10:00"),
        ],
    )
    def test_each_part_of_a_term_counts(self, term, due):
        assert due_at(term, self.START, CHINA).at == at(due)

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-03-14 10:00", "2026-03-17 08:30"),  # Saturday waits for Monday's opening
            ("2026-03-13 18:00", "2026-03-17 08:30"),
            ("2026-03-13 12:30", "2026-03-16 13:30"),
        ],
    )
    def test_working_days_at_once_count_from_the_opening(self, start, due):
        assert due_at(Term(1, Unit.WORKING_DAYS, Clock.CALENDAR), at(start), CHINA).at == at(due)

    def test_a_working_day_that_has_closed_by_then_ends_at_its_closing(self):
        week = list(CHINA.weeks[0].hours)
        week[3] = week[3][:1]
        half = WorkingCalendar((DatedWeek(date(2000, 1, 1), tuple(week)),))

        due = due_at(Term(1, Unit.WORKING_DAYS, Clock.CALENDAR), at("2026-03-11 15:00"), half)

        assert due.at == at("2026-03-12 12:00")

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            ((-1, Unit.HOURS), "amount"),
            ((87_601, Unit.HOURS), "amount"),
            ((1, Unit.WORKING_DAYS), "working_days_need_calendar"),
            ((1, Unit.NATURAL_DAYS, Clock.CALENDAR), "natural_days_have_none"),
        ],
    )
    def test_a_term_that_means_nothing_is_refused(self, arguments, reason):
        with pytest.raises(BadTerm, match=reason):
            Term(*arguments)

    @pytest.mark.parametrize("name", ["working_days", "business_hours", "civil_days"])
    def test_a_calendar_that_never_opens_is_refused(self, name):
        closed = WorkingCalendar(())

        with pytest.raises(CannotCount, match="no_working_time"):
            due_at(preset(name, 1), self.START, closed)


class TestExplanation:
    def test_working_days_over_a_holiday(self):
        due = due_at(preset("working_days", 2), at("2025-12-31 16:00"), CHINA)

        assert [(each.rule, each.day.isoformat(), each.count, each.name) for each in due.steps] == [
            (Rule.EVENT, "2025-12-31", None, ""),
            (Rule.FIRST_DAY_NOT_COUNTED, "2025-12-31", None, ""),
            (Rule.PASSED_OVER, "2026-01-01", 3, "元旦"),
            (Rule.COUNTED, "2026-01-04", 1, "调休"),
            (Rule.COUNTED, "2026-01-05", 1, ""),
            (Rule.LAST_DAY, "2026-01-05", None, ""),
            (Rule.END_OF_DAY, "2026-01-05", None, ""),
            (Rule.DUE, "2026-01-05", None, ""),
        ]
        assert due.steps[2].until == date(2026, 1, 3)
        assert due.steps[3].why is Why.EXTRA_DAY

    def test_minutes_over_a_weekend(self):
        due = due_at(preset("business_minutes", 60), at("2026-03-13 17:00"), CHINA)

        worked = [each for each in due.steps if each.rule is Rule.WORKED]
        assert [(each.day.isoformat(), each.count, each.total) for each in worked] == [
            ("2026-03-13", 30, 30),
            ("2026-03-16", 30, 60),
        ]

    def test_a_roll_says_why(self):
        steps = due_at(preset("civil_days", 7), at("2026-02-10 11:00"), CHINA).steps

        (roll,) = [each for each in steps if each.rule is Rule.ROLLED]
        assert (roll.day, roll.until, roll.name) == (date(2026, 2, 17), date(2026, 2, 24), "春节")

    @given(
        st.sampled_from(sorted(PRESETS)),
        st.integers(0, 40),
        st.datetimes(
            datetime(2024, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
            datetime(2026, 9, 1),  # noqa: DTZ001 - as above
            timezones=st.just(SHANGHAI),
        ),
    )
    def test_what_was_counted_adds_up_and_the_last_step_is_the_answer(self, name, amount, start):
        term = counting.preset(name, amount)
        due = due_at(term, start, CHINA)

        assert due.steps[-1] == counting.Step(Rule.DUE, due.day, at=due.at)
        assert due.at >= start
        counted = sum(each.count for each in due.steps if each.rule is Rule.COUNTED)
        if term.counts_days:
            assert counted == amount
        dates = [each.day for each in due.steps]
        assert dates == sorted(dates)
        assert due.at <= due_at(counting.preset(name, amount + 1), start, CHINA).at
