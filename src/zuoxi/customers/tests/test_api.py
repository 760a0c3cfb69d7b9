"""Customers over the API, as a script calls it."""

import json

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.customers import queries
from zuoxi.customers.tests.factories import Centre, address

pytestmark = pytest.mark.django_db

PREFIX = "/api/v1"


class Caller:
    """A client of one person, calling as a page of ours does."""

    def __init__(self, centre, role=Role.INTAKE_AGENT):
        self.client = signed_in(centre.users[role], language="en")

    def get(self, path, **query):
        return self.client.get(PREFIX + path, query)

    def send(self, method, path, body=None, **headers):
        return self.client.generic(
            method,
            PREFIX + path,
            json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers=headers,
        )


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def agent(centre):
    return Caller(centre)


BODY = {
    "customer_no": "111",
    "name": "欧阳震华",
    "contact_points": [{"kind": "phone", "value": "0791-86665598"}],
    "addresses": [{"text": "江西省南昌市八一大道123号"}],
}


class TestRegister:
    def test_answers_201_with_the_masked_record(self, agent):
        response = agent.send("POST", "/customers", BODY)

        assert response.status_code == 201
        assert response["ETag"] == '"1"'
        document = response.json()
        assert document["customer_no"] == "111"
        assert document["name"] == "欧阳**"
        assert document["is_masked"] is True
        assert document["contact_points"][0]["value"] == "0791-****5598"
        assert document["addresses"][0]["full"] == "江西省南昌市八一大道***"

    def test_a_taken_number_is_a_409(self, agent):
        agent.send("POST", "/customers", BODY)

        response = agent.send("POST", "/customers", BODY)

        assert response.status_code == 409
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "customer_no_taken"

    def test_a_known_telephone_is_a_409_with_masked_candidates(self, agent):
        agent.send("POST", "/customers", BODY)
        body = BODY | {"customer_no": "112"}

        response = agent.send("POST", "/customers", body)
        again = agent.send("POST", "/customers", body | {"allow_duplicate_phone": True})

        assert response.status_code == 409
        assert response.json()["code"] == "duplicate_phone"
        assert response.json()["duplicates"] == [
            {"customer_no": "111", "name": "欧阳**", "company_name": ""}
        ]
        assert again.status_code == 201

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "x" * 100_000}, "name"),
            ({"name": "a\x00b"}, "name"),
            ({"name": "\ud800"}, "name"),
            ({"note": "x" * 100_000}, "note"),
            ({"kind": "robot"}, "kind"),
            ({"nam": "x"}, "nam"),
            ({"contact_points": [{"kind": "phone", "value": "12"}]}, "contact_points.0.value"),
            ({"customer_class": "x"}, "customer_class"),
        ],
    )
    def test_unusable_input_is_a_422_at_the_field(self, agent, change, field):
        response = agent.send("POST", "/customers", BODY | change)

        assert response.status_code == 422
        assert set(response.json()["errors"]) == {field}

    def test_is_for_intake_and_supervisors(self, centre):
        assert Caller(centre, Role.REVIEWER).send("POST", "/customers", BODY).status_code == 403
        assert Caller(centre, Role.SUPERVISOR).send("POST", "/customers", BODY).status_code == 201

    def test_needs_a_sign_in(self, centre):
        assert Client().get(f"{PREFIX}/customers").status_code == 401


class TestFind:
    def test_by_number_telephone_and_word(self, centre, agent):
        centre.customer(customer_no="111", name="欧阳震华", phone="0791-86665598")
        centre.customer(customer_no="1111", name="赵钱孙")

        def numbers(**query):
            return [
                each["customer_no"] for each in agent.get("/customers", **query).json()["items"]
            ]

        assert numbers(customer_no="111") == ["111"]
        assert numbers(phone="86665598") == ["111"]
        assert numbers(phone="+86 791 8666 5598") == ["111"]
        assert numbers(q="震华") == ["111"]
        assert numbers(q="111") == ["111", "1111"]
        assert numbers(q="nobody") == []

    @pytest.mark.parametrize(
        ("query", "field"), [({"q": "震华"}, "q"), ({"phone": "0791-86665598"}, "phone")]
    )
    def test_asks_nothing_personal_about_one_customer(self, centre, agent, query, field):
        centre.customer(customer_no="111", name="欧阳震华", phone="0791-86665598")

        response = agent.get("/customers", customer_no="111", **query)

        assert response.status_code == 422
        assert set(response.json()["errors"]) == {field}

    def test_pages_by_cursor_and_refuses_a_changed_one(self, centre, agent):
        for _each in range(3):
            centre.customer()

        first = agent.get("/customers", limit=2).json()
        second = agent.get("/customers", limit=2, cursor=first["next_cursor"]).json()

        assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, "")
        broken = agent.get("/customers", cursor=first["next_cursor"] + "x")
        assert broken.status_code == 422
        assert broken.json()["code"] == "invalid_cursor"

    def test_costs_the_same_queries_for_any_number(self, centre, agent, django_assert_num_queries):
        for _each in range(4):
            centre.customer(phone="13812341234", addresses=[address("x")])
        agent.get("/customers", limit=1)
        with CaptureQueriesContext(connection) as one:
            agent.get("/customers", limit=1)
        with django_assert_num_queries(len(one)):
            agent.get("/customers", limit=4)

    def test_another_centre_and_the_administrator_see_nothing(self, centre):
        customer = centre.customer(customer_no="111")
        stranger = Caller(Centre("north"))
        administrator = Caller(centre, Role.ADMINISTRATOR)

        assert stranger.get("/customers", customer_no="111").json()["items"] == []
        assert stranger.get(f"/customers/{customer.customer_no}").status_code == 404
        assert (
            stranger.send("POST", "/customers/111/reveal", {"purpose": "complaint"}).status_code
            == 404
        )
        assert stranger.send("PATCH", "/customers/111", {"name": "x"}).status_code == 404
        assert administrator.get("/customers").status_code == 403

    def test_staff_of_a_work_area_see_only_what_is_opened_to_them(self, centre):
        centre.customer(customer_no="111")
        staff = Caller(centre, Role.WORK_AREA_STAFF)

        assert staff.get("/customers").json()["items"] == []
        assert staff.get("/customers/111").status_code == 404


class TestCorrect:
    def test_changes_the_record(self, centre, agent):
        centre.customer(customer_no="111")

        response = agent.send("PATCH", "/customers/111", {"company_name": "红谷滩超市"})

        assert response.status_code == 200
        assert response.json()["company_name"] == "红谷滩超市"
        assert response["ETag"] == '"2"'

    def test_answers_with_what_stands_there_now(self, centre, agent):
        centre.customer(customer_no="111")
        changes = {
            "contact_points": [{"kind": "mobile", "value": "13912345678"}],
            "addresses": [{"text": "红谷中大道 88 号"}],
        }

        response = agent.send("PATCH", "/customers/111", changes)

        assert response.status_code == 200
        assert response.json() == agent.get("/customers/111").json()
        assert "5678" in str(response.json()["contact_points"])

    def test_a_conflicting_change_is_a_412_with_both_values(self, centre, agent):
        centre.customer(customer_no="111")
        agent.send("PATCH", "/customers/111", {"company_name": "甲"}, if_match='"1"')

        response = agent.send("PATCH", "/customers/111", {"company_name": "乙"}, if_match='"1"')
        other = agent.send("PATCH", "/customers/111", {"note": "乙"}, if_match='"1"')

        assert response.status_code == 412
        assert response.json()["conflicts"] == {"company_name": {"theirs": "甲", "mine": "乙"}}
        assert other.status_code == 200

    def test_a_masked_value_sent_back_is_a_422(self, centre, agent):
        centre.customer(customer_no="111", name="欧阳震华")
        shown = agent.get("/customers/111").json()

        response = agent.send("PATCH", "/customers/111", {"name": shown["name"]})

        assert response.status_code == 422
        assert "name" in response.json()["errors"]


class TestReveal:
    def test_shows_the_record_clear_to_the_caller_only(self, centre, agent):
        centre.customer(customer_no="111", name="欧阳震华", phone="13812341234")

        response = agent.send("POST", "/customers/111/reveal", {"purpose": "contact_customer"})

        assert response.status_code == 200
        assert response.json()["name"] == "欧阳震华"
        assert response.json()["is_masked"] is False
        assert agent.get("/customers/111").json()["contact_points"][0]["value"] == "13812341234"
        other = Caller(centre, Role.DISPATCHER).get("/customers/111").json()
        assert other["name"] == "欧阳**"

    @pytest.mark.parametrize("body", [{}, {"purpose": ""}, {"purpose": "curiosity"}])
    def test_needs_a_purpose(self, centre, agent, body):
        centre.customer(customer_no="111")

        response = agent.send("POST", "/customers/111/reveal", body)

        assert response.status_code == 422
        assert set(response.json()["errors"]) == {"purpose"}

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.ARCHIVER])
    def test_is_not_for_every_role(self, centre, role):
        centre.customer(customer_no="111")

        response = Caller(centre, role).send(
            "POST", "/customers/111/reveal", {"purpose": "complaint"}
        )

        assert response.status_code == 403


class TestHistory:
    def test_is_masked_like_the_record(self, centre, agent):
        centre.customer(customer_no="111", name="欧阳震华", phone="13812341234")
        agent.send("PATCH", "/customers/111", {"name": "司马震华"})
        agent.send(
            "PATCH",
            "/customers/111",
            {"contact_points": [{"kind": "mobile", "value": "13912341234"}]},
        )

        masked = agent.get("/customers/111/events")
        agent.send("POST", "/customers/111/reveal", {"purpose": "complaint"})
        clear = agent.get("/customers/111/events").json()["items"]

        assert "13812341234" not in masked.content.decode()
        assert "震华" not in masked.content.decode()
        assert [each["kind"] for each in clear] == [
            "customers.revealed",
            "customers.corrected",
            "customers.corrected",
            "customers.registered",
        ]
        assert clear[2]["changes"] == [{"label": "Name", "old": "欧阳震华", "new": "司马震华"}]
        assert "138 1234 1234" in clear[1]["changes"][0]["old"]

    def test_tells_work_areas_of_no_reveal_by_others(self, centre, agent, monkeypatch):
        customer = centre.customer(customer_no="111")
        monkeypatch.setattr(queries.records, "_providers", [])
        queries.register_visibility(lambda actor: Q(pk=customer.pk))
        agent.send("POST", "/customers/111/reveal", {"purpose": "complaint", "remark": "投诉"})
        staff = Caller(centre, Role.WORK_AREA_STAFF)

        events = staff.get("/customers/111/events").json()["items"]

        assert [each["kind"] for each in events] == ["customers.registered"]
        assert b"customers.revealed" in agent.get("/customers/111/events").content


class TestActivityAndClasses:
    def test_a_supervisor_deactivates_and_reactivates(self, centre):
        centre.customer(customer_no="111")
        supervisor = Caller(centre, Role.SUPERVISOR)

        off = supervisor.send("POST", "/customers/111/deactivate")
        again = supervisor.send("POST", "/customers/111/deactivate")
        on = supervisor.send("POST", "/customers/111/reactivate")

        assert (off.status_code, again.status_code, on.status_code) == (200, 409, 200)
        assert off.json()["is_active"] is False

    def test_a_supervisor_adds_a_class(self, centre, agent):
        supervisor = Caller(centre, Role.SUPERVISOR)
        body = {"label_zh_hans": "学校", "label_en": "School"}

        saved = supervisor.send("PUT", "/customer-classes/school", body)
        refused = agent.send("PUT", "/customer-classes/school", body)

        assert saved.json() == {"code": "school", "label": "School", "is_active": True}
        assert refused.status_code == 403
        codes = [each["code"] for each in agent.get("/customer-classes").json()["items"]]
        assert "school" in codes


@pytest.mark.parametrize("number", ["%00", "a%00b", "😀", "x" * 500, "' OR 1=1 --"])
def test_a_number_that_cannot_be_is_refused(agent, number):
    assert agent.get(f"/customers/{number}").status_code in {400, 404}


def test_text_in_any_script_comes_back_as_typed(agent):
    text = "😀 <b>a</b> '; DROP TABLE x; -- مرحبا بك"
    agent.send(
        "POST",
        "/customers",
        {"customer_no": "111", "name": text, "company_name": text},
    )

    agent.send("POST", "/customers/111/reveal", {"purpose": "complaint"})

    document = agent.get("/customers/111").json()
    assert (document["name"], document["company_name"]) == (text, text)
