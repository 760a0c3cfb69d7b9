"""Calendars as a program sees them."""

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.calendars.tests.factories import NOW, calendar_of, national, set_day, set_week
from zuoxi.org.tests.factories import organisation

pytestmark = pytest.mark.django_db

URL = "/api/v1/calendars"


@pytest.fixture
def org():
    with time_machine.travel(NOW, tick=False):
        yield organisation()


@pytest.fixture
def sup(org):
    return signed_in(org.supervisor, language="en")


@pytest.fixture
def boss(org):
    return signed_in(org.admin, language="en")


def call(client, method, path, body=None, **headers):
    kwargs = {"content_type": "application/json", "headers": headers}
    return getattr(client, method)(f"{URL}{path}", body or {}, **kwargs)


def count(client, body):
    return client.post("/api/v1/due-times", body, content_type="application/json")


def test_calendars_are_listed_and_read(org, sup):
    china, centre = national(), calendar_of(org.centre)

    items = sup.get(URL).json()["items"]
    assert [(each["id"], each["unit"]) for each in items] == [
        (china.pk, None),
        (centre.pk, "centre"),
    ]
    answer = sup.get(f"{URL}/{china.pk}", {"year": 2025})
    assert answer.headers["ETag"] == f'"{china.version}"'
    found = answer.json()
    assert found["weeks"][0]["hours"]["monday"] == "08:30-12:00, 13:30-17:30"
    days = {each["day"]: each for each in found["exceptions"]}
    assert days["2025-01-26"]["nature"] == "work"
    assert days["2025-10-01"]["is_imported"]
    assert sup.get(f"{URL}/{calendar_of(org.other_centre).pk}").status_code == 404


def test_a_calendar_is_made_and_changed_and_set_back(org, sup):
    made = call(sup, "post", "", {"unit": "centre"})
    assert made.status_code == 201, made.content
    pk = made.json()["calendar"]["id"]

    week = {"valid_from": "2026-12-01", "hours": {"monday": "09:00-17:00"}}
    answer = call(sup, "put", f"/{pk}/week", week, **{"If-Match": made.headers["ETag"]})
    assert answer.json()["weeks"][0]["hours"]["monday"] == "09:00-17:00"
    assert call(sup, "put", f"/{pk}/week", week, **{"If-Match": '"7"'}).status_code == 412

    day = {"nature": "half", "name": "盘点", "hours": "09:00-12:00"}
    answer = call(sup, "put", f"/{pk}/days/2026-12-31", day)
    assert answer.json()["exceptions"][0]["hours"] == "09:00-12:00"
    answer = call(sup, "delete", f"/{pk}/days/2026-12-31")
    assert answer.json()["exceptions"] == []
    assert call(sup, "delete", f"/{pk}/days/2026-12-31").status_code == 404
    assert call(sup, "delete", f"/{pk}/week/2026-12-01").json()["weeks"] == []

    answer = call(sup, "post", f"/{pk}/versions/2/restore")
    assert answer.json()["weeks"][0]["valid_from"] == "2026-12-01"
    assert answer.json()["exceptions"][0]["day"] == "2026-12-31"
    assert call(sup, "post", f"/{pk}/versions/99/restore").status_code == 409


def test_all_that_is_wrong_is_refused_at_once(org, sup):
    pk = calendar_of(org.centre).pk
    week = {"valid_from": "2020-01-01", "hours": {"monday": "9", "noday": "09:00-10:00"}}

    answer = call(sup, "put", f"/{pk}/week", week)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"valid_from", "monday", "hours"}
    assert set(call(sup, "post", "", {"unit": "other"}).json()["errors"]) == {"unit"}
    assert call(sup, "post", "", {"unit": "centre"}).status_code == 422


def test_holidays_are_previewed_and_imported(org, boss, sup):
    china = national()

    preview = boss.get(f"{URL}/{china.pk}/holidays/2030").json()
    assert not preview["is_arranged"]
    national_day = next(each for each in preview["changes"] if each["day"] == "2030-10-01")
    assert national_day["old"] is None
    assert national_day["new"]["name"] == "国庆节"
    assert call(sup, "post", f"/{china.pk}/holidays/2030").status_code == 403
    answer = call(boss, "post", f"/{china.pk}/holidays/2030")
    assert answer.status_code == 200
    assert boss.get(f"{URL}/{china.pk}/holidays/2030").json()["changes"] == []
    own = calendar_of(org.centre)
    assert call(boss, "post", f"/{own.pk}/holidays/2030").status_code == 409


def test_a_due_time_is_counted_and_explained(org, sup):
    national()
    body = {
        "unit": "area-1",
        "start": "2026-09-30T16:30:00+08:00",
        "term": {"amount": 3, "preset": "working_days"},
    }
    found = count(sup, body).json()
    # The centre lies in Urumqi, two hours behind.
    assert (found["day"], found["due_at"]) == ("2026-10-10", "2026-10-10T18:00:00Z")
    assert found["version"].endswith("@Asia/Urumqi")
    assert any("National Day" in each for each in found["explanation"])

    rules = {"amount": 2, "unit": "hours", "clock": "calendar"}
    assert count(sup, body | {"term": rules}).json()["day"] == "2026-09-30"


@pytest.mark.parametrize(
    ("term", "field"),
    [
        ({"amount": 1, "preset": "x"}, "preset"),
        ({"amount": 9_999_999, "preset": "working_days"}, "term"),
        ({"amount": 1, "unit": "working_days"}, "term"),
        ({"amount": 1, "unit": "natural_days", "clock": "calendar"}, "term"),
    ],
)
def test_a_term_that_means_nothing_is_refused(org, sup, term, field):
    body = {"unit": "centre", "start": "2026-09-30T16:30:00+08:00", "term": term}
    answer = count(sup, body)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}


def test_what_would_never_be_due_is_refused(org, sup):
    calendar = set_week(calendar_of(org.centre))
    calendar.weeks.get().hours.all().delete()
    body = {
        "unit": "centre",
        "start": "2027-01-04T16:30:00+08:00",
        "term": {"amount": 1, "preset": "business_hours"},
    }

    assert set(count(sup, body).json()["errors"]) == {"term"}


def test_working_time_is_told_piece_by_piece(org, sup):
    calendar = set_week(calendar_of(org.centre))
    set_day(calendar, NOW.date().replace(day=21), "rest", "搬迁")
    query = {
        "unit": "centre",
        "start": "2026-11-20T09:00:00+06:00",
        "end": "2026-11-21T12:00:00+06:00",
    }
    found = sup.get("/api/v1/working-time", query).json()

    assert found["working_seconds"] == 8 * 3600
    assert [each["why"] for each in found["spans"]] == [
        "weekday",
        "break",
        "weekday",
        "after",
        "holiday",
    ]
    assert found["spans"][-1]["name"] == "搬迁"
    turned = query | {"end": "2026-11-19T12:00:00+06:00"}
    assert sup.get("/api/v1/working-time", turned).status_code == 422
