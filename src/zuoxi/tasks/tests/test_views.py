"""The pages and the API of tasks."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.subjects import subjects_of
from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.kernel.models import Event
from zuoxi.tasks.models import Task
from zuoxi.tasks.tests.factories import set_task
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield GroupPlace()


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def url(name, *args):
    return reverse(f"tasks:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def test_a_task_goes_its_way_on_the_pages(place):
    order = create(place)
    setter, staff = client_of(place, "supervisor"), client_of(place, "staff")
    address = reverse("workorders:order", args=[order.number])
    assert f"{url('new')}?number={order.number}" in text_of(setter.get(address))
    form = {
        "text": "核对资费",
        "unit": place.department.pk,
        "due_at": "2026-12-25T10:00",
        "number": order.number,
    }
    assert setter.post(url("new"), form).status_code == 303
    task = Task.objects.get()
    assert "核对资费" in text_of(setter.get(address))
    part = url("of_order", order.number)
    assert "核对资费" in text_of(setter.get(part, headers={"hx-request": "true"}))
    assert staff.get(part).status_code == 404
    shown = text_of(staff.get(url("list")))
    assert "核对资费" in shown
    # The department does not see the order, and its number is not told.
    assert order.number not in shown
    assert order.number in text_of(setter.get(url("list") + "?whose=all"))
    assert (
        staff.post(url("person", task.pk), {"username": "staff", "version": 1}).status_code == 303
    )
    assert staff.post(url("note", task.pk), {"text": "正在核对"}).status_code == 303
    answer = staff.post(url("finish", task.pk), {"result": "", "version": 2})
    assert answer.status_code == 422
    assert staff.post(url("finish", task.pk), {"result": "已更正", "version": 2}).status_code == 303
    page = text_of(setter.get(url("task", task.pk)))
    assert "正在核对" in page
    assert "已更正" in page
    assert "Finished the task" in page


def test_nothing_typed_is_lost(place):
    client = client_of(place, "supervisor")
    form = {"text": "核对", "unit": "", "due_at": "2020-01-01T10:00", "number": "123"}
    answer = client.post(url("new"), form)
    assert answer.status_code == 422
    assert "核对" in text_of(answer)
    form |= {"unit": place.department.pk, "due_at": "2027-01-01T10:00"}
    answer = client.post(url("new"), form)
    assert "no work order with this number" in text_of(answer)


def test_the_due_time_is_moved_and_a_task_cancelled_by_who_set_it(place):
    task = set_task(place)
    client = client_of(place, "supervisor")
    form = {"due_at": "2026-12-30T10:00", "reason": "等供应商", "version": "1"}
    assert client.post(url("move", task.pk), form).status_code == 303
    refused = client.post(url("cancel", task.pk), {"reason": "重复", "version": "1"})
    assert refused.status_code == 422
    assert 'name="version" value="2"' in text_of(refused)
    assert (
        client.post(url("cancel", task.pk), {"reason": "重复", "version": "2"}).status_code == 303
    )
    staff = text_of(client_of(place, "staff").get(url("task", task.pk)))
    assert "重复" in staff
    assert url("finish", task.pk) not in staff


def test_only_those_who_may_set_tasks_have_the_form(place):
    assert "You set no tasks" in text_of(client_of(place, "intake").get(url("new")))
    assert url("new") not in text_of(client_of(place, "intake").get(url("list")))
    assert client_of(place, "dept_head").get(url("new")).status_code == 200


def test_a_department_page_shows_what_it_owes(place):
    set_task(place)
    page = reverse("contacts:department", args=[place.department.pk])
    assert "查明资费差错" in text_of(client_of(place, "staff").get(page))


def test_the_list_costs_the_same_for_any_number(place, django_assert_max_num_queries):
    client = client_of(place, "supervisor")
    for _each in range(8):
        set_task(place, number=create(place).number)
    client.get(url("list") + "?whose=all")
    with django_assert_max_num_queries(22):
        client.get(url("list") + "?whose=all")


def test_tasks_are_named_in_the_log(place):
    task = set_task(place)
    event = Event.objects.get(kind="tasks.set")
    found = subjects_of(place.actor("supervisor"), [event])
    assert found["tasks.task", task.pk].url == url("task", task.pk)


def test_tasks_over_the_api(place):
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

    order = create(place)
    body = {"text": "核对", "unit_id": place.department.pk, "order": order.number}
    made = call("POST", "/tasks", body, status=201)
    assert made["task"]["source_label"] == order.number
    path = f"/tasks/{made['task']['id']}"
    call("POST", "/tasks", body | {"text": ""}, status=422)
    call("POST", "/tasks", body, by="intake", status=403)
    call("POST", f"{path}/person", {"username": "staff"}, by="dept_head")
    call("POST", f"{path}/notes", {"text": "在办"}, by="staff", status=201)
    due = (AT_WORK + timedelta(days=20)).isoformat()
    call("POST", f"{path}/due", {"due_at": due, "reason": "等"})
    call("POST", f"{path}/finish", {"result": "好"}, by="staff", status=412, **{"If-Match": '"1"'})
    done = call("POST", f"{path}/finish", {"result": "好"}, by="staff")
    assert done["task"]["state"] == "done"
    assert [each["text"] for each in done["notes"]] == ["在办"]
    call("POST", f"{path}/cancel", {"reason": "x"}, status=409)
    assert call("GET", path)["task"]["version"] == done["task"]["version"]
    assert [each["id"] for each in call("GET", "/tasks?state=done")["items"]] == [
        done["task"]["id"]
    ]
