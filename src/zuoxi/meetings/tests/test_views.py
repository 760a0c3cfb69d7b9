"""The pages and the API of meetings."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.subjects import subjects_of
from zuoxi.kernel.models import Event
from zuoxi.meetings.forms import value_of
from zuoxi.meetings.models import Meeting, Series
from zuoxi.meetings.tests.factories import AFTER, AT_WORK, MeetingPlace
from zuoxi.tasks.models import Task
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(AT_WORK, tick=False) as clock:
        yield clock


@pytest.fixture
def place(clock):
    return MeetingPlace()


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def form_of(place, **more):
    return {
        "title": "资费差错协调会",
        "starts_at": "2026-12-18T11:00",
        "ends_at": "2026-12-18T12:00",
        "place": "三楼",
        "points": "核对数据",
        "part_1": value_of(place.department.pk, place.users["staff"]),
        "part_2": value_of(place.technology.pk, None),
        **more,
    }


def test_a_session_goes_its_way_on_the_pages(place, clock):
    order = create(place)
    caller = client_of(place, "supervisor")
    address = reverse("workorders:order", args=[order.number])
    assert f"{url('new')}?number={order.number}" in text_of(caller.get(address))
    assert order.number in text_of(caller.get(url("new") + f"?number={order.number}"))
    answer = caller.post(url("new"), form_of(place, number=order.number))
    assert answer.status_code == 303
    meeting = Meeting.objects.get()
    assert meeting.order == order
    clock.move_to(AFTER)
    # Three hours later the first session has ended.
    caller = client_of(place, "supervisor")
    shown = text_of(caller.get(url("meeting", meeting.pk)))
    assert "核对数据" in shown
    assert url("minutes", meeting.pk) in shown
    parts = [each.pk for each in meeting.participants.all()]
    write = {"text": "同意更正", "present": parts, "version": meeting.version}
    assert caller.post(url("minutes", meeting.pk), write).status_code == 303
    staff = client_of(place, "other_staff")
    # A draft is for those who keep the minutes.
    assert "同意更正" not in text_of(staff.get(url("meeting", meeting.pk)))
    assert caller.post(url("send", meeting.pk), {"version": 2}).status_code == 303
    assert "同意更正" in text_of(staff.get(url("meeting", meeting.pk)))
    decide = {
        "text": "更正配置",
        "matter": "task",
        "unit": place.department.pk,
        "due_at": "2026-12-30T10:00",
        "version": 3,
    }
    assert caller.post(url("decide", meeting.pk), decide).status_code == 303
    assert "更正配置" in text_of(caller.get(address))
    part = url("of_order", order.number)
    assert "更正配置" in text_of(caller.get(part, headers={"hx-request": "true"}))
    assert staff.get(part).status_code == 404
    task = Task.objects.get()
    assert meeting.title in text_of(staff.get(reverse("tasks:task", args=[task.pk])))


def test_invitation_and_minutes_have_a_page_for_paper(place, clock):
    meeting = place.convene()
    client = client_of(place, "other_staff")
    assert "核对数据" in text_of(client.get(url("paper", meeting.pk, "invitation")))
    assert client.get(url("paper", meeting.pk, "minutes")).status_code == 404
    clock.move_to(AFTER)
    place.write(meeting, "同意更正")
    place.decide(meeting)
    paper = text_of(client_of(place, "supervisor").get(url("paper", meeting.pk, "minutes")))
    assert "同意更正" in paper
    assert "更正资费配置" in paper
    assert client_of(place, "supervisor").get(url("paper", meeting.pk, "x")).status_code == 404


def test_nothing_typed_is_lost(place):
    client = client_of(place, "supervisor")
    answer = client.post(url("new"), form_of(place, ends_at="2026-12-18T09:00", number="5"))
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "ends after it has begun" in shown or "no work order" in shown
    assert "资费差错协调会" in shown
    chosen = value_of(place.department.pk, place.users["staff"])
    assert f'value="{chosen}" selected' in shown
    answer = client.post(url("new"), form_of(place, starts_at="soon"))
    assert answer.status_code == 422


def test_a_refused_decision_and_refused_minutes_come_back(place, clock):
    meeting = place.convene()
    clock.move_to(AFTER)
    client = client_of(place, "supervisor")
    data = {"text": "更正", "matter": "task", "unit": "", "due_at": "", "version": 1}
    answer = client.post(url("decide", meeting.pk), data)
    assert answer.status_code == 422
    assert "owes this" in text_of(answer)
    answer = client.post(url("minutes", meeting.pk), {"text": "", "version": 1})
    assert answer.status_code == 422
    answer = client.post(url("cancel", meeting.pk), {"reason": "", "version": 1})
    assert answer.status_code == 422
    answer = client.post(url("decide", meeting.pk), data | {"matter": "goal"})
    assert answer.status_code == 422
    assert "leadership" in text_of(answer)


def test_a_meeting_is_moved_on_its_page(place):
    meeting = place.convene()
    client = client_of(place, "supervisor")
    shown = text_of(client.get(url("edit", meeting.pk)))
    assert "核对数据\n明确责任" in shown
    data = form_of(place, version=1, starts_at="2026-12-19T10:00", ends_at="2026-12-19T11:00")
    assert client.post(url("edit", meeting.pk), data).status_code == 303
    assert client.post(url("edit", meeting.pk), data).status_code == 422
    cancel = {"reason": "已解决", "version": 2}
    assert client.post(url("cancel", meeting.pk), cancel).status_code == 303
    assert "已解决" in text_of(client.get(url("meeting", meeting.pk)))
    assert "资费" in text_of(client.get(url("list") + "?status=cancelled"))
    assert client_of(place, "other_staff").get(url("edit", meeting.pk)).status_code == 403


def test_recurring_meetings_have_their_pages(place):
    client = client_of(place, "supervisor")
    assert "No meeting recurs" in text_of(client.get(url("series_list")))
    data = {
        "title": "联动周例会",
        "every": "week",
        "weekday": "0",
        "begins": "16:00",
        "minutes": "120",
        "first_day": "2026-12-01",
        "group": "working",
        "part_1": value_of(place.department.pk, None),
    }
    assert client.post(url("series_new"), data | {"minutes": "x"}).status_code == 422
    assert client.post(url("series_new"), data | {"last_day": "soon"}).status_code == 422
    assert client.post(url("series_new"), data).status_code == 303
    series = Series.objects.get()
    assert "Each week on Monday at 16:00" in text_of(client.get(url("series_list")))
    assert "联动周例会" in text_of(client.get(url("list")))
    change = data | {"weekday": "2", "version": 1}
    assert client.post(url("series", series.pk), change).status_code == 303
    staff = client_of(place, "other_staff")
    assert "form-buttons" not in text_of(staff.get(url("series", series.pk)))
    assert staff.post(url("series", series.pk), change).status_code == 403
    assert client.post(url("end_series", series.pk), {"version": 2}).status_code == 303
    assert not Meeting.objects.exists()


def test_who_calls_no_meetings_is_told(place):
    client = client_of(place, "intake")
    for name in ("new", "series_new"):
        assert "You call no meetings" in text_of(client.get(url(name)))
    assert url("new") not in text_of(client.get(url("list")))


def test_decisions_of_the_leaders_have_a_page(place, clock):
    meeting = place.convene(by="manager", group="leadership")
    clock.move_to(AFTER)
    client = client_of(place, "manager")
    assert "decided nothing yet" in text_of(client.get(url("decisions")))
    place.decide(meeting, by="manager", matter="goal", unit_id=None, text="全年目标")
    assert "全年目标" in text_of(client.get(url("decisions")))
    assert "全年目标" not in text_of(client_of(place, "intake").get(url("decisions")))


def test_the_list_costs_the_same_for_any_number(place, django_assert_max_num_queries):
    client = client_of(place, "supervisor")
    for _each in range(6):
        place.convene()
    client.get(url("list"))
    with django_assert_max_num_queries(24):
        client.get(url("list"))


def test_an_order_page_costs_the_same_for_any_number_of_decisions(
    place, clock, django_assert_max_num_queries
):
    order = create(place)
    meetings = [place.convene(number=order.number) for _each in range(3)]
    clock.move_to(AFTER)
    client = client_of(place, "supervisor")
    address = reverse("workorders:order", args=[order.number])
    place.decide(meetings[0])
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for each in meetings:
        place.decide(each)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_meetings_and_decisions_are_named_in_the_log(place, clock):
    meeting = place.convene()
    series = place.series()
    clock.move_to(AFTER)
    place.decide(meeting)
    rows = list(Event.objects.filter(kind__startswith="meetings."))
    found = subjects_of(place.actor("supervisor"), rows)
    assert found["meetings.meeting", meeting.pk].url == url("meeting", meeting.pk)
    assert found["meetings.series", series.pk].url == url("series", series.pk)
    task = Task.objects.get()
    client = client_of(place, "supervisor")
    assert "decision 1" in text_of(client.get(reverse("tasks:task", args=[task.pk])))


def call(place, method, path, body=None, *, by="supervisor", status=200, **headers):
    answer = client_of(place, by).generic(
        method,
        f"/api/v1{path}",
        "" if body is None else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_meetings_over_the_api(place, clock):
    body = {
        "centre_id": place.centre.pk,
        "title": "协调会",
        "starts_at": (AT_WORK + timedelta(hours=1)).isoformat(),
        "ends_at": (AT_WORK + timedelta(hours=2)).isoformat(),
        "parts": [{"unit_id": place.department.pk, "username": "staff"}],
        "order": create(place).number,
    }
    call(place, "POST", "/meetings", body | {"parts": []}, status=422)
    call(place, "POST", "/meetings", body, by="intake", status=403)
    made = call(place, "POST", "/meetings", body, status=201)
    path = f"/meetings/{made['meeting']['id']}"
    change = {k: v for k, v in body.items() if k not in {"centre_id", "order"}} | {"title": "改期"}
    call(place, "PUT", path, change, status=412, **{"If-Match": '"9"'})
    assert call(place, "PUT", path, change)["meeting"]["title"] == "改期"
    clock.move_to(AFTER)
    call(place, "PUT", f"{path}/minutes", {"text": "纪要"})
    assert call(place, "POST", f"{path}/minutes/send")["minutes"][0]["sent_at"]
    call(place, "POST", f"{path}/minutes/send", status=409)
    decision = {"matter": "task", "text": "整改", "unit_id": place.department.pk}
    decided = call(place, "POST", f"{path}/decisions", decision, status=201)
    assert decided["decisions"][0]["task_ids"] == [Task.objects.get().pk]
    call(place, "POST", f"{path}/decisions", decision | {"matter": "goal"}, status=403)
    call(place, "POST", f"{path}/cancel", {"reason": "x"}, status=409)
    assert call(place, "GET", path, by="staff")["participants"][0]["name"] == "staff"
    assert len(call(place, "GET", "/meetings?status=held")["items"]) == 1
    assert call(place, "GET", "/linkage-decisions")["items"] == []
    another = call(place, "POST", "/meetings", body, status=201)["meeting"]["id"]
    call(place, "POST", f"/meetings/{another}/cancel", {"reason": "改日"})


def test_recurring_meetings_over_the_api(place):
    series = {
        "centre_id": place.centre.pk,
        "title": "月例会",
        "every": "month_working_day",
        "number": 1,
        "first_day": "2026-12-01",
        "begins": "09:00",
        "minutes": 60,
        "group": "working",
        "parts": [{"unit_id": place.department.pk}],
    }
    made = call(place, "POST", "/meeting-series", series, status=201)
    assert "working day 1" in made["words"]
    path = f"/meeting-series/{made['id']}"
    change = {k: v for k, v in series.items() if k != "centre_id"} | {"number": 2}
    assert call(place, "PUT", path, change)["number"] == 2
    call(place, "PUT", path, change | {"number": 40}, status=422)
    assert call(place, "GET", path)["version"] == 2
    assert len(call(place, "GET", "/meeting-series")) == 1
    assert call(place, "POST", f"{path}/end")["ended_at"]
