"""The pages, as the browser gets them."""

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.contacts import queries
from zuoxi.contacts.models import ContactPerson, Interface, Process, ReachOut
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.web import slots
from zuoxi.workorders.tests.factories import act, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield Department()


@pytest.fixture
def order(place):
    first = place.person("张三", mobile="13912345678")
    place.interface(first, place.person("李四"))
    return place.order()


def client_of(place, name, language="en"):
    return signed_in(place.users[name], language=language)


def url(name, *args):
    return reverse(f"contacts:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def page(place, name, *args, by="supervisor", **query):
    answer = client_of(place, by).get(url(name, *args), query)
    assert answer.status_code == 200
    return text_of(answer)


def test_the_list_has_its_filters_and_its_file(place, order):
    shown = page(place, "list", by="intake", text="张三")
    assert "张三" in shown
    assert "13912345678" in shown
    assert "李四" not in shown
    assert "139****5678" in page(place, "list", by="auditor")
    answer = client_of(place, "intake").post(url("export"), {"format": "csv", "text": "张三"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "张三" in rows[1]
    assert "13912345678" in rows[1]
    answer = client_of(place, "auditor").post(url("export"), {"format": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_file_is_masked_as_the_page_is(place, order):
    answer = client_of(place, "auditor").post(url("export"), {"format": "csv"})
    assert b"13912345678" not in b"".join(answer.streaming_content)


def test_an_empty_list_says_what_to_do_next(place):
    assert url("departments") in page(place, "list")
    assert url("list") in page(place, "list", text="nobody")


def test_the_departments_are_founded_by_a_button(place):
    assert url("found") in page(place, "departments")
    assert url("found") not in page(place, "departments", by="intake")
    client = client_of(place, "supervisor")
    answer = client.post(url("found"), {"centre": place.centre.pk})
    assert answer.status_code == 303
    assert "Technology department" in page(place, "departments")


def test_the_page_of_a_department_shows_all_that_is_known(place, order):
    place.agree(place.propose("核对资费"))
    shown = page(place, "department", place.unit.pk)
    for word in ("张三", "李四", "资费", "核对资费", "dept_head", "staff", order.number):
        assert word in shown
    seen = page(place, "department", place.unit.pk, by="intake")
    assert url("new_person", place.unit.pk) not in seen


def test_a_person_is_added_with_what_is_wrong_at_its_field(place):
    client = client_of(place, "dept_head")
    answer = client.post(url("new_person", place.unit.pk), {"name": "王五", "monday": "8-12"})
    assert answer.status_code == 422
    assert "王五" in text_of(answer)
    assert "8-12" in text_of(answer)
    sent = {"name": "王五", "mobile": "13900001111", "monday": "08:30-12:00"}
    assert client.post(url("new_person", place.unit.pk), sent).status_code == 303
    person = ContactPerson.objects.get()
    assert person.duty_hours == ["08:30-12:00", *[""] * 6]
    shown = page(place, "person", person.pk)
    assert "Monday" in shown
    assert "139****1111" in page(place, "person", person.pk, by="auditor")


def test_a_person_is_changed_and_taken_out_of_use(place):
    person = place.person("王五")
    client = client_of(place, "supervisor")
    sent = {"name": "王六", "mobile": "13900001111", "version": "1"}
    assert client.post(url("person", person.pk), sent).status_code == 303
    assert client.post(url("person", person.pk), sent).status_code == 422
    answer = client.post(url("close_person", person.pk), {"version": "2"})
    assert answer.status_code == 303
    assert not ContactPerson.objects.get().is_active


def test_an_interface_is_added_and_closed(place):
    first, second = place.person("甲"), place.person("乙")
    client = client_of(place, "supervisor")
    sent = {
        "kind": "product",
        "name": "宽带",
        "request_types": ["test"],
        "person_1": second.pk,
        "person_2": first.pk,
    }
    assert client.post(url("new_interface", place.unit.pk), sent).status_code == 303
    (interface,) = queries.interfaces_of(place.unit)
    assert [each.person for each in interface.turns.all()] == [second, first]
    answer = client.post(url("new_interface", place.unit.pk), sent)
    assert answer.status_code == 422
    assert "same subject" in text_of(answer)
    assert "宽带" in page(place, "interface", interface.pk)
    assert client.post(url("interface", interface.pk), sent | {"version": "9"}).status_code == 422
    client.post(url("close_interface", interface.pk), {"version": "1"})
    assert not Interface.objects.get(pk=interface.pk).is_active


def test_a_substitute_is_named_and_taken_back(place):
    first, second = place.person("甲"), place.person("乙")
    client = client_of(place, "supervisor")
    sent = {"substitute": second.pk, "first_day": "2026-12-18", "last_day": "x"}
    answer = client.post(url("substitute", first.pk), sent)
    assert answer.status_code == 422
    sent["last_day"] = "2026-12-20"
    assert client.post(url("substitute", first.pk), sent).status_code == 303
    assert "2026-12-20" in page(place, "person", first.pk)
    row = first.substitutions.get()
    assert client.post(url("remove_substitute", first.pk, row.pk)).status_code == 303
    assert not first.substitutions.exists()


def test_the_functions_are_written_down(place):
    client = client_of(place, "dept_head")
    sent = {"functions_zh_hans": "管产品", "functions_en": "Products", "version": "1"}
    assert client.post(url("functions", place.unit.pk), sent).status_code == 303
    assert "Products" in page(place, "department", place.unit.pk)
    assert client.post(url("functions", place.unit.pk), sent | {"version": "1"}).status_code == 422


def test_the_gaps_leave_a_place_for_others(place, monkeypatch):
    others = {name: found for name, found in slots._providers.items() if name != "contacts.gaps"}
    monkeypatch.setattr(slots, "_providers", others)
    assert "Departments without an interface" in page(place, "gaps")
    place.interface(place.person("甲"), place.person("乙"))
    assert "Nothing is missing" in page(place, "gaps")

    @slots.fill("contacts.gaps")
    def more(subject, *, actor, now):
        return slots.Part("more", "Limits that are not agreed", "contacts/_open_steps.html", {})

    shown = page(place, "gaps")
    assert "Limits that are not agreed" in shown
    assert "Nothing is missing" not in shown


def test_a_process_is_proposed_and_agreed_on(place):
    client = client_of(place, "staff")
    empty = client.post(url("new_process", place.unit.pk), {"request_type": "test", "steps": " "})
    assert empty.status_code == 422
    sent = {"request_type": "test", "steps": "核对 | 部门\n\n答复客户"}
    assert client.post(url("new_process", place.unit.pk), sent).status_code == 303
    process = Process.objects.get()
    assert [(each.text, each.who) for each in process.steps.all()] == [
        ("核对", "部门"),
        ("答复客户", ""),
    ]
    assert url("approve", process.pk) not in page(place, "process", process.pk, by="staff")
    for name in ("centre_head", "dept_head"):
        answer = client_of(place, name).post(url("approve", process.pk))
        assert answer.status_code == 303
    assert "In force" in page(place, "process", process.pk, by="intake")
    again = client.get(url("new_process", place.unit.pk), {"request_type": "test"})
    assert "核对 | 部门" in text_of(again)


def test_a_process_is_refused_with_a_reason(place):
    process = place.propose("一步")
    client = client_of(place, "dept_head")
    assert client.post(url("refuse", process.pk), {"reason": ""}).status_code == 422
    assert client.post(url("refuse", process.pk), {"reason": "不完整"}).status_code == 303
    assert "不完整" in page(place, "process", process.pk)


def test_the_order_shows_whom_to_reach_and_how(place, order):
    shown = text_of(
        client_of(place, "intake").get(reverse("workorders:order", args=[order.number]))
    )
    assert "张三" in shown
    assert "13912345678" in shown
    assert url("start", order.number) in shown
    seen = text_of(client_of(place, "staff").get(url("of_order", order.number)))
    assert "张三" in seen
    assert url("start", order.number) not in seen


def test_not_reached_shows_the_next_one(place, order):
    client = client_of(place, "intake")
    (interface,) = queries.interfaces_of(place.unit)
    sent = {"interface": interface.pk, "is_urgent": "on"}
    fragment = {"HX-Request": "true"}
    answer = client.post(url("start", order.number), sent, headers=fragment)
    assert answer.status_code == 200
    assert url("attempt", order.number) in text_of(answer)
    assert ReachOut.objects.get().is_urgent
    tried = {"outcome": "not_reached", "way": "mobile", "remark": "关机", "version": "1"}
    answer = client.post(url("attempt", order.number), tried, headers=fragment)
    assert "关机" in text_of(answer)
    assert ReachOut.objects.get().person.name == "李四"
    # Sent twice: the second one would be about somebody else.
    answer = client.post(url("attempt", order.number), tried, headers=fragment)
    assert answer.status_code == 412
    assert "关机" in text_of(answer)
    reached = {"outcome": "reached", "way": "office", "version": "2"}
    answer = client.post(url("attempt", order.number), reached)
    assert answer.status_code == 303
    assert ReachOut.objects.get().end == "reached"


def test_reaching_out_is_stopped_with_a_reason(place, order):
    place.start(order)
    client = client_of(place, "intake")
    sent = {"reason": "", "version": "1"}
    assert client.post(url("stop", order.number), sent).status_code == 422
    assert client.post(url("stop", order.number), sent | {"reason": "撤回"}).status_code == 303


def test_the_steps_are_ticked_on_the_order(place, order):
    process = place.agree(place.propose("核对资费", "答复客户"), now=order.received_at)
    first, _second = process.steps.all()
    client = client_of(place, "staff")
    shown = text_of(client.get(url("steps", order.number)))
    assert url("tick", order.number, first.pk) in shown
    assert client.post(url("tick", order.number, first.pk)).status_code == 303
    act(place, order, "accept", by="staff")
    dialog = text_of(client.get(reverse("workorders:dialog", args=[order.number])))
    assert "答复客户" in dialog
    wrong = client.post(url("untick", order.number, first.pk), {"reason": ""})
    assert wrong.status_code == 422
    right = client.post(url("untick", order.number, first.pk), {"reason": "漏项"})
    assert right.status_code == 303


def test_an_order_elsewhere_has_no_such_parts(place):
    order = order_in(place, "dispatched")
    assert client_of(place, "intake").get(url("of_order", order.number)).status_code == 404
    assert client_of(place, "intake").get(url("steps", order.number)).status_code == 404
