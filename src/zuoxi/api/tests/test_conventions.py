"""What every route has in common, shown on the real routes."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.api import site
from zuoxi.kernel.models import Event
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.tests.factories import Place, create

pytestmark = pytest.mark.django_db

ORDERS = "/api/v1/work-orders"
ARGUMENT = re.compile(r"\{\w+\}")
VALID = {
    "form_type": "fault_report",
    "customer_no": "111",
    "device_type": "digital",
    "request_type": "test",
    "appointment_at": "2099-11-21T15:30:00+08:00",
    "description": "测试",
}


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def token(place):
    _row, secret = accounts.issue_token(
        actor=place.actor("intake"), name="script", now=timezone.now()
    )
    return secret


@pytest.fixture
def client(token):
    return Client(
        headers={"authorization": f"Bearer {token}", "accept-language": "en"},
        raise_request_exception=False,
    )


def session_client(place, **kwargs):
    return signed_in(place.users["intake"], language="en", **kwargs)


def problem(answer, status, code):
    """Check that an answer is a whole problem document and return it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert set(document) >= {"type", "title", "status", "detail", "instance", "code", "errors"}
    assert (document["status"], document["code"]) == (status, code)
    assert document["instance"] == answer["X-Request-ID"]
    assert document["title"]
    assert document["detail"]
    return document


def send(client, body, content_type="application/json", **headers):
    return client.generic("POST", ORDERS, body, content_type=content_type, headers=headers)


class TestSignIn:
    @pytest.mark.parametrize(
        ("method", "path"),
        [(m, p) for m, p, s in site.operations() if s.policy.__name__ != "anybody"],
    )
    def test_nobody_gets_anything_without_credentials(self, method, path):
        answer = Client().generic(
            method, ARGUMENT.sub("1", path), "{}", content_type="application/json"
        )
        problem(answer, 401, "not_signed_in")
        assert answer["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(
        "credentials", ["Bearer x", "Bearer", "Bearer é", "Bearer " + "x" * 9000]
    )
    def test_a_wrong_token_is_401(self, credentials):
        answer = Client().get(ORDERS, headers={"authorization": credentials})
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"

    def test_a_token_is_asked_before_the_input_is_read(self):
        problem(send(Client(), "{"), 401, "not_signed_in")

    def test_a_call_with_the_session_needs_the_csrf_token(self, place):
        client = session_client(place, enforce_csrf_checks=True)
        problem(send(client, json.dumps(VALID)), 403, "csrf_failed")
        assert Event.objects.filter(kind="kernel.refused", data__code="csrf_failed").exists()

        secret = "x" * 32
        client.cookies["zuoxi_csrf"] = secret
        answer = send(client, json.dumps(VALID), **{"X-CSRFToken": secret})
        assert answer.status_code == 201, answer.content

    def test_a_read_with_the_session_needs_no_csrf_token(self, place):
        client = session_client(place, enforce_csrf_checks=True)
        assert client.get(ORDERS).status_code == 200

    def test_a_role_without_the_right_is_refused_before_its_input_is_read(self, place):
        client = signed_in(place.users["auditor"])
        problem(send(client, "{"), 403, "forbidden")
        assert Event.objects.filter(kind="kernel.refused", data__code="forbidden").exists()


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            "{",
            "\x00",
            b"\xff\xfe",
            b'{"a": NaN}',
            b'{"a": 1e}',
            "[" * 100_000,
            '{"a":' + "9" * 5000 + "}",
        ],
        ids=["cut", "nul", "bytes", "nan", "number", "deep", "long-number"],
    )
    def test_malformed_json_is_400(self, client, body):
        problem(send(client, body), 400, "unreadable")

    @pytest.mark.parametrize("body", ["[]", "null", "7", '"text"'])
    def test_json_that_is_no_object_is_422(self, client, body):
        assert problem(send(client, body), 422, "invalid_input")["errors"] == {
            "body": ["Enter a JSON object."]
        }

    def test_no_body_is_422(self, client):
        assert problem(send(client, ""), 422, "invalid_input")["errors"].keys() == {"body"}

    @pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", ""])
    def test_another_media_type_is_415(self, client, content_type):
        answer = send(client, json.dumps(VALID), content_type=content_type)
        problem(answer, 415, "unsupported_media_type")

    def test_a_huge_body_is_413(self, client):
        problem(send(client, '{"a": "' + "x" * 3_000_000 + '"}'), 413, "too_large")

    def test_all_missing_fields_are_named_at_once(self, client):
        errors = problem(send(client, "{}"), 422, "invalid_input")["errors"]
        assert {"form_type", "customer_no", "description"} <= errors.keys()
        assert errors["customer_no"] == ["This field is required."]

    def test_a_misspelt_field_is_named(self, client):
        errors = problem(
            send(client, json.dumps(VALID | {"descriptoin": "x"})), 422, "invalid_input"
        )
        assert errors["errors"] == {"descriptoin": ["There is no such field."]}

    @pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1bb", "\x7f", "\udfff\ud800"])
    @pytest.mark.parametrize("field", ["customer_no", "device_type", "description", "form_type"])
    def test_text_that_cannot_be_stored_is_named(self, client, field, text):
        errors = problem(send(client, json.dumps(VALID | {field: text})), 422, "invalid_input")
        assert errors["errors"].keys() == {field}

    @pytest.mark.parametrize(
        ("value", "part"),
        [
            ("tomorrow", "time zone"),
            ("2026-11-21T15:30:00", "time zone"),
            ("0001-01-01T00:00:00+14:00", "between 2000 and 2100"),
            ("9999-12-31T23:59:59-12:00", "between 2000 and 2100"),
            (True, "time zone"),
            (["2026"], "time zone"),
        ],
    )
    def test_a_wrong_time_is_explained(self, client, value, part):
        document = problem(
            send(client, json.dumps(VALID | {"appointment_at": value})), 422, "invalid_input"
        )
        assert part in document["errors"]["appointment_at"][0]

    def test_texts_of_every_kind_come_back_as_they_were(self, client):
        text = "😀 مرحبا <b onclick=x>'; DROP TABLE x; -- %s {{ 7*7 }}\n第二行"
        answer = send(client, json.dumps(VALID | {"description": text}))
        assert answer.status_code == 201, answer.content
        assert answer.json()["description"] == text


class TestAddresses:
    def test_unknown_addresses_are_404(self, client):
        for path in ("/api/v1/nope", "/api/v1/", "/api/v1/work-orders/", "/api/v1/work-orders/a/b"):
            problem(client.get(path), 404, "not_found")

    def test_another_method_is_405_with_the_allowed_ones(self, client):
        answer = client.delete(ORDERS)
        problem(answer, 405, "method_not_allowed")
        assert set(answer["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}

    @pytest.mark.parametrize("name", ["%01", "%ED%A0%80", "a%0Ab%1F", "😀" * 200, "..%2f..", "%25"])
    def test_an_impossible_identifier_is_not_found(self, client, name):
        problem(client.get(f"{ORDERS}/{name}"), 404, "not_found")

    @pytest.mark.parametrize("query", ["q=%01", "limit=0", "limit=x", "cursor=zzz", "list=nope"])
    def test_a_wrong_parameter_is_named(self, client, query):
        errors = problem(
            client.get(f"{ORDERS}?{query}"), 422, client.get(f"{ORDERS}?{query}").json()["code"]
        )
        assert errors["errors"].keys() == {query.partition("=")[0]}


class TestHeaders:
    @pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
    def test_an_idempotency_key_of_another_form_is_named(self, client, key):
        answer = send(client, json.dumps(VALID), **{"Idempotency-Key": key})
        assert problem(answer, 422, "invalid_input")["errors"].keys() == {"Idempotency-Key"}

    def test_the_same_key_creates_once(self, client):
        first = send(client, json.dumps(VALID), **{"Idempotency-Key": "k"})
        again = send(client, json.dumps(VALID), **{"Idempotency-Key": "k"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["number"] == again.json()["number"]
        other = VALID | {"description": "另一件事"}
        assert send(client, json.dumps(other), **{"Idempotency-Key": "k"}).status_code == 409

    @pytest.mark.parametrize(
        ("if_match", "status"),
        [
            ('"7"', 412),
            ('"abc"', 412),
            ('"99999999999999"', 412),
            ("7", 422),
            ('W/"1"', 422),
            ("", 422),
        ],
    )
    def test_if_match(self, place, if_match, status):
        order = create(place)
        client = signed_in(place.users["dispatcher"], raise_request_exception=False)
        body = {
            "work_area": place.areas[0].code,
            "technician": place.technicians[0].code,
            "remark": "请尽快上门",
        }
        answer = client.post(
            f"{ORDERS}/{order.number}/actions/dispatch",
            body,
            content_type="application/json",
            headers={"If-Match": if_match},
        )
        assert answer.status_code == status, answer.content


class TestLanguages:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("en", "This field is required."),
            ("zh-hans", "此项必填。"),
            ("zh-hant", "此欄位必填。"),
            ("zh-TW", "此欄位必填。"),
            ("zh-CN", "此项必填。"),
        ],
    )
    def test_messages_are_in_the_callers_language(self, client, language, sentence):
        answer = send(client, "{}", **{"Accept-Language": language})
        assert answer.json()["errors"]["customer_no"] == [sentence]


def test_a_fault_of_ours_is_a_problem_without_its_insides(client, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(workorders, "listed", broken)
    answer = client.get(ORDERS)
    document = problem(answer, 500, "internal_error")
    assert "secret" not in json.dumps(document)
    assert document["instance"] in caplog.text
    assert "secret detail" in caplog.text


class TestDocument:
    def test_it_is_served_to_everybody(self):
        answer = Client().get("/api/v1/openapi.json")
        assert answer.status_code == 200
        assert answer.json() == json.loads(json.dumps(site.openapi_document()))

    def test_every_operation_states_its_refusals(self):
        paths = site.openapi_document()["paths"]
        for method, path, spec in site.operations():
            operation = paths[path][method.lower()]
            responses = operation["responses"]
            wanted = {"400"}
            if spec.policy.__name__ != "anybody":
                wanted |= {"401", "403"}
                assert operation["security"] == [{"bearer": []}, {"session": []}]
            if "{" in path:
                wanted |= {"404", "422"}
            taken = operation.get("requestBody", {}).get("content", {})
            if taken:
                wanted |= {"413", "422"}
            if "application/json" in taken:
                wanted |= {"415"}
            assert wanted <= responses.keys(), (method, path)
            for status, response in responses.items():
                if int(status) >= 400:
                    assert response["content"].keys() == {"application/problem+json"}

    def test_every_operation_has_a_name_of_its_own_and_a_summary(self):
        operations = [
            each for path in site.openapi_document()["paths"].values() for each in path.values()
        ]
        names = [each["operationId"] for each in operations]
        assert len(names) == len(set(names))
        assert all(each["summary"] and each["tags"] for each in operations)

    def test_the_page_loads_nothing_from_elsewhere(self):
        answer = Client(headers={"accept-language": "en"}).get(reverse("api_docs:docs"))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "http://" not in page
        assert "https://" not in page
        assert "<script>" not in page
        assert " style=" not in page
