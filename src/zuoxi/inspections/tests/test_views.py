"""The pages and the API of inspections."""

import json

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.subjects import subjects_of
from zuoxi.inspections import queries
from zuoxi.inspections.models import Inspection
from zuoxi.inspections.tests.factories import AFTER, InspectedPlace
from zuoxi.kernel.models import Event
from zuoxi.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AFTER, tick=False):
        yield InspectedPlace()


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def url(name, *args):
    return reverse(f"inspections:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


FORM = {
    "title": "十一月联动检查",
    "first_day": "2026-11-01",
    "last_day": "2026-11-30",
    "size": "2",
    "numbers": "",
}


def test_an_inspection_goes_its_way_on_the_pages(place):
    client = client_of(place, "manager")
    assert "No inspection yet" in text_of(client.get(url("list")))
    assert client.post(url("new"), FORM).status_code == 303
    found = Inspection.objects.get()
    first, second = queries.sample_of(found)
    shown = text_of(client.get(url("inspection", found.pk)))
    assert first.order.number in shown
    assert found.seed in shown
    judge = {"verdict": "finding", "text": "", "version": 1}
    assert client.post(url("judge", found.pk, first.pk), judge).status_code == 422
    judge |= {"text": "未写进展"}
    assert client.post(url("judge", found.pk, first.pk), judge).status_code == 303
    assert "Put right" in text_of(client.get(url("judge", found.pk, first.pk)))
    correct = {"text": "补写", "unit": "", "due_at": "2026-12-30T10:00", "version": 2}
    assert client.post(url("correct", found.pk, first.pk), correct).status_code == 422
    correct |= {"unit": place.department.pk}
    assert client.post(url("correct", found.pk, first.pk), correct).status_code == 303
    judge = {"verdict": "in_order", "text": "", "version": 3}
    assert client.post(url("judge", found.pk, second.pk), judge).status_code == 303
    assert client.post(url("close", found.pk), {"conclusion": "", "version": 4}).status_code == 422
    close = {"conclusion": "总体良好", "version": 4}
    assert client.post(url("close", found.pk), close).status_code == 303
    listed = text_of(client_of(place, "supervisor").get(url("list")))
    assert "Still to be put right" in listed
    assert "补写" in listed
    assert "总体良好" in text_of(client.get(url("inspection", found.pk)))
    _the_department_has_the_task_alone(place)


def _the_department_has_the_task_alone(place):
    task = Task.objects.get()
    staff = client_of(place, "other_staff")
    page = text_of(staff.get(reverse("tasks:task", args=[task.pk])))
    assert "补写" in page
    assert "十一月联动检查" not in page


def test_nothing_typed_is_lost(place):
    client = client_of(place, "manager")
    for changes in ({"size": "9"}, {"size": "many"}, {"last_day": "x"}, {"numbers": "1\n2"}):
        answer = client.post(url("new"), FORM | changes)
        assert answer.status_code == 422
        assert "十一月联动检查" in text_of(answer)
    assert "only 6 orders" in text_of(client.post(url("new"), FORM | {"size": "9"}))


def test_who_does_not_inspect_looks_on(place):
    found = place.begin()
    sampled = queries.sample_of(found)[0]
    client = client_of(place, "supervisor")
    assert "You do not inspect" in text_of(client.get(url("new")))
    assert url("judge", found.pk, sampled.pk) not in text_of(
        client.get(url("inspection", found.pk))
    )
    assert client.get(url("judge", found.pk, sampled.pk)).status_code == 404
    judge = {"verdict": "in_order", "version": 1}
    assert client.post(url("judge", found.pk, sampled.pk), judge).status_code == 403
    assert client_of(place, "second_head").get(url("inspection", found.pk)).status_code == 404


def test_pages_cost_the_same_for_any_number(place, django_assert_max_num_queries):
    client = client_of(place, "manager")
    for _each in range(4):
        found = place.begin(size=6)
    client.get(url("list"))
    with django_assert_max_num_queries(30):
        client.get(url("list"))
    with django_assert_max_num_queries(30):
        client.get(url("inspection", found.pk))


def test_inspections_and_findings_are_named_in_the_log(place):
    found = place.begin()
    sampled = queries.sample_of(found)[0]
    place.judge(sampled)
    event = Event.objects.filter(kind="inspections.begun").get()
    named = subjects_of(place.actor("supervisor"), [event])
    assert named["inspections.inspection", found.pk].url == url("inspection", found.pk)


def test_inspections_over_the_api(place):
    def call(method, path, body=None, *, by="manager", status=200, **headers):
        answer = client_of(place, by).generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    body = {"title": "检查", "first_day": "2026-11-01", "last_day": "2026-11-30", "size": 1}
    start = f"/centres/{place.centre.pk}/inspections"
    call("POST", start, body, by="supervisor", status=403)
    call("POST", start, body | {"size": 99}, status=422)
    made = call("POST", start, body, status=201)
    path = f"/inspections/{made['inspection']['id']}"
    order = f"{path}/sample/{made['sample'][0]['id']}"
    call("PUT", order, {"verdict": "finding", "text": "x"}, status=412, **{"If-Match": '"9"'})
    assert call("PUT", order, {"verdict": "finding", "text": "未写"})["inspection"]["findings"] == 1
    put_right = {"text": "补", "unit_id": place.department.pk}
    judged = call("POST", f"{order}/corrections", put_right, status=201)
    assert judged["sample"][0]["task_ids"] == [Task.objects.get().pk]
    closed = call("POST", f"{path}/close", {"conclusion": "好"})
    assert closed["inspection"]["status"] == "closed"
    call("POST", f"{path}/close", {"conclusion": "好"}, status=409)
    assert call("GET", path, by="auditor")["inspection"]["conclusion"] == "好"
    assert len(call("GET", "/inspections", by="supervisor")["items"]) == 1
