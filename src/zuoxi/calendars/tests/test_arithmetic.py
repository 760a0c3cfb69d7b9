"""Working time as a value: what adds up, what is decided, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuoxi.calendars import hours
from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.calendars.days import DatedWeek, Nature, SpecialDay, Why
from zuoxi.calendars.hours import BadHours, Interval, read
from zuoxi.calendars.tests.reference import open_minutes

OFFICE = read("08:30-12:00, 13:30-17:30")
ALWAYS = read("00:00-24:00")
SINCE = date(2000, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# A leap in spring and one in autumn, a leap at midnight, half an hour, and none.
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "Australia/Lord_Howe",
]


def office(*special: SpecialDay, zone: str = "Asia/Shanghai", day=OFFICE) -> WorkingCalendar:
    """Monday to Friday, with a break for lunch."""
    return WorkingCalendar((DatedWeek(SINCE, (day,) * 5 + ((), ())),), special, zone)


def always(zone: str) -> WorkingCalendar:
    return WorkingCalendar((DatedWeek(SINCE, (ALWAYS,) * 7),), zone=zone)


def at(text: str, zone=SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@st.composite
def some_hours(draw):
    marks = draw(st.lists(st.integers(0, 1440), unique=True, max_size=6).map(sorted))
    return tuple(Interval(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw, zones=tuple(ZONES)):
    """A calendar of any hours; something is worked on Mondays, so that it never stays closed."""
    monday = draw(some_hours().filter(bool))
    days = [monday, *(draw(some_hours()) for _ in range(6))]
    weeks = [DatedWeek(SINCE, tuple(days))]
    if draw(st.booleans()):
        weeks.append(DatedWeek(date(2026, 3, 20), (monday, *reversed(days[1:]))))
    dates = st.dates(date(2025, 12, 20), date(2026, 12, 20))
    special = []
    for day in draw(st.lists(dates, unique=True, max_size=12)):
        nature = draw(st.sampled_from(Nature))
        own = draw(some_hours()) if nature is not Nature.REST else ()
        if nature is Nature.HALF and not own:
            continue
        special.append(SpecialDay(day, nature, "…", own or None))
    return WorkingCalendar(tuple(weeks), tuple(special), draw(st.sampled_from(zones)))


moments = st.datetimes(
    datetime(2025, 12, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2026, 12, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
budgets = st.timedeltas(timedelta(), timedelta(hours=300))
# A year has few days on which clocks leap; most examples should meet one.
LEAPS = [(3, 8), (3, 29), (4, 4), (4, 5), (9, 6), (10, 4), (10, 25), (11, 1)]
around_leaps = st.builds(
    lambda leap, minutes: datetime(2026, *leap, tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(LEAPS),
    st.integers(-2000, 2000),
)


class TestProperties:
    @given(calendars(), moments | around_leaps, budgets)
    def test_what_was_added_has_elapsed(self, calendar, start, budget):
        assert calendar.elapsed(start, calendar.add(start, budget)) == budget

    @given(calendars(), moments | around_leaps, budgets, budgets)
    def test_adding_twice_is_adding_the_sum(self, calendar, start, first, second):
        between = calendar.add(start, first)
        assert calendar.add(between, second) == calendar.add(start, first + second)

    @given(calendars(), moments | around_leaps, budgets, budgets)
    def test_a_larger_budget_is_never_used_up_earlier(self, calendar, start, one, other):
        less, more = sorted([one, other])
        assert start <= calendar.add(start, less) <= calendar.add(start, more)

    @given(calendars(), moments | around_leaps, moments, budgets)
    def test_a_later_start_is_never_due_earlier(self, calendar, one, other, budget):
        early, late = sorted([one, other])
        if budget:
            assert calendar.add(early, budget) <= calendar.add(late, budget)

    @given(calendars(), st.tuples(moments, moments | around_leaps, moments).map(sorted))
    def test_parts_add_up_to_the_whole(self, calendar, marks):
        a, b, c = marks
        assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)
        assert timedelta() <= calendar.elapsed(a, b) <= b - a

    @given(calendars(), moments | around_leaps)
    def test_until_the_next_opening_nothing_elapses_and_after_it_something_does(
        self, calendar, at_
    ):
        opening = calendar.opens_next(at_)
        assert opening >= at_
        assert calendar.elapsed(at_, opening) == timedelta()
        assert calendar.elapsed(opening, opening + timedelta(microseconds=1))

    @given(calendars(), moments | around_leaps, st.integers(1, 30_000))
    def test_spans_have_no_gap_and_what_is_open_adds_up(self, calendar, start, minutes):
        end = start + timedelta(minutes=minutes)
        spans = list(calendar.spans(start, end))

        assert (spans[0].start, spans[-1].end) == (start, end)
        assert all(one.end == two.start for one, two in pairwise(spans))
        worked = [each.end - each.start for each in spans if each.is_open]
        assert sum(worked, timedelta()) == calendar.elapsed(start, end)

    @settings(max_examples=40)
    @given(calendars(), around_leaps, st.integers(1, 3_000))
    def test_minute_by_minute_the_clock_on_the_wall_says_the_same(self, calendar, start, minutes):
        start = start.replace(second=0, microsecond=0)
        worked = 0
        for minute, is_open in open_minutes(calendar, start, minutes):
            worked += is_open
            if is_open:
                after = minute + timedelta(minutes=1)
                assert calendar.add(start, timedelta(minutes=worked)) == after

        end = start + timedelta(minutes=minutes)
        assert calendar.elapsed(start, end) == timedelta(minutes=worked)


class TestDecisions:
    @pytest.mark.parametrize(
        ("start", "minutes", "due"),
        [
            ("2026-03-09 11:00", 60, "2026-03-09 12:00"),  # exactly at the closing for lunch
            ("2026-03-09 11:00", 61, "2026-03-09 13:31"),  # over lunch
            ("2026-03-13 17:00", 30, "2026-03-13 17:30"),  # exactly at the close of the week
            ("2026-03-13 17:00", 31, "2026-03-16 08:31"),  # over the weekend
            ("2026-03-14 10:00", 1, "2026-03-16 08:31"),  # a start outside hours waits
            ("2026-03-09 12:00", 1, "2026-03-09 13:31"),  # closing is outside
            ("2026-03-09 06:00", 450, "2026-03-09 17:30"),  # a whole day
        ],
    )
    def test_where_a_budget_ends(self, start, minutes, due):
        assert office().add(at(start), timedelta(minutes=minutes)) == at(due)

    def test_no_budget_leaves_the_start_as_it_is_also_outside_hours(self):
        sunday = at("2026-03-15 03:07:08.000009")
        assert office().add(sunday, timedelta()) is sunday

    def test_seconds_and_microseconds_are_kept(self):
        start = at("2026-03-09 11:59:30.250000")
        assert office().add(start, timedelta(minutes=1)) == at("2026-03-09 13:30:30.250000")

    @pytest.mark.parametrize(
        ("zone", "day", "real"),
        [
            ("Europe/Berlin", "2026-03-29", 23),
            ("Europe/Berlin", "2026-10-25", 25),
            ("America/New_York", "2026-03-08", 23),
            ("America/New_York", "2026-11-01", 25),
            ("America/Santiago", "2026-09-06", 23),
            ("Asia/Shanghai", "2026-03-29", 24),
        ],
    )
    def test_real_hours_count_on_days_of_23_and_25(self, zone, day, real):
        calendar, start = always(zone), at(day, ZoneInfo(zone))
        end = calendar.midnight(date.fromisoformat(day) + timedelta(days=1))

        assert calendar.elapsed(calendar.midnight(date.fromisoformat(day)), end) == timedelta(
            hours=real
        )
        noon = at(f"{day} 12:00", ZoneInfo(zone))
        assert calendar.elapsed(start, noon) == timedelta(hours=real - 12)

    def test_hours_that_the_clock_jumps_over_are_worked_by_nobody(self):
        night = office(zone="Europe/Berlin", day=read("02:00-03:00"))
        berlin = ZoneInfo("Europe/Berlin")
        calendar = WorkingCalendar(
            (DatedWeek(SINCE, (read("02:00-03:00"),) * 7),), zone="Europe/Berlin"
        )

        assert not calendar.is_working_day(date(2026, 3, 29))
        assert calendar.add(at("2026-03-29 01:30", berlin), timedelta(minutes=1)) == at(
            "2026-03-30 02:01", berlin
        )
        assert night.is_working_day(date(2026, 3, 30))

    def test_a_time_that_comes_twice_means_its_first_coming(self):
        berlin = ZoneInfo("Europe/Berlin")
        calendar = WorkingCalendar(
            (DatedWeek(SINCE, (read("01:00-02:30, 02:30-04:00"),) * 7),), zone="Europe/Berlin"
        )

        (one, two) = calendar.hours_of(date(2026, 10, 25))
        assert (one[1] - one[0], two[1] - two[0]) == (timedelta(minutes=90), timedelta(minutes=150))
        assert one[1].astimezone(UTC) == two[0].astimezone(UTC)
        assert calendar.elapsed(at("2026-10-25", berlin), at("2026-10-26", berlin)) == timedelta(
            hours=4
        )

    def test_work_wins_over_rest_on_one_day(self):
        day = date(2026, 10, 1)
        rest, work = SpecialDay(day, Nature.REST, "国庆节"), SpecialDay(day, Nature.WORK, "值班")

        for special in ((rest, work), (work, rest)):
            plan = office(*special).plan(day)
            assert (plan.why, plan.name, plan.hours) == (Why.EXTRA_DAY, "值班", OFFICE)

    def test_a_make_up_saturday_is_worked_as_a_monday_unless_it_says_its_hours(self):
        short = DatedWeek(SINCE, (OFFICE,) * 5 + (read("09:00-12:00"), ()))
        makeup = SpecialDay(date(2026, 2, 14), Nature.WORK, "调休")
        own = SpecialDay(date(2026, 2, 14), Nature.WORK, "调休", read("10:00-12:00"))

        assert WorkingCalendar((short,), (makeup,)).plan(makeup.day).hours == OFFICE
        assert WorkingCalendar((short,), (own,)).plan(makeup.day).hours == read("10:00-12:00")

    def test_a_week_is_valid_from_its_day_on(self):
        summer = DatedWeek(date(2026, 5, 1), (read("08:00-12:00"),) * 7)
        calendar = WorkingCalendar((summer, *office().weeks))

        assert calendar.plan(date(2026, 4, 30)).hours == OFFICE
        assert calendar.plan(date(2026, 5, 1)).hours == read("08:00-12:00")
        assert not calendar.plan(date(1999, 12, 31)).hours

    def test_the_next_opening_may_lie_in_the_next_year(self):
        closed = [SpecialDay(date(2026, 12, day), Nature.REST, "检修") for day in range(21, 32)]
        closed += [SpecialDay(date(2027, 1, 1), Nature.REST, "元旦")]
        calendar = office(*closed)

        assert calendar.next_working_day(date(2026, 12, 21)) == date(2027, 1, 4)
        assert calendar.opens_next(at("2026-12-18 17:30")) == at("2027-01-04 08:30")
        assert calendar.next_working_day(date(2026, 12, 31)) == date(2027, 1, 4)

    def test_spans_name_the_rule_of_each_piece(self):
        calendar = office(
            SpecialDay(date(2026, 1, 1), Nature.REST, "元旦"),
            SpecialDay(date(2026, 1, 4), Nature.WORK, "调休"),
            SpecialDay(date(2025, 12, 31), Nature.HALF, "年终", read("08:30-12:00")),
        )

        spans = list(calendar.spans(at("2025-12-31 09:00"), at("2026-01-04 13:45")))

        assert [(each.day.isoformat(), each.why, each.is_open, each.name) for each in spans] == [
            ("2025-12-31", Why.HALF_DAY, True, "年终"),
            ("2025-12-31", Why.AFTER, False, ""),
            ("2026-01-01", Why.HOLIDAY, False, "元旦"),
            ("2026-01-02", Why.BEFORE, False, ""),
            ("2026-01-02", Why.WEEKDAY, True, ""),
            ("2026-01-02", Why.BREAK, False, ""),
            ("2026-01-02", Why.WEEKDAY, True, ""),
            ("2026-01-02", Why.AFTER, False, ""),
            ("2026-01-03", Why.REST_DAY, False, ""),
            ("2026-01-04", Why.BEFORE, False, ""),
            ("2026-01-04", Why.EXTRA_DAY, True, "调休"),
            ("2026-01-04", Why.BREAK, False, ""),
            ("2026-01-04", Why.EXTRA_DAY, True, "调休"),
        ]


class TestRefusals:
    def test_an_end_before_its_start_is_an_error(self):
        with pytest.raises(CannotCount, match="end_before_start"):
            office().elapsed(at("2026-03-09 10:00"), at("2026-03-09 09:59"))
        with pytest.raises(CannotCount, match="end_before_start"):
            list(office().spans(at("2026-03-09 10:00"), at("2026-03-09 09:59")))

    def test_a_budget_is_not_negative_and_a_moment_has_a_zone(self):
        with pytest.raises(CannotCount, match="negative"):
            office().add(at("2026-03-09"), timedelta(minutes=-1))
        with pytest.raises(CannotCount, match="naive"):
            office().add(at("2026-03-09").replace(tzinfo=None), timedelta(minutes=1))

    @pytest.mark.parametrize("closed", [400, 401])
    def test_a_calendar_that_stays_closed_for_more_than_400_days_is_refused(self, closed):
        friday = date(2026, 1, 2)
        reopening = friday + timedelta(days=closed)
        calendar = WorkingCalendar(
            (
                DatedWeek(SINCE, (ALWAYS,) * 7),
                DatedWeek(friday + timedelta(days=1), ((),) * 7),
                DatedWeek(reopening, (ALWAYS,) * 7),
            )
        )
        start = at("2026-01-02 23:00")

        if closed > 400:
            with pytest.raises(CannotCount, match="no_working_time"):
                calendar.add(start, timedelta(minutes=61))
        else:
            due = calendar.add(start, timedelta(minutes=61))
            assert due == calendar.midnight(reopening) + timedelta(minutes=1)
        assert calendar.add(start, timedelta(minutes=60)) == calendar.midnight(
            friday + timedelta(days=1)
        )

    def test_a_calendar_without_any_working_time_is_refused_and_not_searched_for_ever(self):
        empty = WorkingCalendar((DatedWeek(SINCE, ((),) * 7),))

        for ask in (
            lambda: empty.add(at("2026-03-09"), timedelta(minutes=1)),
            lambda: empty.opens_next(at("2026-03-09")),
            lambda: empty.next_working_day(date(2026, 3, 9)),
            lambda: WorkingCalendar(()).add(at("2026-03-09"), timedelta(minutes=1)),
        ):
            with pytest.raises(CannotCount, match="no_working_time"):
                ask()
        assert empty.elapsed(at("2026-03-09"), at("2029-03-09")) == timedelta()

    def test_what_lies_beyond_all_years_is_refused(self):
        with pytest.raises(CannotCount, match="too_far"):
            office().add(at("2299-06-01"), timedelta(days=900))
        with pytest.raises(CannotCount, match="too_far"):
            office().elapsed(at("1800-01-01"), at("2026-01-01"))

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("12:00-08:30", "empty"),
            ("08:30-08:30", "empty"),
            ("08:30-24:01", "outside"),
            ("08:30-25:00", "outside"),
            ("08:30-12:00, 11:59-13:00", "overlap"),
            ("08:30", "unreadable"),
            ("8.30-12", "unreadable"),
            ("08:60-12:00", "unreadable"),
        ],
    )
    def test_hours_that_overlap_end_before_they_begin_or_are_empty_are_refused(self, text, reason):
        with pytest.raises(BadHours) as refusal:
            read(text)
        assert refusal.value.reason == reason

    def test_a_week_and_its_exceptions_are_checked(self):
        overlapping = (Interval(0, 60), Interval(30, 90))
        with pytest.raises(BadHours):
            WorkingCalendar((DatedWeek(SINCE, (overlapping, *((),) * 6)),))
        with pytest.raises(ValueError, match="seven"):
            WorkingCalendar((DatedWeek(SINCE, (OFFICE,)),))
        with pytest.raises(BadHours):
            SpecialDay(SINCE, Nature.WORK, "", overlapping)
        with pytest.raises(ValueError, match="half"):
            SpecialDay(SINCE, Nature.HALF)
        with pytest.raises(ValueError, match="rest"):
            SpecialDay(SINCE, Nature.REST, "", OFFICE)
        with pytest.raises(ValueError, match="twice"):
            office(SpecialDay(SINCE, Nature.WORK, "a"), SpecialDay(SINCE, Nature.WORK, "b"))
        with pytest.raises(LookupError):
            office(zone="Mars/Olympus")


def test_hours_are_read_as_people_write_them():
    assert read("8:30–12:00，13：30~17:30") == OFFICE
    assert read("13:30-17:30、08:30-12:00") == OFFICE
    assert read("") == read(" ， ") == ()
    assert hours.written(OFFICE) == "08:30-12:00, 13:30-17:30"
    assert hours.written(read("18:00至24:00")) == "18:00-24:00"
    assert hours.minutes(OFFICE) == 450
