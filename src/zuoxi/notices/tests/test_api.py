"""Notices as a program sees them."""

import pytest

from zuoxi.notices.models import Notice
from zuoxi.notices.tests.test_views import client_of, petition
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

URL = "/api/v1/notices"


@pytest.fixture
def place():
    return Place()


def test_the_list_has_the_own_notices_with_what_they_are_about(place):
    order = petition(place)
    client = client_of(place, "supervisor", "en")
    (item,) = client.get(URL).json()["items"]

    assert item["kind"] == "workorders.petition"
    assert item["subject"]["label"] == order.number
    assert item["subject"]["url"].endswith(f"{order.number}/")
    assert order.number in item["sentence"]
    assert (item["given_by"], item["count"], item["read_at"]) == ("area1", 1, None)
    assert client_of(place, "auditor").get(URL).json()["items"] == []


def test_reading_one(place):
    petition(place)
    pk = Notice.objects.get(receiver=place.users["supervisor"]).pk
    client = client_of(place, "supervisor")

    assert client_of(place, "admin").post(f"{URL}/{pk}/read").status_code == 404
    answer = client.post(f"{URL}/{pk}/read")
    assert (answer.status_code, answer.json()["id"]) == (200, pk)
    assert answer.json()["read_at"]
    assert client.post(f"{URL}/{pk}/read").json() == answer.json()
    assert client.get(URL, {"unread": "true"}).json()["items"] == []
    assert len(client.get(URL).json()["items"]) == 1


def test_reading_all_and_paging(place):
    for _ in range(3):
        petition(place)
    client = client_of(place, "supervisor")
    first = client.get(URL, {"limit": 2}).json()
    second = client.get(URL, {"limit": 2, "cursor": first["next_cursor"]}).json()

    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, "")
    assert client.post(f"{URL}/read-all").json() == {"count": 3}
    assert client.post(f"{URL}/read-all").json() == {"count": 0}


@pytest.mark.parametrize("address", ["?cursor=x", "?limit=0", "?unread=perhaps"])
def test_bad_input_is_refused(place, address):
    assert client_of(place, "supervisor").get(URL + address).status_code == 422


@pytest.mark.parametrize("pk", [0, 10**30, "x"])
def test_an_impossible_id_is_no_crash(place, pk):
    assert client_of(place, "supervisor").post(f"{URL}/{pk}/read").status_code in {404, 422}


def test_signed_out_callers_are_refused(client):
    assert client.get(URL).status_code == 401
    assert client.post(f"{URL}/read-all").status_code == 401
