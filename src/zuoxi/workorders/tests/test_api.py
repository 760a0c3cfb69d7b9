"""The life of an order as a program lives it, and every way a call can be refused."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zuoxi.accounts import actions as accounts
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.belief import forget_everything
from zuoxi.workorders import actions
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.schemas import WorkOrderPage
from zuoxi.workorders.tests.factories import NOW, Place, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

ORDER = {
    "form_type": "fault_report",
    "customer_no": "111",
    "device_type": "digital",
    "request_type": "test",
    "appointment_at": "2030-01-01T09:00:00+08:00",
    "description": "测试",
}


class Caller:
    """One person's script with a bearer token."""

    def __init__(self, place, name):
        _token, secret = accounts.issue_token(
            actor=place.actor(name), name="test", now=timezone.now()
        )
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def get(self, path):
        return self.client.get(f"/api/v1{path}")

    def post(self, path, body=None, **headers):
        return self.client.post(
            f"/api/v1{path}", json.dumps(body or {}), "application/json", headers=headers
        )


@pytest.fixture
def place():
    place = Place()
    for user in place.users.values():
        user.password_changed_at = timezone.now()
        user.save()
    return place


@pytest.fixture
def calls(place):
    return {name: Caller(place, name) for name in place.users}


def test_a_program_carries_an_order_through_its_whole_life(place, calls):
    created = calls["intake"].post("/work-orders", ORDER, **{"Idempotency-Key": "k1"})
    assert created.status_code == 201
    number = created.json()["number"]
    assert created.json()["message"] == "业务操作成功"

    steps = [
        ("dispatcher", "dispatch", inputs_for(place, "dispatch"), "dispatched", "表单调度成功"),
        ("area1", "accept", {}, "in_progress", "业务操作成功"),
        ("area1", "complete", inputs_for(place, "complete"), "completed", "业务操作成功"),
        ("controller", "submit_review", {}, "under_review", "业务操作成功"),
        ("reviewer", "approve", {"review_remark": "完整"}, "completed", "业务操作成功"),
        ("archiver", "archive", {}, "archived", "业务操作成功"),
    ]
    for who, action, body, status, message in steps:
        legal = calls[who].get(f"/work-orders/{number}").json()["legal_actions"]
        assert action in [each["action"] for each in legal]
        moved = calls[who].post(f"/work-orders/{number}/actions/{action}", body)
        assert (moved.status_code, moved.json()["status"]) == (200, status), moved.json()
        assert moved.json()["message"] == message

    order = calls["auditor"].get(f"/work-orders/{number}").json()
    assert (order["is_reviewed"], order["review_remark"]) == (True, "完整")
    assert order["dispatches"][0]["resolution_notes"] == "已更换机顶盒"
    assert order["legal_actions"] == []
    assert order["events"] is None
    history = calls["auditor"].get(f"/work-orders/{number}/events").json()["items"]
    both = calls["auditor"].get(f"/work-orders/{number}?include=events").json()
    assert both == order | {"events": history}
    assert [each["kind"].split(".")[1] for each in history] == [
        "created",
        "dispatched",
        "accepted",
        "completed",
        "submitted_for_review",
        "approved",
        "archived",
    ]


def test_return_and_second_dispatch(place, calls):
    order = order_in(place, "dispatched")

    returned = calls["area1"].post(
        f"/work-orders/{order.number}/actions/return",
        {"return_reason": "R01", "misdispatch_note": "不属本工区"},
    )
    assert returned.status_code == 200
    assert returned.json()["status"] == "returned"
    assert calls["area1"].get(f"/work-orders/{order.number}").status_code == 404

    noted = calls["dispatcher"].post(f"/work-orders/{order.number}/actions/note_misdispatch")
    assert noted.json()["list"] == "redispatch"
    again = calls["dispatcher"].post(
        f"/work-orders/{order.number}/actions/dispatch", inputs_for(place, "dispatch", area=1)
    )
    assert (again.json()["message"], again.json()["round"]) == ("表单修改成功", 2)


def test_repeating_a_creation_answers_200_with_the_first_order(calls):
    first = calls["intake"].post("/work-orders", ORDER, **{"Idempotency-Key": "k"})
    second = calls["intake"].post("/work-orders", ORDER, **{"Idempotency-Key": "k"})
    other = calls["intake"].post(
        "/work-orders", ORDER | {"description": "别的"}, **{"Idempotency-Key": "k"}
    )

    assert (first.status_code, second.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["number"] == second.json()["number"]
    assert WorkOrder.objects.count() == 1


def test_a_past_appointment_is_a_warning(calls):
    created = calls["intake"].post(
        "/work-orders", ORDER | {"appointment_at": "2020-01-01T09:00:00+08:00"}
    )

    assert created.status_code == 201
    assert [each["code"] for each in created.json()["warnings"]] == ["appointment_at"]


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        ("intake", "post", "/work-orders", {}, 422, "invalid_input"),
        ("intake", "post", "/work-orders", ORDER | {"customer_no": "x"}, 422, "invalid_input"),
        ("intake", "post", "/work-orders", ORDER | {"description": "\ud800"}, 422, "invalid_input"),
        ("intake", "post", "/work-orders", ORDER | {"more": 1}, 422, "invalid_input"),
        ("dispatcher", "post", "/work-orders", ORDER, 403, "forbidden"),
        ("dispatcher", "get", "/work-orders/20200101-00001", None, 404, "not_found"),
        ("dispatcher", "get", "/work-orders?list=nothing", None, 422, "invalid_input"),
        ("dispatcher", "get", "/work-orders?cursor=abc", None, 422, "invalid_cursor"),
        ("admin", "get", "/work-orders", None, 403, "forbidden"),
        ("dispatcher", "get", "/code-lists/nothing", None, 422, "invalid_input"),
        ("dispatcher", "get", "/nowhere", None, 404, "not_found"),
    ],
)
def test_refusals_are_problem_documents(calls, who, method, path, body, status, code):
    arguments = [path] if body is None else [path, body]
    response = getattr(calls[who], method)(*arguments)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


class TestActionRefusals:
    @pytest.mark.parametrize(
        ("who", "action", "body", "status", "code"),
        [
            ("area1", "complete", {}, 409, "illegal_action"),
            ("area2", "accept", {}, 404, "not_found"),
            ("dispatcher", "accept", {}, 403, "forbidden"),
            ("area1", "return", {}, 422, "invalid_input"),
            ("area1", "accept", {"remark": "x"}, 422, "invalid_input"),
            ("area1", "destroy", {}, 422, "invalid_input"),
        ],
    )
    def test_each_kind(self, place, calls, who, action, body, status, code):
        order = order_in(place, "dispatched")

        response = calls[who].post(f"/work-orders/{order.number}/actions/{action}", body)

        assert (response.status_code, response.json()["code"]) == (status, code)
        order.refresh_from_db()
        assert order.status == "dispatched"

    def test_a_stale_version(self, place, calls):
        order = order_in(place, "dispatched")
        path = f"/work-orders/{order.number}/actions/accept"

        stale = calls["area1"].post(path, {}, **{"If-Match": '"1"'})
        fresh = calls["area1"].post(path, {}, **{"If-Match": f'"{order.version}"'})

        assert (stale.status_code, stale.json()["version"]) == (412, 2)
        assert fresh.status_code == 200
        assert fresh["ETag"] == '"3"'

    def test_one_message_per_field_in_the_language_of_the_caller(self, place, calls):
        order = create(place)

        response = calls["dispatcher"].post(
            f"/work-orders/{order.number}/actions/dispatch",
            {"remark": ""},
            **{"Accept-Language": "en"},
        )

        assert response.json()["errors"] == {
            "work_area": ["This field is required."],
            "technician": ["This field is required."],
            "remark": ["This field is required."],
        }


def test_without_a_token_nothing_is_told(place):
    order = create(place)

    response = Client().get(f"/api/v1/work-orders/{order.number}")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_reference_data(place, calls):
    areas = calls["dispatcher"].get("/work-areas").json()["items"]
    assert [(each["code"], len(each["technicians"])) for each in areas] == [
        ("area-1", 2),
        ("area-2", 2),
    ]
    codes = calls["dispatcher"].get("/code-lists/request_type").json()["items"]
    assert "test" in [each["code"] for each in codes]
    table = calls["dispatcher"].get("/lifecycle/fault_report").json()
    assert (len(table["states"]), len(table["transitions"])) == (11, 13)


def test_a_call_costs_the_stated_number_of_queries(
    place, calls, believing, django_assert_num_queries
):
    del believing
    order = order_in(place, "dispatched")
    calls["dispatcher"].get(f"/work-orders/{order.number}")

    # Who calls and what things are called is believed. The order, its legs, what is merged into
    # it, its customer.
    with django_assert_num_queries(4):
        calls["dispatcher"].get(f"/work-orders/{order.number}")
    # Later these are asked for anew: the token with its user, the scope, and the names of the
    # centre, the work area, its technician, the codes and the people.
    forget_everything()
    with django_assert_num_queries(11):
        calls["dispatcher"].get(f"/work-orders/{order.number}")


def test_the_rows_of_a_list_are_what_their_schema_says(place, calls):
    # They are written unchecked.
    order_in(place, "created")
    order_in(place, "completed")

    for name in ("dispatch", "completed"):
        said = calls["supervisor"].get(f"/work-orders?list={name}").json()
        assert said["items"]
        checked = WorkOrderPage.model_validate_json(json.dumps(said), strict=True)
        assert checked.model_dump(mode="json") == said


def test_a_list_costs_the_same_for_one_order_and_for_many(place, calls):
    create(place, now=NOW)
    calls["dispatcher"].get("/work-orders?list=dispatch")
    with CaptureQueriesContext(connection) as one:
        calls["dispatcher"].get("/work-orders?list=dispatch")
    for _ in range(5):
        create(place)
    with CaptureQueriesContext(connection) as many:
        assert len(calls["dispatcher"].get("/work-orders?list=dispatch").json()["items"]) == 6

    assert len(many) == len(one)


def test_a_goods_order_and_its_refund_over_the_api(place, calls):
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    actions.load_reference_fields(actor=SYSTEM, now=NOW)
    asked = calls["intake"].get("/request-types/goods_order/fields").json()["items"]
    assert [each["code"] for each in asked if each["required"]] == ["articles", "amount"]
    goods = {"articles": [{"name": "机顶盒", "quantity": 2, "price": 199}], "amount": 398}
    first = calls["intake"].post(
        "/work-orders", ORDER | {"request_type": "goods_order", "details": goods}
    )
    assert first.json()["details"]["amount"] == "398.00"
    refund = {"request_type": "refund", "details": {"amount": "398", "refund_reason": "退货"}}
    wrong = calls["intake"].post("/work-orders", ORDER | refund)
    assert "follows" in wrong.json()["errors"]
    number = first.json()["number"]
    second = calls["intake"].post("/work-orders", ORDER | refund | {"follows": number}).json()
    links = calls["intake"].get(f"/work-orders/{number}/links").json()["items"]
    assert [each["number"] for each in links] == [second["number"]]
    ended = calls["intake"].post(f"/work-orders/{number}/links/{second['number']}/end")
    assert ended.json()["items"] == []
    again = calls["intake"].post(f"/work-orders/{number}/links", {"other": second["number"]})
    assert again.status_code == 201
