"""Callbacks as a program sees them."""

import pytest

from zuoxi.callbacks.tests.test_actions import completed
from zuoxi.callbacks.tests.test_views import client_of
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

URL = "/api/v1/callbacks"
REACHED = {
    "connect_status": "connected",
    "solved": "solved",
    "satisfaction": "satisfied",
    "remark": "客户表示已恢复",
}


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def callback(place):
    return completed(place).callbacks.get()


def post(client, callback, body, **headers):
    url = f"{URL}/{callback.pk}/result"
    return client.post(url, body, content_type="application/json", headers=headers)


def test_the_list_has_open_callbacks_with_masked_customers(place, callback):
    answer = client_of(place, "intake").get(URL, {"status": "open"})

    (item,) = answer.json()["items"]
    assert (item["id"], item["order"], item["attempts"]) == (callback.pk, callback.order.number, [])
    assert item["customer_name"] != place.customer.name


def test_recording_a_result(place, callback):
    client = client_of(place, "intake")
    answer = post(client, callback, REACHED, **{"If-Match": '"1"'})

    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "done"
    assert answer.json()["attempts"][0]["satisfaction"] == "satisfied"
    assert client.get(f"{URL}/{callback.pk}").headers["ETag"] == answer.headers["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 422, {"connect_status"}),
        ({"connect_status": "x"}, 422, {"connect_status"}),
        ({"connect_status": "connected"}, 422, {"solved", "satisfaction", "remark"}),
        ({"connect_status": "busy", "remark": "a\x00"}, 422, {"remark"}),
        ({"connect_status": "busy", "remark": "\ud800"}, 422, {"remark"}),
        ({"connect_status": "busy", "remark": "长" * 100_000}, 422, {"remark"}),
        ({"connect_status": "busy", "conect": 1}, 422, {"conect"}),
    ],
)
def test_bad_input_names_its_fields_and_changes_nothing(place, callback, body, status, fields):
    answer = post(client_of(place, "intake"), callback, body)

    assert answer.status_code == status
    assert set(answer.json()["errors"]) == fields
    assert not callback.attempts.exists()


def test_an_old_version_is_412_and_a_closed_callback_409(place, callback):
    client = client_of(place, "intake")
    assert post(client, callback, REACHED, **{"If-Match": '"7"'}).status_code == 412
    assert post(client, callback, REACHED).status_code == 200
    answer = post(client, callback, REACHED)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_who_may_not(place, callback):
    other = Place("other-", company=place.company)
    assert post(client_of(place, "area1"), callback, REACHED).status_code == 403
    assert post(client_of(place, "auditor"), callback, REACHED).status_code == 403
    assert post(client_of(other, "intake"), callback, REACHED).status_code == 404
    assert client_of(other, "intake").get(f"{URL}/{callback.pk}").status_code == 404
    assert client_of(place, "dispatcher").get(URL).status_code == 403
    assert not callback.attempts.exists()
