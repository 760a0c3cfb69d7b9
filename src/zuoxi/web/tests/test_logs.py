"""The log tells of each request by its id and route, and of nobody's number or name."""

import json
import logging
from io import StringIO
from logging.config import DictConfigurator

import pytest
from django.conf import settings

from zuoxi.kernel import logs


@pytest.fixture(params=["json", "line"])
def lines(request):
    """What an operator would read, in either format."""
    config = DictConfigurator(dict(settings.LOGGING))
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(config.configure_formatter(config.config["formatters"][request.param]))
    handler.addFilter(logs.RequestId())
    logger = logging.getLogger("zuoxi.requests")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: handler.stream.getvalue().splitlines()
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_id_that_its_answer_carries(client, lines):
    answer = client.get("/work-orders/20991231-00815/?q=secret")

    (line,) = lines()
    assert answer["X-Request-ID"] in line
    assert str(answer.status_code) in line
    assert "20991231" not in line
    assert "secret" not in line


@pytest.mark.django_db
def test_objects_have_their_parts_by_name(client, lines):
    answer = client.get("/healthz")

    (line,) = lines()
    if line.startswith("{"):
        found = json.loads(line)
        assert found["request_id"] == answer["X-Request-ID"]
        assert (found["call"], found["status"], found["level"]) == ("GET /healthz", 200, "INFO")
        assert found["milliseconds"] >= 0
    else:
        assert line.split()[4] == answer["X-Request-ID"]


def test_a_line_outside_of_a_request_has_no_id(lines):
    logging.getLogger("zuoxi.requests").warning("started")

    (line,) = lines()
    assert (json.loads(line)["request_id"] if line.startswith("{") else line.split()[4]) == "-"
