"""What each write does, what it refuses, and that every one can be set back."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.calendars import actions, queries
from zuoxi.calendars.days import Nature, Why
from zuoxi.calendars.models import Calendar, DayException, DayHours, Week, WeekHours
from zuoxi.calendars.tests.factories import (
    ALWAYS,
    NOW,
    OFFICE,
    calendar_of,
    national,
    set_day,
    set_week,
)
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org.tests.factories import actor, organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def org():
    return organisation()


@pytest.fixture
def china():
    return national()


@contextmanager
def refused(*fields):
    with pytest.raises(InvalidInput) as refusal:
        yield
    assert set(refusal.value.fields) == set(fields)


def last_event():
    return Event.objects.latest("id")


class TestNationalCalendar:
    def test_it_is_founded_once_with_the_usual_week_and_three_years(self, china):
        assert national() == china
        assert Calendar.objects.count() == 1
        assert len(queries.days_of(china, year=2026)) > 30
        whole = queries.combined_of(china)
        assert whole.plan(date(2026, 2, 14)).why is Why.EXTRA_DAY
        assert whole.plan(date(2026, 2, 17)).name == "春节"

    def test_the_database_allows_one(self, china):
        with pytest.raises(IntegrityError), transaction.atomic():
            Calendar.objects.create(created_at=NOW, changed_at=NOW)


class TestLayers:
    def test_a_new_calendar_says_nothing(self, org, china):
        calendar = calendar_of(org.centre)

        assert queries.answering_layer(calendar, TODAY) == china
        assert last_event().kind == "calendars.created"
        assert last_event().centre_id == org.centre.pk

    def test_a_unit_has_one_and_somebody_elses_is_not_touched(self, org):
        sup = actor(org.supervisor)
        actions.create_calendar(actor=sup, unit_id=org.area.pk, now=NOW)

        with refused("unit"):
            actions.create_calendar(actor=sup, unit_id=org.area.pk, now=NOW)
        with refused("unit"):
            actions.create_calendar(actor=sup, unit_id=org.other_centre.pk, now=NOW)
        with refused("unit"):
            actions.create_calendar(actor=sup, unit_id=0, now=NOW)

    def test_a_supervisor_changes_the_own_centre_and_not_what_is_above(self, org, china):
        sup = actor(org.supervisor)
        own, company = calendar_of(org.centre), calendar_of(org.company)
        other = calendar_of(org.other_centre)

        set_week(own, actor=sup)
        for calendar in (china, company):
            with pytest.raises(Forbidden):
                set_week(calendar, actor=sup)
        with pytest.raises(NotFound):
            set_week(other, actor=sup)
        set_week(other, actor=actor(org.admin))


class TestWeek:
    def test_a_week_is_said_from_a_day_on_and_told_as_it_was_and_is(self, org, china):
        calendar = set_week(calendar_of(org.centre))

        (row,) = queries.weeks_of(calendar)
        assert calendar.version == row.since_version == 1
        assert [str(each.interval) for each in row.hours.all()][:2] == [
            "09:00-12:00",
            "13:00-18:00",
        ]
        event = last_event()
        assert (event.kind, event.data["old"]) == ("calendars.week_set", None)
        assert event.data["new"]["hours"]["monday"] == "09:00-12:00, 13:00-18:00"
        assert event.data["valid_from"] == "2026-11-20"

    def test_a_week_takes_the_place_of_one_from_the_same_day_and_the_old_one_is_kept(self, org):
        calendar = set_week(calendar_of(org.centre))
        set_week(calendar, ALWAYS)

        assert Week.objects.count() == 2
        assert len(queries.weeks_of(calendar)) == 1
        (old,) = queries.weeks_of(calendar, version=1)
        assert queries.week_value(old).hours[6] == ()

    def test_the_same_week_again_changes_nothing(self, org):
        calendar = set_week(calendar_of(org.centre))
        events = Event.objects.count()

        assert set_week(calendar).version == 1
        assert Event.objects.count() == events

    def test_all_that_is_wrong_is_refused_at_once(self, org):
        calendar = calendar_of(org.centre)
        bad = {"monday": "12:00-09:00", "tuesday": "9-12", "friday": "09:00-12:00, 11:00-13:00"}

        with refused("valid_from", "monday", "tuesday", "friday", "hours"):
            set_week(calendar, bad | {"someday": "09:00-12:00"}, valid_from="2026-11-19")
        with refused("valid_from"):
            set_week(calendar, valid_from="yesterday")
        with refused("hours"):
            set_week(calendar, {})
        with refused("inherits"):
            set_week(national(), inherits=True)
        assert not Week.objects.filter(calendar=calendar).exists()

    def test_a_week_that_begins_in_time_can_be_taken_out_and_one_in_force_cannot(self, org):
        calendar = set_week(calendar_of(org.centre), valid_from="2026-12-01")
        day = date(2026, 12, 1)

        def remove(calendar_id=calendar.pk, **more):
            return actions.remove_week(
                **{
                    "actor": SYSTEM,
                    "calendar_id": calendar_id,
                    "valid_from": day,
                    "expected_version": None,
                    "now": NOW,
                }
                | more
            )

        with pytest.raises(Conflict):
            remove(now=NOW + timedelta(days=30))
        with pytest.raises(NotFound):
            remove(valid_from=TODAY)
        assert remove().version == 2
        assert queries.weeks_of(calendar) == []
        assert last_event().data["old"]["hours"]["monday"] == "09:00-12:00, 13:00-18:00"

    def test_who_saw_an_older_version_is_told(self, org):
        calendar = set_week(calendar_of(org.centre))

        with pytest.raises(Stale):
            set_week(calendar, ALWAYS, version=0)
        with pytest.raises(Stale):
            set_day(calendar, TODAY, "rest", version=0)

    def test_a_week_may_begin_today_where_the_unit_is(self, org):
        calendar = calendar_of(org.centre)
        late = NOW.replace(hour=17)  # 23:00 in Urumqi, the next day in Shanghai

        set_week(calendar, now=late)


class TestDays:
    def test_a_day_is_set_changed_and_taken_out(self, org, china):
        calendar = calendar_of(org.centre)
        day = date(2026, 11, 23)

        set_day(calendar, day, "rest", "台风停工")
        assert queries.combined_of(calendar).plan(day).name == "台风停工"
        set_day(calendar, day, "half", "台风", "08:30-12:00")
        assert last_event().data["old"]["nature"] == "rest"
        assert last_event().data["new"] == {
            "nature": "half",
            "name": "台风",
            "hours": "08:30-12:00",
        }
        actions.remove_day(
            actor=SYSTEM, calendar_id=calendar.pk, day=day, expected_version=3 - 1, now=NOW
        )
        assert queries.combined_of(calendar).plan(day).why is Why.WEEKDAY
        assert last_event().kind == "calendars.day_removed"
        with pytest.raises(NotFound):
            actions.remove_day(
                actor=SYSTEM, calendar_id=calendar.pk, day=day, expected_version=None, now=NOW
            )

    @pytest.mark.parametrize(
        ("nature", "name", "hours", "fields"),
        [
            ("holiday", "", "x", {"nature", "name", "hours"}),
            ("rest", "停工", "08:00-09:00", {"hours"}),
            ("half", "半天", "", {"hours"}),
            ("work", "加班", "10:00-09:00", {"hours"}),
            ("work", "字" * 61, "", {"name"}),
        ],
    )
    def test_all_that_is_wrong_is_refused_at_once(self, china, nature, name, hours, fields):
        with refused(*fields):
            set_day(china, TODAY, nature, name, hours)

    def test_a_calendar_that_would_never_open_again_is_refused(self, org):
        calendar = set_week(calendar_of(org.centre), {"monday": "09:00-12:00"})
        monday = date(2026, 11, 23)

        set_day(calendar, monday, "rest")
        assert queries.combined_of(calendar).next_working_day(monday) == monday + timedelta(days=7)


class TestHolidays:
    def take_over(self, china, year, **more):
        arguments = {"actor": SYSTEM, "calendar_id": china.pk, "year": year, "now": NOW}
        return actions.import_holidays(**arguments | {"expected_version": None} | more)

    def test_an_import_brings_what_is_new_takes_what_has_gone_and_leaves_what_is_by_hand(
        self, china
    ):
        assert queries.proposal(china, 2026).changes == ()
        guess = DayException.objects.get(calendar=china, day=date(2026, 6, 19))
        guess.day = date(2026, 6, 17)
        guess.save()
        set_day(china, date(2026, 5, 9), "rest", "本公司不调休")

        proposal = queries.proposal(china, 2026)
        assert [
            (each.day.day, each.old is None, each.new is None) for each in proposal.changes
        ] == [
            (17, False, True),
            (19, True, False),
        ]
        assert [each.day for each in proposal.kept] == [date(2026, 5, 9)]
        after = self.take_over(china, 2026)

        assert queries.day_of(after, date(2026, 6, 19)).name == "端午节"
        assert queries.day_of(after, date(2026, 6, 17)) is None
        assert queries.day_of(after, date(2026, 5, 9)).name == "本公司不调休"
        assert [each["day"] for each in last_event().data["days"]] == ["2026-06-17", "2026-06-19"]
        assert self.take_over(china, 2026).version == after.version

    def test_only_the_national_calendar_takes_them_and_only_years_that_are_known(self, org, china):
        with pytest.raises(Conflict):
            self.take_over(calendar_of(org.centre), 2026)
        with refused("year"):
            self.take_over(china, 1999)


class TestRestoring:
    def restore(self, calendar, version):
        return actions.restore_version(
            actor=SYSTEM,
            calendar_id=calendar.pk,
            version=version,
            expected_version=None,
            now=NOW,
        )

    def test_a_calendar_says_again_what_it_said(self, org, china):
        calendar = set_week(calendar_of(org.centre))
        set_day(calendar, TODAY, "rest", "搬迁")
        before = queries.layer(calendar)
        set_week(calendar, ALWAYS, valid_from="2026-12-01")
        set_day(calendar, TODAY, "half", "搬迁", "09:00-12:00")
        set_day(calendar, TODAY + timedelta(days=1), "work", "值班")

        after = self.restore(calendar, 2)

        assert after.version == 6
        assert queries.layer(calendar) == before
        assert last_event().data["restored"] == 2
        assert last_event().data["changed"] == ["2026-11-20", "2026-11-21", "2026-12-01"]

    def test_a_version_that_never_was_is_refused(self, china):
        for version in (-1, china.version, 999):
            with pytest.raises(Conflict):
                self.restore(china, version)

    def test_to_nothing_and_back(self, org):
        calendar = set_week(calendar_of(org.centre), works_holidays=True)
        said = queries.layer(calendar)

        self.restore(calendar, 0)
        assert queries.weeks_of(calendar) == []
        self.restore(calendar, 1)
        assert queries.layer(calendar) == said


class TestConstraints:
    """What the database itself refuses, whoever writes."""

    @pytest.fixture
    def week(self, china):
        return queries.weeks_of(china)[0]

    @pytest.mark.parametrize(
        ("weekday", "starts", "ends"),
        [(0, 600, 660), (0, 500, 511), (7, 0, 60), (5, 60, 60), (5, 60, 59), (5, 60, 1441)],
    )
    def test_hours_of_a_weekday_do_not_overlap_and_lie_within_it(self, week, weekday, starts, ends):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeekHours.objects.create(week=week, weekday=weekday, starts=starts, ends=ends)

    def test_hours_may_touch_and_days_do_not_meet(self, week):
        for starts, ends in ((0, 510), (720, 810), (1050, 1440)):
            WeekHours.objects.create(week=week, weekday=0, starts=starts, ends=ends)
        WeekHours.objects.create(week=week, weekday=6, starts=0, ends=1440)

    def test_a_day_has_one_exception_and_its_hours_do_not_overlap(self, china):
        day = queries.days_of(china)[0]
        values = {"calendar": china, "nature": "rest", "name": "x", "since_version": 9}
        with pytest.raises(IntegrityError), transaction.atomic():
            DayException.objects.create(day=day.day, **values)
        DayHours.objects.create(exception=day, starts=0, ends=60)
        with pytest.raises(IntegrityError), transaction.atomic():
            DayHours.objects.create(exception=day, starts=59, ends=61)

    @pytest.mark.parametrize(
        "wrong",
        [{"nature": "x"}, {"name": ""}, {"since_version": 3, "until_version": 3}],
    )
    def test_an_exception_is_of_a_kind_has_a_name_and_ends_after_it_began(self, china, wrong):
        values = {"nature": "rest", "name": "x", "since_version": 1, "day": date(2030, 1, 1)}
        with pytest.raises(IntegrityError), transaction.atomic():
            DayException.objects.create(calendar=china, **values | wrong)


def test_natures_are_those_of_the_arithmetic():
    assert {each.value for each in Nature} == {"rest", "work", "half"}
    assert OFFICE
