"""Deadlines over the API."""

import json

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.deadlines.tests.factories import HOUR, RECEIVED, Timed

pytestmark = pytest.mark.django_db

NOW = RECEIVED + HOUR


@pytest.fixture
def place():
    with time_machine.travel(NOW, tick=False):
        yield Timed()


@pytest.fixture
def order(place):
    return place.move(place.order(), "dispatch")


def call(place, method, path, body=None, *, by="area1", status=200):
    answer = signed_in(place.users[by], language="en").generic(
        method,
        f"/api/v1{path}",
        "" if body is None else json.dumps(body),
        content_type="application/json",
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_deadlines_of_an_order(place, order):
    path = f"/work-orders/{order.number}/deadlines"
    found = {(e["leg_id"], e["milestone"]): e for e in call(place, "GET", path)}
    leg = order.legs.get().pk
    finish = found[leg, "finish"]
    assert finish["elapsed_seconds"] == 3600
    assert finish["remaining_seconds"] == 3 * 3600
    assert finish["state"] == "running"
    assert found[leg, "accept"]["is_late"]
    assert found[None, "callback"]["due_at"] is None
    call(place, "GET", path, by="area2", status=404)


def test_one_deadline_with_all_that_made_it(place, order):
    leg = order.legs.get().pk
    path = f"/work-orders/{order.number}/deadlines/finish?leg_id={leg}"
    found = call(place, "GET", path)
    assert [each["nature"] for each in found["pieces"]] == ["ran"]
    assert found["limit"] == "4 h"
    assert any("round the clock" in each for each in found["steps"])
    call(place, "GET", f"/work-orders/{order.number}/deadlines/accept", status=404)


def test_waiting_reporting_and_correcting(place, order):
    path, leg = f"/work-orders/{order.number}/deadlines", order.legs.get().pk
    body = {"reason": "customer", "note": "等客户回电"}
    found = call(place, "POST", f"{path}/pause", body)
    assert {e["milestone"] for e in found if e["state"] == "paused"} == {"finish", "contact"}
    call(place, "POST", f"{path}/pause", body, status=409)
    call(place, "POST", f"{path}/resume", {"reason": "customer"})
    call(place, "POST", f"{path}/report", {"milestone": "arrive"})
    call(place, "POST", f"{path}/report", {"milestone": "finish"}, status=422)
    body = {
        "leg_id": leg,
        "milestone": "accept",
        "happened_at": "2026-11-20T10:10:00+08:00",
        "reason": "系统故障",
    }
    found = call(place, "POST", f"{path}/correct", body, by="supervisor")
    assert not next(e for e in found if e["milestone"] == "accept")["is_late"]
    call(place, "POST", f"{path}/correct", body, status=403)


def test_more_time(place, order):
    path = f"/work-orders/{order.number}/extensions"
    body = {"leg_id": order.legs.get().pk, "milestone": "finish", "added": 2, "reason": "需协调"}
    asked = call(place, "POST", path, body, status=201)
    assert asked["state"] == "asked"
    one = f"/extensions/{asked['id']}"
    call(place, "POST", f"{one}/grant", {}, status=403)
    call(place, "POST", f"{one}/refuse", {}, by="director", status=422)
    assert call(place, "POST", f"{one}/grant", {}, by="director")["state"] == "granted"
    told = call(place, "POST", f"{one}/told", {"way": "telephone"}, by="intake")
    assert told["told_by"] == "telephone"
    call(place, "POST", f"{one}/withdraw", status=409)
    assert [each["id"] for each in call(place, "GET", path)] == [asked["id"]]
    other = dict(body, milestone="finish", leg_id=None)
    refused = call(place, "POST", path, other, status=201)
    one = f"/extensions/{refused['id']}"
    assert call(place, "POST", f"{one}/refuse", {"decision": "不需要"}, by="director")["decision"]


def test_what_is_due(place, order):
    place.count(NOW)
    found = call(place, "GET", "/deadlines?standing=overdue", by="supervisor")["items"]
    assert [each["milestone"] for each in found] == ["accept"]
    assert call(place, "GET", "/deadlines", by="area2")["items"] == []
    code = place.areas[0].code
    found = call(place, "GET", f"/deadlines?unit={code}", by="supervisor")["items"]
    assert {each["unit_id"] for each in found} == {place.areas[0].pk}
