"""The register, reach-outs and processes over the API."""

import json

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.contacts.tests.factories import AT_WORK, Department

pytestmark = pytest.mark.django_db

API = "/api/v1"


_NO_CONTENT = 204


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield Department()


def call(place, method, path, body=None, *, by="supervisor", status=200, **headers):
    client = signed_in(place.users[by], language="en")
    answer = client.generic(
        method,
        API + path,
        "" if body is None else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == status, answer.content
    is_json = "json" in answer.headers.get("Content-Type", "") and status != _NO_CONTENT
    return answer.json() if is_json else answer


def person(place, name, **more):
    body = {"name": name, "office_phone": "010-12345678", "hours": ["00:00-24:00"] * 7} | more
    return call(place, "POST", f"/departments/{place.unit.pk}/contact-persons", body, status=201)


def interface(place, *persons, **more):
    body = {"kind": "product", "name": "宽带", "persons": [each["id"] for each in persons]} | more
    return call(place, "POST", f"/departments/{place.unit.pk}/interfaces", body, status=201)


def test_the_register_is_kept(place):
    founded = call(place, "POST", f"/centres/{place.centre.pk}/departments")
    assert len(founded) == 6
    assert len(call(place, "GET", "/departments", by="intake")) == 6
    first, second = person(place, "甲", mobile="13912345678"), person(place, "乙")
    made = interface(place, first, second, request_types=["test"])
    assert [each["name"] for each in made["persons"]] == ["甲", "乙"]
    body = {"kind": "product", "name": "宽带", "persons": [second["id"]]}
    path = f"/interfaces/{made['id']}"
    changed = call(place, "PUT", path, body, **{"If-Match": '"1"'})
    assert changed["version"] == 2
    call(place, "PUT", path, body, status=412, **{"If-Match": '"1"'})
    assert len(call(place, "GET", f"/departments/{place.unit.pk}/interfaces")) == 1
    call(place, "POST", f"{path}/close")
    assert call(place, "GET", f"/departments/{place.unit.pk}/interfaces") == []


def test_functions_are_written_down(place):
    path = f"/departments/{place.unit.pk}/functions"
    call(place, "GET", path, by="intake")
    saved = call(place, "PUT", path, {"functions_en": "Products"}, by="dept_head")
    assert saved["functions_en"] == "Products"


def test_a_person_is_kept_and_masked(place):
    made = person(place, "甲", mobile="13912345678")
    path = f"/contact-persons/{made['id']}"
    assert call(place, "GET", path, by="auditor")["mobile"] == "139****5678"
    body = {"name": "甲", "mobile": "13900002222"}
    changed = call(place, "PUT", path, body)
    assert (changed["mobile"], changed["office_phone"]) == ("13900002222", "")
    call(place, "PUT", path, {"name": "甲"}, status=422)
    assert not call(place, "POST", f"{path}/close")["is_active"]


def test_substitutes(place):
    first, second = person(place, "甲"), person(place, "乙")
    path = f"/contact-persons/{first['id']}/substitutes"
    days = {"first_day": "2026-12-18", "last_day": "2026-12-20"}
    row = call(place, "POST", path, {"substitute_id": second["id"], **days}, status=201)
    call(place, "POST", path, {"substitute_id": first["id"], **days}, status=422)
    call(place, "DELETE", f"{path}/{row['id']}", status=204)


def test_the_list_and_its_file(place):
    interface(place, person(place, "甲"), request_types=["test"])
    found = call(place, "GET", "/contact-persons?request_type=test", by="intake")
    assert [each["person"]["name"] for each in found["items"]] == ["甲"]
    answer = call(place, "POST", "/contact-persons/export", {"format": "csv"}, by="intake")
    assert "甲" in b"".join(answer.streaming_content).decode("utf-8-sig")
    kinds = {each["kind"] for each in call(place, "GET", "/contact-gaps")}
    assert kinds == {"few_persons"}


def test_reaching_out(place):
    interface(place, person(place, "甲"), person(place, "乙"))
    order = place.order()
    path = f"/work-orders/{order.number}/reach-out"
    before = call(place, "GET", path, by="intake")
    assert [each["is_turn"] for each in before["candidates"]] == [True, False]
    begun = call(place, "POST", path, {"is_urgent": True}, by="intake", status=201)
    assert begun["due_at"]
    call(place, "POST", path, {}, by="intake", status=409)
    missed = {"outcome": "not_reached", "way": "office"}
    after = call(place, "POST", f"{path}/attempts", missed, by="intake")
    turn = next(each for each in after["candidates"] if each["is_turn"])
    assert turn["person"]["name"] == "乙"
    stale = {"If-Match": '"1"'}
    call(place, "POST", f"{path}/attempts", missed, by="intake", status=412, **stale)
    ended = call(place, "POST", f"{path}/stop", {"reason": "撤回"}, by="intake")
    assert ended["end"] == "stopped"


def test_processes(place):
    path = f"/departments/{place.unit.pk}/processes"
    body = {"request_type": "test", "steps": [{"text": "核对"}, {"text": "答复"}]}
    made = call(place, "POST", path, body, by="staff", status=201)
    call(place, "POST", f"/processes/{made['id']}/approve", by="centre_head")
    done = call(place, "POST", f"/processes/{made['id']}/approve", by="dept_head")
    assert done["state"] == "in_force"
    other = call(place, "POST", path, body, by="staff", status=201)
    call(place, "POST", f"/processes/{other['id']}/refuse", {"reason": "x"}, by="dept_head")
    assert len(call(place, "GET", path, by="intake")) == 2


def test_steps(place):
    place.agree(place.propose("核对", "答复"))
    order = place.order()
    path = f"/work-orders/{order.number}/agreed-process"
    steps = call(place, "GET", path, by="staff")["steps"]
    first = f"{path}/{steps[0]['id']}"
    assert call(place, "POST", f"{first}/tick", by="staff")["steps"][0]["done_by"] == "staff"
    call(place, "POST", f"{path}/{steps[0]['id']}/tick", by="staff", status=409)
    back = call(place, "POST", f"{first}/untick", {"reason": "漏"}, by="staff")
    assert back["steps"][0]["done_by"] is None
