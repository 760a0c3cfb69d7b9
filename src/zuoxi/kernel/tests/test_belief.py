"""What is believed, and for how long."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from zuoxi.kernel import belief
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit


@pytest.fixture(autouse=True)
def passed(monkeypatch, believing):
    """Seconds that have passed, whatever the clock of the wall says."""
    del believing
    began, seconds = time.monotonic(), [0.0]
    monkeypatch.setattr(belief.time, "monotonic", lambda: began + seconds[0])
    return seconds


def test_a_belief_is_kept_for_some_seconds(passed):
    belief.keep("sky", "blue")

    passed[0] = belief.BELIEVED_SECONDS - 0.1
    assert belief.recall("sky") == "blue"
    passed[0] = belief.BELIEVED_SECONDS
    assert belief.recall("sky") is None


def test_it_does_not_last_longer_because_the_clock_was_set_back(passed):
    belief.keep("sky", "blue")
    passed[0] = belief.BELIEVED_SECONDS

    with time_machine.travel(datetime.now(UTC) - timedelta(hours=5)):
        assert belief.recall("sky") is None


def test_who_changes_a_recalled_value_changes_a_copy():
    belief.keep("birds", ["crow"])

    belief.recall("birds").append("owl")

    assert belief.recall("birds") == ["crow"]


def test_what_is_forgotten_is_asked_for_again():
    belief.keep("sky", "blue")
    belief.forget("sky", "sea")

    assert belief.recall("sky") is None


def test_rows_are_read_again_when_the_belief_is_too_old(passed, db, django_assert_num_queries):
    del db
    unit = Unit.objects.create(kind=UnitKind.COMPANY, code="one", name="旧名", path="/1/")
    assert belief.rows_of(Unit, [unit.pk])[unit.pk].name == "旧名"
    Unit.objects.update(name="新名")

    with django_assert_num_queries(0):
        assert belief.rows_of(Unit, [unit.pk])[unit.pk].name == "旧名"
    passed[0] = belief.BELIEVED_SECONDS
    assert belief.rows_of(Unit, [unit.pk])[unit.pk].name == "新名"


def test_rows_are_filled_in_beside_others(db, django_assert_num_queries):
    del db
    company = Unit.objects.create(kind=UnitKind.COMPANY, code="one", name="公司", path="/1/")
    rows = [Unit(parent_id=company.pk), Unit(parent_id=None), Unit(parent_id=company.pk)]

    with django_assert_num_queries(1):
        belief.fill(rows, ["parent"])
        belief.fill([], ["parent"])
        assert [row.parent and row.parent.name for row in rows] == ["公司", None, "公司"]


def test_nothing_found_is_asked_for_again():
    answers = iter([None, "blue", "grey"])

    assert [belief.believed("sky", lambda: next(answers)) for _time in range(3)] == [
        None,
        "blue",
        "blue",
    ]
