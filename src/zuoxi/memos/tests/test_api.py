"""Messages between departments over the API."""

import json

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield Department()


def call(place, method, path, body=None, *, by="supervisor", status=200, **headers):
    client = signed_in(place.users[by], language="en")
    raw = "" if body is None else json.dumps(body)
    answer = client.generic(
        method, f"/api/v1{path}", raw, content_type="application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_message_is_sent_read_and_taken_back(place):
    offered = call(place, "GET", "/memo-units", by="staff")
    assert {each["name"] for each in offered} >= {"产品部", "工区1"}
    body = {
        "title": "通知",
        "text": "内容",
        "units": [place.unit.pk],
        "order": create(place).number,
    }
    sent = call(place, "POST", "/memos", body, status=201, **{"Idempotency-Key": "one"})
    again = call(place, "POST", "/memos", body, status=201, **{"Idempotency-Key": "one"})
    assert sent["id"] == again["id"]
    path = f"/memos/{sent['id']}"
    (line,) = call(place, "GET", "/memos", by="staff")["items"]
    assert line["is_unread"]
    call(place, "GET", path, by="staff")
    call(place, "GET", f"{path}/readers", by="staff", status=403)
    call(place, "POST", f"{path}/read", by="staff")
    (unit,) = call(place, "GET", f"{path}/readers")
    assert unit["read"] == 1
    assert call(place, "GET", "/memos?box=sent")["items"]
    assert call(place, "POST", f"{path}/withdraw", {"reason": "有误"})["withdrawn_at"]
    call(place, "POST", f"{path}/withdraw", {"reason": "有误"}, status=409)
    assert call(place, "GET", path, by="staff")["text"] == ""
    call(place, "GET", path, by="intake", status=404)


def test_all_that_is_wrong_is_answered_at_once(place):
    refused = call(place, "POST", "/memos", {"title": "", "text": ""}, status=422)
    assert set(refused["errors"]) == {"title", "text", "units"}
