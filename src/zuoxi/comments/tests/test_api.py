"""Comments as a program sees them."""

import pytest

from zuoxi.comments.models import Comment
from zuoxi.comments.tests.test_views import client_of
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import Place, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "dispatched")


def url_of(order, rest="comments"):
    return f"/api/v1/work-orders/{order.number}/{rest}"


def post(client, order, body, rest="comments", **headers):
    return client.post(url_of(order, rest), body, "application/json", headers=headers)


def test_adding_reading_and_withdrawing(place, order):
    client = client_of(place, "dispatcher")
    people = client.get(url_of(order, "people")).json()
    area1 = next(each["id"] for each in people if each["name"] == "area1")
    added = post(client, order, {"text": "请先打电话", "mentions": [area1]})

    assert added.status_code == 201, added.content
    assert added.json()["mentions"] == ["area1"]
    assert added.json()["is_internal"] is True
    assert Notice.objects.get().receiver == place.users["area1"]
    (item,) = client_of(place, "area1").get(url_of(order)).json()["items"]
    assert (item["text"], item["author"], item["may_withdraw"]) == (
        "请先打电话",
        "dispatcher",
        False,
    )
    events = client.get(url_of(order, "events")).json()["items"]
    assert events[-1]["kind"] == "comments.added"
    assert "请先打电话" in events[-1]["sentence"]

    rest = f"comments/{item['id']}/withdraw"
    assert post(client_of(place, "supervisor"), order, {}, rest).status_code == 403
    withdrawn = post(client, order, {}, rest)
    assert (withdrawn.status_code, withdrawn.json()["text"]) == (200, "")
    assert post(client, order, {}, rest).status_code == 409


def test_a_repeated_call_adds_nothing(place, order):
    client = client_of(place, "dispatcher")
    answers = [post(client, order, {"text": "好"}, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Comment.objects.count() == 1
    other = post(client, order, {"text": "不好"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"text": "a\x00"}, {"text"}),
        ({"text": "长" * 2001}, {"text"}),
        ({"text": "长" * 100_000}, {"text"}),
        ({"text": "好", "mentions": [2**62]}, {"mentions"}),
        ({"text": "好", "txt": 1}, {"txt"}),
    ],
)
def test_bad_input_names_its_fields_and_adds_nothing(place, order, body, fields):
    answer = post(client_of(place, "dispatcher"), order, body)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == fields
    assert not Comment.objects.exists()


def test_who_may_not(place, order):
    assert post(client_of(place, "auditor"), order, {"text": "好"}).status_code == 403
    assert post(client_of(place, "area2"), order, {"text": "好"}).status_code == 404
    assert client_of(place, "area2").get(url_of(order)).status_code == 404
    assert client_of(place, "area2").get(url_of(order, "people")).status_code == 404
    assert client_of(place, "admin").get(url_of(order)).status_code == 403
    assert client_of(place, "auditor").get(url_of(order)).status_code == 200
