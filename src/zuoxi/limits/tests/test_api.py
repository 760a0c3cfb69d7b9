"""Limits as a program sees them."""

import pytest
import time_machine

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.limits.tests.factories import NOW, TODAY, Limited, hours

pytestmark = pytest.mark.django_db

URL = "/api/v1/limits"
RULE = {
    "request_type": "fault_repair",
    "source": "会议纪要",
    "limits": {
        "arrive": {"amount": 45, "unit": "minutes"},
        "finish": {"amount": 3, "since": "arrived", "pause_on": ["parts"]},
    },
}


@pytest.fixture
def place():
    with time_machine.travel(NOW, tick=False):
        yield Limited()


def call(place, by, method, path, body=None, **headers):
    client = signed_in(place.users[by], language="en")
    kwargs = {"content_type": "application/json", "headers": headers}
    return getattr(client, method)(f"/api/v1{path}", body or {}, **kwargs)


def test_from_a_draft_to_what_counts(place):
    made = call(place, "supervisor", "post", "/limits", {"centre": "centre"})
    assert made.status_code == 201, made.content
    path = f"/limits/{made.json()['version']['id']}"
    tag = {"If-Match": made.headers["ETag"]}
    answer = call(place, "supervisor", "post", f"{path}/rules", RULE, **tag)
    assert answer.status_code == 201, answer.content
    (rule,) = answer.json()["rules"]
    assert rule["limits"]["finish"]["pause_on"] == ["parts"]
    assert rule["limits"]["finish"]["source"] == "会议纪要"
    again = RULE | {"unit": "area-1", "note": "x"}
    assert (
        call(place, "supervisor", "put", f"{path}/rules/{rule['id']}", again, **tag).status_code
        == 412
    )
    put = call(place, "supervisor", "put", f"{path}/rules/{rule['id']}", again)
    assert put.json()["rules"][0]["unit"] == "area-1"
    extra = call(place, "supervisor", "post", f"{path}/rules", RULE).json()["rules"]
    gone = next(each["id"] for each in extra if each["unit"] is None)
    assert len(call(place, "supervisor", "delete", f"{path}/rules/{gone}").json()["rules"]) == 1

    proposed = call(place, "supervisor", "post", f"{path}/propose", {"valid_from": TODAY})
    assert proposed.json()["version"]["state"] == "proposed"
    assert call(place, "head", "post", f"{path}/agree", {"unit": "area-1"}).status_code == 404
    agreed = call(place, "director", "post", f"{path}/agree", {"unit": "centre"})
    assert agreed.json()["version"]["signed_by"] == "director"
    waiting = call(place, "supervisor", "get", "/unagreed-limits").json()["items"]
    assert [each["unit"] for each in waiting] == ["area-1"]
    answer = call(place, "head", "post", f"{path}/reject", {"unit": "area-1", "reason": "路途远"})
    assert answer.json()["agreements"][0]["reason"] == "路途远"
    assert call(place, "head", "post", f"{path}/agree", {"unit": "area-1"}).status_code == 409
    assert call(place, "supervisor", "post", f"{path}/withdraw").status_code == 409
    assert call(place, "head", "post", f"{path}/agree", {"unit": "x"}).status_code == 422
    items = call(place, "head", "get", "/limits", {"centre": "centre"}).json()["items"]
    assert [each["number"] for each in items] == [1]


def test_a_shipped_set_lists_what_it_needs(place):
    answer = call(place, "supervisor", "get", "/limit-presets")
    assert answer.status_code == 200, answer.content
    items = answer.json()["items"]
    power = next(each for each in items if each["name"] == "power")
    assert "meter_fault" in power["missing_types"]
    assert power["missing_grades"] == ["special", "major", "important"]

    made = call(place, "supervisor", "post", "/limits", {"centre": "centre", "preset": "power"})
    assert "meter_fault" in made.json()["missing"]
    draft = made.json()["version"]["id"]
    assert call(place, "supervisor", "post", "/limits", {"centre": "centre"}).status_code == 409
    assert call(place, "supervisor", "post", f"/limits/{draft}/withdraw").status_code == 200
    body = {"centre": "centre", "preset": "power", "creates": True}
    assert call(place, "supervisor", "post", "/limits", body).json()["missing"] == []
    assert call(place, "supervisor", "post", "/limits", {"centre": "other"}).status_code == 422


def test_a_case_is_tried_and_explained(place):
    version = place.agreed(
        {"request_type": "fault_repair"},
        {
            "request_type": "fault_repair",
            "unit_id": place.areas[0].pk,
            "limits": {"finish": hours(1)},
        },
    )
    case = {
        "request_type": "fault_repair",
        "unit": "area-1",
        "received_at": "2026-11-20T10:00:00+08:00",
    }
    found = call(place, "area1", "post", f"/limits/{version.pk}/try", case).json()

    assert found["due"]["finish"]["due_at"] == "2026-11-20T03:00:00Z"
    assert "Handling unit" in found["why"]
    assert len(found["beaten"]) == 1
    nothing = call(
        place, "area1", "post", f"/limits/{version.pk}/try", case | {"request_type": "refund"}
    )
    assert nothing.json()["rule"] is None


def test_versions_are_compared(place):
    old = place.agreed()
    new = place.draft(copied_from=old.pk)
    place.rule(new, grade="low")
    found = call(place, "supervisor", "get", f"/limits/{new.pk}/differences/{old.pk}").json()

    assert [(each["old"], each["milestones"]) for each in found["items"]] == [(None, ["finish"])]
    got = call(place, "supervisor", "get", f"/limits/{new.pk}")
    assert got.headers["ETag"] == '"1"'


def test_all_that_is_wrong_is_refused_at_once(place):
    draft = place.draft()
    body = RULE | {"grade": "x", "limits": {"reply": {"amount": 1, "since": "finished"}}}
    answer = call(place, "supervisor", "post", f"/limits/{draft.pk}/rules", body)
    assert set(answer.json()["errors"]) == {"grade"}
    answer = call(place, "supervisor", "post", f"/limits/{draft.pk}/rules", body | {"grade": ""})
    assert set(answer.json()["errors"]) == {"reply"}
