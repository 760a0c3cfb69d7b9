"""The pages and the API of the groups."""

import json

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.org.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield GroupPlace()


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def url(place, kind="working"):
    return reverse("groups:group", args=[place.centre.pk, kind])


def text_of(answer):
    return answer.content.decode()


def form_of(wanted, **more):
    data = {"head": wanted.head, "operations": wanted.operations_id or "", "version": "0"}
    for place, (name, unit) in enumerate(wanted.members, start=1):
        data |= {f"person_{place}": name, f"unit_{place}": str(unit)}
    return data | more


def test_groups_are_appointed_on_their_page(place):
    client = client_of(place, "supervisor")
    shown = text_of(client.get(reverse("groups:list")))
    assert "not been appointed" in shown
    proposed = text_of(client.get(url(place, "leadership")))
    assert 'value="manager" selected' in proposed
    answer = client.post(url(place), form_of(place.working()))
    assert answer.status_code == 303
    assert Seat.objects.count() == 5
    assert "lead" in text_of(client.get(reverse("groups:list")))
    assert "form-buttons" not in text_of(client_of(place, "intake").get(url(place)))


def test_what_was_typed_stays_when_it_is_refused(place):
    client = client_of(place, "supervisor")
    answer = client.post(
        url(place), form_of(place.working(members=[("checker", place.quality.pk)]))
    )
    assert answer.status_code == 422
    shown = text_of(answer)
    assert place.areas[0].name in shown
    assert 'value="checker" selected' in shown
    assert not Group.objects.exists()
    place.appoint("working")
    stale = client.post(url(place), form_of(place.working(), version="7"))
    assert stale.status_code == 422
    assert 'name="version" value="1"' in text_of(stale)


def test_who_does_not_appoint_is_refused(place):
    answer = client_of(place, "intake").post(url(place), form_of(place.working()))
    assert answer.status_code == 403
    assert client_of(place, "supervisor").get(url(place, "nothing")).status_code == 404


def test_what_is_wrong_stands_among_what_is_missing(place):
    gaps = reverse("contacts:gaps")
    client = client_of(place, "supervisor")
    assert url(place) in text_of(client.get(gaps))
    place.appoint_both()
    assert url(place) not in text_of(client.get(gaps))
    Assignment.objects.filter(user=place.users["lead"]).delete()
    shown = text_of(client.get(gaps))
    assert url(place) in shown
    assert url(place, "leadership") not in shown


def test_the_list_costs_few_statements(place, django_assert_max_num_queries):
    place.appoint_both()
    client = client_of(place, "intake")
    client.get(reverse("groups:list"))
    with django_assert_max_num_queries(25):
        client.get(reverse("groups:list"))


def test_the_groups_over_the_api(place):
    def call(method, path, body=None, *, by="supervisor", status=200, **headers):
        answer = client_of(place, by).generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    path = f"/centres/{place.centre.pk}/linkage-groups/leadership"
    assert call("GET", path)["version"] == 0
    wanted = place.leadership()
    body = {
        "head": wanted.head,
        "members": [{"username": name, "unit_id": unit} for name, unit in wanted.members],
    }
    made = call("PUT", path, body)
    assert next(each["name"] for each in made["seats"]) == "manager"
    call("PUT", path, body | {"head": "intake"}, status=422)
    call("PUT", path, body, status=412, **{"If-Match": '"0"'})
    call("PUT", path, body, by="intake", status=403)
    listed = call("GET", "/linkage-groups", by="intake")
    assert {each["kind"]: each["version"] for each in listed} == {"leadership": 1, "working": 0}
