"""Channels, the log and choices over the API."""

import json

import pytest

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.deliveries.models import Channel, Credential, Delivery, Reach
from zuoxi.deliveries.tests.factories import ALARM, KIND

pytestmark = pytest.mark.django_db
SECRET = "SECret-0123456789-abc"


def call(house, method, path, body=None, *, by="admin", status=200, **headers):
    client = signed_in(house.users[by], language="en")
    response = client.generic(
        method,
        f"/api/v1{path}",
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers=headers,
    )
    assert response.status_code == status, response.content
    return response.json(), response


def test_a_channel_from_its_first_day_to_its_last(house, web):
    body = {"form": "dingtalk", "name": "群", "address": web.address, "secret": SECRET}
    made, response = call(house, "POST", "/notice-channels", body, status=201)
    assert response["ETag"] == '"1"'
    assert (made["host"], made["address_hint"], made["secret_hint"]) == (
        "127.0.0.1",
        "et-1",
        "-abc",
    )

    path = f"/notice-channels/{made['id']}"
    answer, _response = call(house, "POST", f"{path}/test")
    assert answer["is_accepted"] is True
    assert "sign=" in web.received[0][0]
    changed, _response = call(
        house,
        "PUT",
        path,
        {"name": "群", "kinds": [ALARM], "is_active": False},
        **{"If-Match": '"1"'},
    )
    assert (changed["kinds"], changed["is_active"]) == ([ALARM], False)
    call(house, "PUT", path, {"name": "群"}, status=412, **{"If-Match": '"1"'})
    listed, response = call(house, "GET", "/notice-channels")
    assert [each["id"] for each in listed["items"]] == [made["id"]]
    one, last = call(house, "GET", path)
    for raw in (response.content.decode(), last.content.decode()):
        assert SECRET not in raw
        assert "k-secret-1" not in raw
    assert one["version"] == 2
    assert Credential.objects.get().secret == SECRET


def test_what_is_wrong_is_a_problem_document(house):
    body = {"form": "wecom", "name": "", "address": "https://127.0.0.2/"}
    problem, _response = call(house, "POST", "/notice-channels", body, status=422)
    assert set(problem["errors"]) == {"name", "address"}
    call(house, "POST", "/notice-channels", body, by="supervisor", status=403)


def test_the_log_over_the_api(house, web):
    channel = house.channel()
    house.give(subject_id=1, is_urgent=True)
    web.will_answer(500, b"")
    house.send()
    house.give(subject_id=2)

    found, _response = call(house, "GET", "/deliveries?state=failed", by="auditor")
    (row,) = found["items"]
    assert (row["order"], row["kind_label"], row["receiver"]) == ("20261120-00001", "Urge", None)
    both, _response = call(
        house, "GET", f"/deliveries?channel={channel.pk}&limit=1", by="supervisor"
    )
    assert both["next_cursor"]
    one, _response = call(house, "GET", f"/deliveries/{row['id']}", by="auditor")
    assert one["attempts"][0]["code"] == "HTTP 500"
    sent, _response = call(house, "POST", f"/deliveries/{row['id']}/resend", by="supervisor")
    assert sent["state"] == "failed"
    Channel.objects.update(is_active=False)
    call(house, "POST", f"/deliveries/{row['id']}/resend", by="supervisor", status=409)
    assert Delivery.objects.count() == 2


def test_choices_over_the_api(house, post):
    found, response = call(house, "GET", "/account/delivery-choices", by="intake")
    assert (found["version"], response["ETag"]) == (0, '"0"')
    body = {"email": "lin@mail.example", "kinds": [KIND], "is_any_time": True}
    path = "/account/delivery-choices"
    saved, _response = call(house, "PUT", path, body, by="intake", **{"If-Match": '"0"'})
    assert (saved["email"], saved["new_email"]) == ("", "lin@mail.example")
    by_email = {each["kind"] for each in saved["kinds"] if each["by_email"]}
    assert by_email == {KIND}
    token = post.mails()[0].get_content().split("token=")[1].split()[0]
    done, _response = call(house, "POST", f"{path}/confirm", {"token": token}, by="intake")
    assert done["email"] == "lin@mail.example"
    call(house, "POST", f"{path}/confirm", {"token": "x"}, by="intake", status=409)
    assert Reach.objects.get().user == house.users["intake"]
