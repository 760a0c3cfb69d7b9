"""Who sees which calendar, what a unit's calendar is, and whether holidays are known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zuoxi.calendars import queries
from zuoxi.calendars.choices import USUAL_WEEK
from zuoxi.calendars.days import Why
from zuoxi.calendars.hours import read
from zuoxi.calendars.models import DayException
from zuoxi.calendars.tests.factories import ALWAYS, NOW, calendar_of, national, set_day, set_week
from zuoxi.config import doctor
from zuoxi.kernel.errors import NotFound
from zuoxi.org.models import Unit
from zuoxi.org.tests.factories import actor, organisation

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def org():
    return organisation()


class TestVisibility:
    def test_a_supervisor_sees_the_own_units_and_what_is_above_them(self, org):
        china, company = national(), calendar_of(org.company)
        centre, area = calendar_of(org.centre), calendar_of(org.area)
        other = calendar_of(org.other_centre)

        found = list(queries.visible_to(actor(org.supervisor)))
        assert found == [china, company, centre, area]
        assert other in queries.visible_to(actor(org.admin))
        with pytest.raises(NotFound):
            queries.find(actor(org.supervisor), other.pk)

    def test_units_without_a_calendar_are_offered_to_who_may_give_them_one(self, org):
        calendar_of(org.centre)

        codes = {each.code for each in queries.units_without(actor(org.supervisor))}
        assert codes == {"team", "area-1", "area-2"}
        assert {"co", "north", "other"} <= {e.code for e in queries.units_without(actor(org.admin))}

    def test_a_unit_is_found_by_its_code_if_it_may_be_looked_at(self, org):
        assert queries.unit_of_code(actor(org.supervisor), "AREA-1") == org.area
        with pytest.raises(NotFound):
            queries.unit_of_code(actor(org.supervisor), "area-9")


class TestCalendarOfAUnit:
    def test_without_any_calendar_the_usual_week_is_worked_in_the_units_zone(self, org):
        made = queries.calendar_for(org.centre.pk)

        assert made.calendar.plan(MONDAY).hours == USUAL_WEEK[0]
        assert made.version == "@Asia/Urumqi"
        with pytest.raises(NotFound):
            queries.calendar_for(0)

    def test_the_nearest_above_answers(self, org):
        china, company = national(), calendar_of(org.company)
        set_week(company)
        area = calendar_of(org.area)
        set_day(area, MONDAY, "rest", "搬迁")

        assert queries.calendar_for(org.area.pk).calendar.plan(MONDAY).name == "搬迁"
        made = queries.calendar_for(org.area_2.pk)
        assert made.calendar.plan(MONDAY).hours == read("09:00-12:00, 13:00-18:00")
        assert made.calendar.plan(date(2026, 10, 1)).why is Why.HOLIDAY
        china.refresh_from_db()
        assert made.version == f"{company.pk}.1+{china.pk}.{china.version}@Asia/Urumqi"

    def test_a_version_makes_the_same_calendar_again_whatever_is_changed_since(self, org):
        national()
        centre = set_week(calendar_of(org.centre))
        before = queries.calendar_for(org.centre.pk)

        set_week(centre, ALWAYS)
        set_day(centre, MONDAY, "rest", "搬迁")
        Unit.objects.filter(pk=org.centre.pk).update(time_zone="Asia/Shanghai")

        after = queries.calendar_for(org.centre.pk)
        assert after.version != before.version
        assert after.calendar != before.calendar
        assert queries.calendar_of_version(before.version).calendar is before.calendar
        assert queries.calendar_of_version(after.version).calendar is after.calendar

    @pytest.mark.parametrize("version", ["x", "1.x@Asia/Shanghai", "0.1@Asia/Shanghai", "@Mars"])
    def test_a_version_that_never_was_is_not_found(self, version):
        with pytest.raises(NotFound):
            queries.calendar_of_version(version)

    def test_it_is_read_with_few_statements_however_many_layers_there_are(
        self, org, django_assert_num_queries
    ):
        national()
        for unit in (org.company, org.region, org.centre, org.area):
            set_day(set_week(calendar_of(unit)), MONDAY, "half", "盘点", "09:00-12:00")

        with django_assert_num_queries(6):
            queries.calendar_for(org.area.pk)

    @pytest.mark.usefixtures("believing")
    def test_asked_again_it_costs_nothing(self, org, django_assert_num_queries):
        set_week(calendar_of(org.centre))
        first = queries.calendar_for(org.centre.pk)

        with django_assert_num_queries(0):
            assert queries.calendar_for(org.centre.pk) is first

    def test_a_calendar_that_is_read_anew_keeps_its_sums(self, org):
        national()
        first = queries.calendar_for(org.centre.pk).calendar
        start = datetime(2026, 3, 9, 1, tzinfo=UTC)
        first.add(start, timedelta(hours=9))

        assert queries.calendar_for(org.area.pk).calendar is first

    def test_a_version_that_is_still_to_come_is_not_found(self, org):
        calendar = set_week(calendar_of(org.centre))

        with pytest.raises(NotFound):
            queries.calendar_of_version(f"{calendar.pk}.2@Asia/Shanghai")


class TestOverview:
    def test_it_says_who_answers_with_three_statements(self, org, django_assert_num_queries):
        china, company = national(), calendar_of(org.company)
        area, centre = calendar_of(org.area), set_week(calendar_of(org.centre))
        set_day(area, MONDAY, "rest", "搬迁")
        boss = actor(org.admin)

        with django_assert_num_queries(4):  # the units that may be looked at, and three
            found = queries.overview(boss, NOW.date())

        assert [(each.calendar, each.answers) for each in found] == [
            (china, china),
            (company, china),
            (centre, centre),
            (area, centre),
        ]
        assert [each.exceptions for each in found][1:] == [0, 0, 1]
        assert queries.answering_layer(area, NOW.date()) == centre


class TestKnowledge:
    def test_known_years_end_and_a_year_without_make_up_days_is_named(self):
        china = national()

        knowledge = queries.known(date(2026, 11, 20))
        assert knowledge.until == date(2027, 12, 31)
        assert 2026 not in knowledge.unarranged
        DayException.objects.filter(day__year=2027, nature="work").delete()
        assert queries.known(date(2026, 11, 20)).unarranged == (2027,)
        set_day(china, date(2027, 10, 9), "work", "国庆节调休上班")
        assert queries.known(date(2026, 11, 20)).unarranged == ()

    def test_it_is_warned_before_the_end_and_when_nothing_is_known(self):
        nothing = queries.known(date(2026, 11, 20))
        assert nothing == queries.Known(None, ())
        assert queries.is_short(nothing, date(2026, 11, 20), days=60)
        known = queries.Known(date(2026, 12, 31), ())
        assert queries.is_short(known, date(2026, 11, 2), days=60)
        assert not queries.is_short(known, date(2026, 11, 1), days=60)

    def test_the_doctor_warns_and_finds_a_calendar_that_never_opens(self, org):
        found = [each for each in doctor.findings() if each.about == "calendars"]
        assert [each.kind for each in found] == ["warning"]

        calendar = set_week(calendar_of(org.centre))
        calendar.weeks.get().hours.all().delete()
        text = "\n".join(each.text for each in doctor.findings() if each.about == "data")
        assert f"Not so: calendar {calendar.pk}" in text
