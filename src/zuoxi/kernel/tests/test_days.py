"""Days and times as they are typed: one reading for every form."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from zuoxi.kernel.days import midnight, read_day, read_moment
from zuoxi.kernel.errors import InvalidInput

NONSENSE = ["x", "2026-13-01", "2026-02-30", "1999-12-31", "2100-01-02", "0001-01-01", "1.1.2026"]


@pytest.mark.parametrize("raw", ["2000-01-01", " 2026-11-22 ", "2100-01-01"])
def test_a_day_of_this_century_is_read(raw):
    assert read_day("day", raw) == date.fromisoformat(raw.strip())


@pytest.mark.parametrize("raw", ["", " ", *NONSENSE])
def test_anything_else_is_refused_at_its_field(raw):
    with pytest.raises(InvalidInput) as refusal:
        read_day("until", raw)
    assert set(refusal.value.fields) == {"until"}


def test_a_day_begins_where_the_reader_is():
    with timezone.override("Asia/Shanghai"):
        begin = midnight(date(2026, 11, 22))
    assert begin == datetime(2026, 11, 21, 16, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["2026-11-22T09:30", " 2026-11-22 09:30 ", "2026-11-22T01:30Z"])
def test_a_time_is_that_of_the_reader_unless_it_says_otherwise(raw):
    with timezone.override("Asia/Shanghai"):
        assert read_moment("due_at", raw) == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_no_time_is_none():
    assert read_moment("due_at", "  ") is None


@pytest.mark.parametrize("raw", [*NONSENSE, "09:30", "2026-11-22T25:00", "0001-01-01T00:00+14:00"])
def test_no_moment_of_this_century_is_refused_at_its_field(raw):
    with pytest.raises(InvalidInput) as refusal:
        read_moment("due_at", raw)
    assert set(refusal.value.fields) == {"due_at"}
