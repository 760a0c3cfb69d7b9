"""The API against its own OpenAPI document: no 5xx, no answer that the document does not state.

Every operation is called by several roles and by nobody, with values that fit the document and
with values that do not, on objects that exist and on objects that do not.
"""

import json
from datetime import timedelta
from itertools import product

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from zuoxi.accounts import actions as accounts
from zuoxi.attachments.tests import factories as attachments
from zuoxi.attachments.tests import samples
from zuoxi.workorders.tests.factories import PATHS, Place, act, inputs_for, order_in

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz, pytest.mark.timeout(900)]

NOBODY = "nobody"
CALLERS = (NOBODY, "intake", "area1", "supervisor", "all")
EXAMPLES = 4

load_all_checks()
WANTED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    )
]

# What breaks programs: each is sent in every place where a call takes a text.
NASTY = (
    "",
    " ",
    "\x00",
    "\x1b[31m",
    "\ud800",
    "😀" * 50,
    "مرحبا \u202e بالعالم",
    "<script>alert(1)</script>",
    "'; DROP TABLE workorders_workorder; --",
    "%s%n{{7*7}}${7*7}",
    "../../etc/passwd",
    "长" * 100_000,
    "9" * 400,
    "-1",
    "1e308",
    "NaN",
    "null",
    "true",
    "0001-01-01T00:00:00Z",
    "２０２６",
)
# Otherwise right bodies, so that one wrong value gets as far as it can.
VALID = {
    "create_work_order": {
        "form_type": "fault_report",
        "customer_no": "111",
        "device_type": "digital",
        "request_type": "test",
        "appointment_at": "2090-11-21T15:30:00+08:00",
        "description": "测试",
    },
    "act_on_work_order": {"work_area": "area-1", "technician": "area-1-t1", "remark": "请尽快上门"},
    "register_customer": {
        "name": "张三",
        "contact_points": [{"kind": "mobile", "value": "13800138000"}],
        "addresses": [{"text": "和平路 1 号"}],
        "allow_duplicate_phone": True,
    },
    "correct_customer": {"name": "张三"},
    "reveal_customer": {"purpose": "complaint"},
    "record_callback_result": {"connect_status": "busy"},
    "begin_upload": {"order": "20261120-00001", "name": "a.jpg", "size": 9, "fingerprint": "a"},
    "withdraw_attachment": {"reason": "拍错了"},
    "create_token": {"username": "intake", "password": "wrong"},
}
_TEXTS = ("", " ", "\x00", "\ud800", NASTY[5], NASTY[6], NASTY[7], NASTY[8], NASTY[11])
VALUES = (*_TEXTS, None, True, 0, 2**63, 1e308, [], {}, {"a": {"b": []}})


@pytest.fixture
def place():
    place = Place()
    for state in PATHS:
        order_in(place, state)
    order = order_in(place, "in_progress")
    inputs = inputs_for(place, "complete") | {"callback_required": True}
    act(place, order, "complete", inputs=inputs)
    return place


@pytest.fixture
def schema():
    """Return the document, served by the same application that is called."""
    # As Django's own test client does: a request must not end the connection of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield _load()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _load():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def known(place):
    """Return path parameters of things that exist."""
    order = place.customer.work_orders.filter(callbacks__isnull=False).get()
    attachment = attachments.add(place, order)
    upload = attachments.begin(place, order, samples.wav(), by="all")
    return {
        "number": order.number,
        "customer_no": place.customer.customer_no,
        "callback_id": order.callbacks.get().pk,
        "code": "ordinary",
        "token_id": 1,
        "attachment_id": attachment.pk,
        "upload_id": upload.pk,
    }


def headers_of(place, caller):
    if caller == NOBODY:
        return {"Accept-Language": "en"}
    now = timezone.now()
    name = f"fuzz {now.isoformat()}"
    _row, secret = accounts.issue_token(actor=place.actor(caller), name=name, now=now)
    return {"Authorization": f"Bearer {secret}", "Accept-Language": "zh-hans"}


def operations_of(schema):
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.parametrize("caller", CALLERS)
def test_every_answer_is_stated_in_the_document(place, schema, known, caller):
    for operation in operations_of(schema):
        # A token of its own for each: one of the operations revokes tokens.
        headers = headers_of(place, caller)
        named = {each.name for each in operation.path_parameters}
        existing = {name: value for name, value in known.items() if name in named}
        modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for mode, path_parameters in product(modes, [None, existing] if existing else [None]):
            _call(operation, mode, path_parameters, headers)


def _call(operation, mode, path_parameters, headers):
    try:
        strategy = operation.as_strategy(generation_mode=mode, path_parameters=path_parameters)
        strategy.validate()
    except Exception:  # schemathesis says in several ways that there is nothing to generate
        # An operation without inputs has no wrong ones.
        if mode is GenerationMode.NEGATIVE:
            return
        raise

    @given(case=strategy)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        case.call_and_validate(headers=headers, checks=WANTED)

    run()


@pytest.fixture
def client(place):
    return Client(headers=headers_of(place, "all"), raise_request_exception=False)


def test_nasty_values_in_every_field_of_every_body(client, schema, known):
    for operation in operations_of(schema):
        valid = VALID.get(operation.definition.raw["operationId"], {})
        for path in _fields(schema.raw_schema, operation.definition.raw.get("requestBody")):
            for value in VALUES:
                answer = client.generic(
                    operation.method.upper(),
                    _address(operation, known),
                    json.dumps(_with(valid, path, value)),
                    content_type="application/json",
                )
                _check(operation, answer, (path, value))


def test_nasty_values_in_every_parameter_and_in_every_address(client, schema, known):
    for operation in operations_of(schema):
        method = operation.method.upper()
        for parameter, value in product(operation.query, NASTY):
            query = {parameter.name: value.encode("utf-8", "surrogatepass")[:5000]}
            answer = client.generic(method, _address(operation, known), query_params=query)
            _check(operation, answer, query)
        for parameter, value in product(operation.path_parameters, NASTY):
            text = value.encode("utf-8", "replace").decode().replace("/", "%2F")[:2000]
            answer = client.generic(method, _address(operation, known | {parameter.name: text}))
            # An empty part of an address makes another address of it.
            if text.strip() and "\x00" not in text:
                _check(operation, answer, (parameter.name, text))
            assert answer.status_code < 500


def test_nasty_headers(client, schema, known):
    for operation in operations_of(schema):
        names = [parameter.name for parameter in operation.headers]
        if operation.label == "GET /api/v1/work-orders":
            names += ["Accept-Language", "Authorization", "X-Request-ID", "Accept"]
        for name, value in product(names, NASTY):
            text = value.encode("utf-8", "replace").decode("latin-1")[:3000]
            answer = client.generic(
                operation.method.upper(),
                _address(operation, known),
                "{}",
                content_type="application/json",
                headers={name: text},
            )
            _check(operation, answer, (name, text))


def test_a_session_that_ends_in_between_is_a_problem_document(place):
    client = Client(raise_request_exception=False)
    client.force_login(place.users["intake"])
    session = client.session
    long_ago = timezone.now() - timedelta(days=2)
    session["signed_in_at"] = session["seen_at"] = int(long_ago.timestamp())
    session.save()

    answer = client.get("/api/v1/work-orders")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def _address(operation, values):
    address = operation.path
    for parameter in operation.path_parameters:
        default = {"name": "device_type", "form_type": "fault_report", "action": "dispatch"}
        value = values.get(parameter.name, default.get(parameter.name, "1"))
        address = address.replace(f"{{{parameter.name}}}", str(value))
    return address


def _fields(document, body):
    """Return the path of every field of a body, those inside its lists too."""
    if body is None:
        return []
    described = body["content"].get("application/json")
    # Other bodies are bytes: no fields.
    return list(_walk(document, described["schema"], ())) if described else []


def _walk(document, schema, path):
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from _walk(document, part, path)
    for name, inner in schema.get("properties", {}).items():
        yield (*path, name)
        yield from _walk(document, inner, (*path, name))
    if "items" in schema:
        yield from _walk(document, schema["items"], (*path, 0))


def _with(body, path, value):
    """Return the body with one value in it replaced."""
    if not path:
        return value
    first, *rest = path
    if first == 0:
        items = body if isinstance(body, list) and body else [{}]
        return [_with(items[0], rest, value), *items[1:]]
    body = body if isinstance(body, dict) else {}
    return body | {first: _with(body.get(first), rest, value)}


def _check(operation, answer, sent):
    stated = operation.definition.raw["responses"]
    where = (operation.label, sent if len(str(sent)) < 200 else str(sent)[:200])
    assert str(answer.status_code) in stated, (where, answer.status_code, answer.content[:300])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", where
