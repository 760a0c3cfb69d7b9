"""The audit log in the browser. Whole requests are tested in ``org``."""

import pytest

from zuoxi.audit.choices import AREAS, SECURITY_AREAS
from zuoxi.audit.forms import LogForm
from zuoxi.audit.tests.factories import reader


def areas(*roles: str) -> set[str]:
    field = LogForm(actor=reader(*roles, centres=(1,))).fields["area"]
    return {key for key, _label in field.choices} - {""}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("administrator", {"accounts", "org", "kernel", "audit", "deliveries"}),
        ("supervisor", (set(AREAS) - set(SECURITY_AREAS)) | {"org"}),
        ("auditor", set(AREAS)),
    ],
)
def test_only_what_can_be_read_is_offered(role, offered):
    assert areas(role) == offered


def test_a_filter_that_cannot_be_read_shows_its_error_and_filters_nothing():
    form = LogForm({"since": "yesterday", "person": "lin"}, actor=reader("auditor"))

    assert form.wanted().person == "lin"
    assert form.wanted().since is None
    assert "since" in form.errors
