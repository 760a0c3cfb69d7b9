"""Follow-up tasks as a program sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zuoxi.followups.models import FollowUp
from zuoxi.followups.tests.test_actions import unresolved
from zuoxi.followups.tests.test_views import client_of
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

URL = "/api/v1/follow-ups"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def follow_up(place):
    return unresolved(place).follow_ups.get()


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers=headers)


def told(**changes):
    now = timezone.now().isoformat()
    return {"result": "已回电", "customer_informed_at": now} | changes


def test_the_list_has_open_tasks_with_masked_customers(place, follow_up):
    answer = client_of(place, "supervisor").get(URL)

    (item,) = answer.json()["items"]
    assert (item["id"], item["order"]) == (follow_up.pk, follow_up.order.number)
    assert (item["owner"], item["is_automatic"]) == ("intake", True)
    assert item["customer_name"] != place.customer.name
    assert not client_of(place, "supervisor").get(URL, {"whose": "mine"}).json()["items"]
    assert not client_of(place, "supervisor").get(URL, {"state": "closed"}).json()["items"]


def test_opening_handing_over_and_closing(place, follow_up):
    client = client_of(place, "intake")
    due = (timezone.now() + timedelta(days=1)).isoformat()
    body = {"task": "周五前回电", "owner": "dispatcher", "due_at": due}
    opened = post(client, f"/api/v1/work-orders/{follow_up.order.number}/follow-ups", body)
    assert opened.status_code == 201, opened.content
    assert (opened.json()["owner"], opened.json()["state"]) == ("dispatcher", "open")

    moved = post(
        client,
        f"{URL}/{follow_up.pk}/hand-over",
        {"owner": "reviewer", "reason": "休假"},
        **{"If-Match": '"1"'},
    )
    assert (moved.status_code, moved.json()["owner"]) == (200, "reviewer")
    closed = post(client_of(place, "reviewer"), f"{URL}/{follow_up.pk}/close", told())
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert client.get(f"{URL}/{follow_up.pk}").headers["ETag"] == closed.headers["ETag"] == '"3"'


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("close", {}, {"result", "customer_informed_at"}),
        ("close", told(result=" "), {"result"}),
        ("close", told(customer_informed_at="2026-01-01T10:00:00"), {"customer_informed_at"}),
        ("close", told(customer_informed_at="2099-01-01T10:00:00Z"), {"customer_informed_at"}),
        ("close", told(extra=1), {"extra"}),
        ("hand-over", {"reason": "x"}, {"owner"}),
        ("hand-over", {"owner": "nobody", "reason": ""}, {"owner", "reason"}),
        ("hand-over", {"due_at": "2020-01-01T10:00:00Z", "reason": "x"}, {"due_at"}),
    ],
)
def test_bad_input_names_its_fields_and_changes_nothing(place, follow_up, path, body, fields):
    answer = post(client_of(place, "intake"), f"{URL}/{follow_up.pk}/{path}", body)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == fields
    assert FollowUp.objects.get().version == 1


def test_an_old_version_is_412_and_a_closed_task_409(place, follow_up):
    client = client_of(place, "intake")
    url = f"{URL}/{follow_up.pk}/close"
    assert post(client, url, told(), **{"If-Match": '"7"'}).status_code == 412
    assert post(client, url, told()).status_code == 200
    answer = post(client, url, told())
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_who_may_not(place, follow_up):
    other = Place("other-", company=place.company)
    url = f"{URL}/{follow_up.pk}/close"
    assert post(client_of(place, "area1"), url, told()).status_code == 403
    assert post(client_of(place, "auditor"), url, told()).status_code == 403
    assert post(client_of(place, "dispatcher"), url, told()).status_code == 403
    assert post(client_of(other, "intake"), url, told()).status_code == 404
    assert client_of(other, "intake").get(f"{URL}/{follow_up.pk}").status_code == 404
    assert client_of(place, "area1").get(URL).status_code == 403
    assert FollowUp.objects.get().closed_at is None
