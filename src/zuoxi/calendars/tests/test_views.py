"""Calendars as a browser sees them."""

import re
from datetime import date

import pytest
import time_machine

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.calendars import queries
from zuoxi.calendars.days import Why
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.tests.factories import NOW, calendar_of, national, set_day, set_week
from zuoxi.org.tests.factories import organisation, person

pytestmark = pytest.mark.django_db

LIST = "/settings/calendars"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def org():
    with time_machine.travel(NOW, tick=False):
        yield organisation()


@pytest.fixture
def china(org):
    return national()


@pytest.fixture
def boss(org):
    return signed_in(org.admin, language="en")


@pytest.fixture
def sup(org):
    return signed_in(org.supervisor, language="en")


def text_of(answer) -> str:
    return answer.content.decode()


def of(calendar: Calendar, rest="") -> str:
    return f"{LIST}/{calendar.pk}{rest}"


class TestLooking:
    def test_the_list_says_who_answers_for_the_hours(self, org, china, sup):
        calendar_of(org.centre)
        page = text_of(sup.get(LIST))

        assert "as National calendar" in page
        assert "own hours" in page
        assert of(china) in page

    def test_without_any_calendar_it_says_what_founds_one(self, boss):
        page = text_of(boss.get(LIST))

        assert "No calendar yet" in page
        assert "The holidays of this year are not known" in page

    def test_the_list_warns_that_make_up_days_are_not_published(self, china, sup, monkeypatch):
        monkeypatch.setattr(
            queries, "known", lambda _today: queries.Known(date(2027, 12, 31), (2027,))
        )

        assert "The make-up working days of 2027 are not published yet" in text_of(sup.get(LIST))

    def test_a_year_tells_days_apart_by_more_than_colour(self, org, china, sup):
        calendar = calendar_of(org.centre)
        set_day(calendar, MONDAY, "half", "年终盘点", "08:30-12:00")
        page = text_of(sup.get(of(calendar) + "?year=2026"))

        assert 'class="day day-holiday"' in page
        assert "1 Oct 2026 (Thu): holiday; National Day" in page
        assert "10 Oct 2026 (Sat): working day by arrangement; Make-up" in page
        assert "23 Nov 2026 (Mon): half-day; 年终盘点; 08:30-12:00" in page
        assert "day-half_day is-own" in page
        assert page.count("<caption>") == 12

    @pytest.mark.parametrize("year", ["x", "1999", "2100", ""])
    def test_a_year_that_is_none_is_this_one(self, china, sup, year):
        assert '<h2 id="year-title">2026</h2>' in text_of(sup.get(of(china) + f"?year={year}"))

    def test_an_auditor_looks_and_is_offered_no_change(self, org, china):
        auditor = signed_in(person("aud", (Role.AUDITOR, org.centre)), language="en")

        assert "Change the hours" not in text_of(auditor.get(of(china)))
        assert 'name="nature"' not in text_of(auditor.get(of(china, "/days/2026-11-23")))
        assert auditor.get(of(china, "/week")).status_code == 403

    def test_the_calendar_of_somebody_else_is_not_found(self, org, sup):
        assert sup.get(of(calendar_of(org.other_centre))).status_code == 404


class TestTrying:
    def ask(self, client, calendar, **query):
        given = {"start": "2026-09-30T16:30", "amount": "3", "term": "working_days"} | query
        return client.get(of(calendar, "/try"), given)

    def test_a_term_is_counted_and_explained(self, china, boss):
        page = text_of(self.ask(boss, china))

        assert "10 Oct 2026 (Sat) 24:00" in page
        assert "1 Oct 2026 (Thu) – 7 Oct 2026 (Wed) (National Day): not counted." in page

    def test_every_way_of_counting_is_explained_in_every_language(self, org, china):
        for language in ("en", "zh-hans", "zh-hant"):
            client = signed_in(org.admin, language=language)
            for term in ("civil_days_business", "business_hours", "civil_hours", "civil_days"):
                assert self.ask(client, china, term=term, amount="5").status_code == 200

    def test_all_that_is_wrong_is_said_at_once(self, china, boss):
        answer = self.ask(boss, china, start="soon", amount="many", term="x")

        assert answer.status_code == 422
        for message in ("Enter a date and a time.", "Enter a whole number."):
            assert message in text_of(answer)
        assert "This is too long." in text_of(self.ask(boss, china, amount="99999999"))
        assert "Enter a date and a time." in text_of(self.ask(boss, china, start=""))

    def test_what_would_never_be_due_is_said(self, org, boss):
        calendar = set_week(calendar_of(org.centre))
        calendar.weeks.get().hours.all().delete()

        assert "it would never be due" in text_of(
            self.ask(boss, calendar, start="2026-11-23T10:00")
        )


class TestChanging:
    def test_a_unit_gets_a_calendar(self, org, sup):
        answer = sup.post(f"{LIST}/new", {"unit": str(org.centre.pk)})

        assert answer.status_code == 303
        assert Calendar.objects.get(unit=org.centre)
        again = sup.post(f"{LIST}/new", {"unit": str(org.centre.pk)})
        assert again.status_code == 422
        assert "has a calendar of its own already" in text_of(again)

    def test_the_form_of_the_week_begins_with_the_hours_in_force(self, org, china, sup):
        calendar = calendar_of(org.centre)
        page = text_of(sup.get(of(calendar, "/week")))

        assert 'value="08:30-12:00, 13:30-17:30"' in page
        assert 'value="2026-11-20"' in page
        assert "works_holidays" not in text_of(signed_in(org.admin).get(of(china, "/week")))

    def test_a_week_is_saved_and_what_was_typed_stays_when_refused(self, org, sup):
        calendar = calendar_of(org.centre)
        good = {"valid_from": "2026-11-23", "monday": "09:00-17:00", "works_holidays": "on"}

        answer = sup.post(of(calendar, "/week"), good | {"tuesday": "9 to 5"})
        assert answer.status_code == 422
        assert 'value="9 to 5"' in text_of(answer)
        assert sup.post(of(calendar, "/week"), good).status_code == 303
        assert queries.weeks_of(calendar)[0].works_holidays
        page = text_of(sup.get(of(calendar)))
        assert "Holidays are worked too" in page
        with time_machine.travel(NOW.replace(day=24), tick=False):
            form = text_of(signed_in(org.supervisor).get(of(calendar, "/week")))
        assert re.search(r'name="works_holidays"[^>]* checked', form)

        removal = of(calendar, "/week/2026-11-23/remove")
        assert sup.post(removal, {"version": "9"}).status_code == 303
        assert len(queries.weeks_of(calendar)) == 1
        assert sup.post(removal, {"version": "1"}).status_code == 303
        assert queries.weeks_of(calendar) == []

    def test_a_day_is_set_changed_and_taken_out(self, org, china, sup):
        calendar = calendar_of(org.centre)
        place = of(calendar, "/days/2026-10-01")
        assert "National Day" in text_of(sup.get(place))

        given = {"nature": "half", "name": "值班", "hours": "09:00-12:00", "version": "0"}
        answer = sup.post(place, given)
        assert answer["Location"].endswith("?year=2026")
        assert queries.combined_of(calendar).plan(date(2026, 10, 1)).why is Why.HALF_DAY
        assert 'value="09:00-12:00"' in text_of(sup.get(place))

        stale = sup.post(place, given | {"nature": "work", "version": "0"})
        assert stale.status_code == 422
        assert "Somebody else changed this" in text_of(stale)
        bad = sup.post(place, {"nature": "rest", "name": "", "hours": "8", "version": "1"})
        assert "This field is required." in text_of(bad)

        sup.post(of(calendar, "/days/2026-10-01/remove"), {"version": "1"})
        assert queries.day_of(calendar, date(2026, 10, 1)) is None

    def test_a_day_that_is_none_is_refused(self, china, boss):
        assert boss.get(of(china, "/days/today")).status_code == 422
        assert boss.post(of(china, "/days/2026-02-30/remove")).status_code == 422

    def test_an_import_is_shown_before_it_is_done(self, china, boss):
        place = of(china, "/holidays/2030")
        page = text_of(boss.get(place))
        assert "1 Oct 2030 (Tue)" in page
        assert "The make-up working days of 2030 are not published yet" in page
        assert queries.days_of(china, year=2030) == []

        assert boss.post(place, {"version": str(china.version + 1)}).status_code == 422
        assert boss.post(place, {"version": str(china.version)}).status_code == 303
        assert queries.days_of(china, year=2030)
        assert "Nothing changes" in text_of(boss.get(place))
        assert boss.get(of(china, "/holidays/1999")).status_code == 422

    def test_only_the_national_calendar_takes_holidays(self, org, sup):
        calendar = calendar_of(org.centre)

        assert sup.get(of(calendar, "/holidays/2026")).status_code == 404

    def test_a_calendar_is_set_back_from_its_history(self, org, sup):
        calendar = set_week(calendar_of(org.centre))
        set_day(calendar, MONDAY, "rest", "搬迁")
        page = text_of(sup.get(of(calendar)))
        assert of(calendar, "/restore/1") in page
        assert "搬迁" in page

        sup.post(of(calendar, "/restore/1"), {"version": "2"})

        assert queries.days_of(calendar) == []
        assert "back to version 1" in text_of(sup.get(of(calendar)))

    def test_a_supervisor_does_not_change_the_national_calendar(self, china, sup):
        assert sup.get(of(china, "/week")).status_code == 403
        assert sup.post(of(china, "/days/2026-11-23"), {"nature": "rest"}).status_code == 403
