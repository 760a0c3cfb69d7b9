"""Which addresses of a request may be gone to."""

import pytest
from django.urls import reverse

from zuoxi.web.htmx import redirect
from zuoxi.web.paths import of_each, safe_path


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("/", "/"),
        ("/list?x=a:b&y=%2F", "/list?x=a:b&y=%2F"),
        ("/list?q=王 明", "/list?q=%E7%8E%8B%20%E6%98%8E"),
    ],
)
def test_a_path_of_ours_is_made_sendable(text, sent):
    assert safe_path(text) == safe_path(sent) == sent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo",
        "accounts:sign_in",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "/a\r\nSet-Cookie: x=1",
        "/a\x85b",
        "/a\ud800b",
        "\n/a",
    ],
)
def test_everything_else_leads_nowhere(text):
    assert safe_path(text) == ""


def test_a_path_with_a_colon_is_no_name_of_a_view(rf):
    assert redirect(rf.get("/"), "/list?at=10:30")["Location"] == "/list?at=10:30"
    assert redirect(rf.get("/"), "accounts:sign_in")["Location"].startswith("/")


@pytest.mark.parametrize(("name", "value"), [("form", "20260102-00001"), ("fail", 417)])
def test_the_addresses_of_many_rows_are_those_of_each(name, value):
    assert of_each(name)(value) == reverse(name, args=[value])
