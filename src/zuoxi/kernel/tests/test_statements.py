"""Statements written once: rows read and written by text, several at a time."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zuoxi.kernel.models import Event
from zuoxi.kernel.statements import Reading, after_batch, batch, insert, update

pytestmark = pytest.mark.django_db

BY_KIND = Reading(Event, "WHERE kind = %s ORDER BY id")


def event(kind="test.one", **values):
    given = {"at": timezone.now(), "actor_name": "甲", "data": {"数": [1, None]}} | values
    return Event(kind=kind, channel="cli", subject_type="", from_state="", to_state="", **given)


class TestOneRow:
    def test_is_read_as_it_was_written(self):
        row = event(address="10.0.0.1")
        insert(row, reads_key=True)

        (text,) = BY_KIND.rows("test.one")
        orm = Event.objects.get(pk=row.pk)

        names = [each.attname for each in Event._meta.concrete_fields]
        assert [getattr(text, each) for each in names] == [getattr(orm, each) for each in names]
        assert text._state.db == orm._state.db
        assert not text._state.adding
        assert not row._state.adding

    def test_changes_in_what_is_named(self):
        row = get_user_model().objects.create(username="one", name="甲")
        row.username, row.name = "two", "乙"

        update(row, ("name",))

        row.refresh_from_db()
        assert (row.username, row.name) == ("one", "乙")

    def test_is_written_by_the_same_words_each_time(self):
        with CaptureQueriesContext(connection) as asked:
            for _time in range(2):
                insert(event())
        assert asked[0]["sql"].partition("VALUES")[0] == asked[1]["sql"].partition("VALUES")[0]


class TestBatch:
    def test_statements_see_what_those_before_them_wrote(self):
        with batch():
            insert(event())
            first = BY_KIND.ask("test.one")
            insert(event())
            second = BY_KIND.ask("test.one")
        assert (len(first()), len(second())) == (1, 2)

    def test_rows_may_be_read_inside(self):
        with batch():
            insert(event())
            assert len(BY_KIND.rows("test.one")) == 1
            assert Event.objects.filter(kind="test.one").count() == 1

    def test_a_fault_is_djangos_and_takes_everything_back(self):
        after = []

        def write():
            with transaction.atomic(), batch():
                insert(event())
                after_batch(lambda: after.append("called"))
                insert(event(kind=None))

        with pytest.raises(IntegrityError):
            write()
        assert not BY_KIND.rows("test.one")
        assert not after

    def test_what_needs_the_orm_comes_after_it(self):
        order = []
        after_batch(lambda: order.append("at once"))
        with batch():
            after_batch(lambda: order.append("after"))
            order.append("inside")
        assert order == ["at once", "inside", "after"]
