"""The console over the API."""

import pytest

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.workorders.tests.factories import Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/dispatching"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def client(place):
    return signed_in(place.users["dispatcher"])


def start(client, place, chosen, **changes):
    body = {"kind": "dispatch", "orders": [{"number": each.number} for each in chosen]}
    body |= inputs_for(place, "dispatch")
    return client.post(f"{ROOT}/bulk", body | changes, "application/json")


def test_suggestions_with_their_reasons(place, client):
    order = create(place)
    found = client.get(f"{ROOT}/orders/{order.number}/suggestions").json()["items"]
    assert len(found) == 3
    assert found[0]["work_area"] == place.areas[0].code
    assert found[0]["reasons"]


def test_a_claim_is_held_once_and_given_free(place, client):
    url = f"{ROOT}/orders/{create(place).number}/claim"
    assert client.post(url).json()["name"] == "dispatcher"
    other = signed_in(place.users["all"])
    refused = other.post(url)
    assert refused.status_code == 409
    assert refused.json()["code"] == "claimed"
    assert client.delete(url).status_code == 204
    assert other.post(url).status_code == 200


def test_a_bulk_dispatch_answers_with_a_result_per_order_and_can_be_taken_back(place, client):
    stale, fresh = create(place), create(place)
    orders = [{"number": stale.number, "version": 7}, {"number": fresh.number, "version": 1}]
    answer = start(client, place, [], orders=orders)
    assert answer.status_code == 201
    bulk = answer.json()
    assert [each["result"] for each in bulk["items"]] == ["changed", "done"]
    assert not bulk["is_running"]

    url = f"{ROOT}/bulk/{bulk['id']}"
    assert client.get(url).json() == bulk
    back = client.post(f"{url}/undo").json()
    assert [each["undo_result"] for each in back["items"]] == [None, "done"]
    assert client.post(f"{url}/undo").json()["code"] == "undone"


def test_a_single_dispatch_is_recalled_by_its_action(place, client):
    order = order_in(place, "dispatched")
    url = f"/api/v1/work-orders/{order.number}/actions/recall"
    assert client.post(url, {}, "application/json").json()["status"] == "created"
    act(place, order, "dispatch")
    act(place, order, "accept")
    assert client.post(url, {}, "application/json").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"orders": []},
        {"orders": [{"number": "x", "versoin": 1}]},
        {"kind": "accept"},
        {"work_area": ""},
        {"remark": "\u0000"},
    ],
)
def test_bad_bodies_are_refused(place, client, changes):
    assert start(client, place, [create(place)], **changes).status_code == 422


def test_operations_of_others_are_not_found(place, client):
    pk = start(client, place, [create(place)]).json()["id"]
    other = signed_in(place.users["all"])
    assert other.get(f"{ROOT}/bulk/{pk}").status_code == 404
    assert other.post(f"{ROOT}/bulk/{pk}/undo").status_code == 404
