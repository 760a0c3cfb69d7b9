"""Old events move to the archive, in sight of those who may see them, while people go on."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zuoxi.audit import queries
from zuoxi.audit.choices import FORGET_DAYS, LAWFUL_DAYS, LOG_DAYS
from zuoxi.audit.queries import LogFilter
from zuoxi.audit.retention import forgotten, to_archive
from zuoxi.audit.tests.factories import event
from zuoxi.kernel import archive, retention
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.kernel.option_values import set_option
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, order_in

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=LOG_DAYS.default)
LONG_AGO = NOW - timedelta(days=4 * 365)


def later(**span) -> datetime:
    return NOW + YEAR + timedelta(days=30, **span)


def move(before: datetime) -> int:
    return sum(archive.move(before))


def all_of(rows):
    return list(rows.order_by("id").values())


@pytest.fixture
def place():
    return Place()


def rest(order: WorkOrder, *, since: datetime = NOW) -> WorkOrder:
    WorkOrder.objects.filter(pk=order.pk).update(archived_at=since)
    return order


def crowd(many: int = 2_000) -> None:
    """Fill the log and its archive with events of others, so that plans are chosen as in use."""
    about = {"at": NOW, "kind": "order.created", "subject_type": "workorders.order"}
    others = [about | {"subject_id": -each} for each in range(1, many)]
    Event.objects.bulk_create(Event(**each) for each in others)
    top = Event.objects.latest("pk").pk
    ArchivedEvent.objects.bulk_create(
        ArchivedEvent(id=top + number, **each) for number, each in enumerate(others, start=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_event, kernel_archivedevent")


class TestWhatMoves:
    def test_is_the_history_of_an_order_that_was_archived_long_ago(self, place):
        rest(order_in(place, "archived"))
        before = all_of(Event.objects)

        moved = move(later())

        assert moved == len(before) > 4
        assert not Event.objects.exists()
        assert all_of(ArchivedEvent.objects) == all_of(whole_log()) == before

    @pytest.mark.parametrize("state", ["created", "in_progress", "merged", "reviewed"])
    def test_is_not_that_of_an_open_order_however_old(self, place, state):
        order = order_in(place, state)
        history = place.history(order)

        move(later() + 10 * YEAR)

        assert place.history(order) == history

    def test_is_not_that_of_an_open_petition(self, place):
        order = order_in(place, "completed")
        WorkOrder.objects.filter(pk=order.pk).update(is_petition=True)
        history = place.history(order)

        move(later() + 10 * YEAR)

        assert place.history(order) == history

    def test_is_not_that_of_an_order_archived_since(self, place):
        order = rest(order_in(place, "archived"), since=later())
        history = place.history(order)

        assert move(later()) == 0
        assert place.history(order) == history

    def test_is_nothing_younger(self):
        event("accounts.signed_in", at=later())
        event("accounts.signed_out", at=later(seconds=-1))

        assert move(later()) == 1
        assert Event.objects.get().kind == "accounts.signed_in"


class TestThePeriod:
    def test_is_dated_so_a_change_protects_until_it_takes_effect(self):
        event("accounts.signed_in", at=NOW - timedelta(days=200))
        starts = NOW + timedelta(days=3)
        set_option(
            actor=SYSTEM, key=LOG_DAYS.key, value=190, valid_from=starts, source="t", now=NOW
        )
        kinds = to_archive(NOW).values_list("kind", flat=True)

        assert "accounts.signed_in" not in kinds
        assert "accounts.signed_in" in to_archive(starts).values_list("kind", flat=True)

    @pytest.mark.parametrize("option", [LOG_DAYS, FORGET_DAYS])
    def test_is_never_shorter_than_the_law_asks(self, option):
        with pytest.raises(InvalidInput):
            option.parse(LAWFUL_DAYS - 1)


class TestReading:
    def test_the_history_is_the_same_in_the_archive_and_for_the_same_people(self, place):
        from zuoxi.workorders import queries as workorders  # noqa: PLC0415 - stands above audit

        order = rest(order_in(place, "archived"))
        shown = list(workorders.detail(place.actor("supervisor"), order.number).events)
        move(later())

        again = list(workorders.detail(place.actor("supervisor"), order.number).events)
        assert [each.pk for each in again] == [each.pk for each in shown]
        assert [each.kind for each in again] == [each.kind for each in shown]
        assert len(again) > 4

    def test_costs_an_order_no_statement_more(self, place):
        from zuoxi.workorders import queries as workorders  # noqa: PLC0415 - stands above audit

        def statements(order):
            with CaptureQueriesContext(connection) as found:
                assert list(workorders.detail(place.actor("supervisor"), order.number).events)
            return [each["sql"] for each in found if "kernel_optionvalue" not in each["sql"]]

        still_open = statements(order_in(place, "reviewed"))
        order = rest(order_in(place, "archived"))
        fresh = statements(order)
        move(later())

        assert len(fresh) == len(statements(order)) == len(still_open)

    def test_is_one_look_into_an_index_of_each(self, place):
        order = order_in(place, "archived")
        crowd()
        rows = whole_log().filter(subject_type="workorders.order", subject_id=order.pk)
        plan = rows.order_by("id").explain()

        assert "using event_subject" in plan
        assert "using archived_event_subject" in plan
        assert "Seq Scan" not in plan

    def test_the_log_of_a_period_has_it_and_hides_it_from_others(self, place):
        rest(order_in(place, "archived"))
        wanted = LogFilter(since=NOW.date() - timedelta(days=1))
        shown = queries.log(place.actor("supervisor"), wanted, limit=200).items
        move(later())

        again = queries.log(place.actor("supervisor"), wanted, limit=200).items
        assert [each.pk for each in again] == [each.pk for each in shown]
        assert shown
        assert not queries.log(place.actor("dispatcher"), wanted).items
        assert not queries.log(Place("other").actor("supervisor"), wanted).items

    def test_the_log_of_a_period_is_paged_through_both(self, place):
        rest(order_in(place, "archived"))
        wanted = LogFilter(since=NOW.date() - timedelta(days=1))
        actor = place.actor("supervisor")
        every = [each.pk for each in queries.log(actor, wanted, limit=200).items]
        moved = next(islice(_steps_of(2, later()), 1))

        found, cursor = [], ""
        while True:
            page = queries.log(actor, wanted, cursor=cursor, limit=3)
            found += [each.pk for each in page.items]
            cursor = page.next_cursor
            if not cursor:
                break

        assert moved == 2
        assert Event.objects.exists()
        assert found == every

    def test_the_newest_of_a_subject_come_from_both(self):
        for number in range(4):
            event("accounts.signed_in", subject_type="user", subject_id=7, data={"n": number})
        next(_steps_of(2, later()))

        latest = queries.latest("user", 7, limit=3)
        assert [each.data["n"] for each in latest] == [3, 2, 1]


def _steps_of(size: int, before: datetime):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archive, "BATCH", size)
        yield from archive.move(before)


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


class TestGuards:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM kernel_event",
            "UPDATE kernel_event SET kind = 'x'",
            "DELETE FROM kernel_archivedevent",
            "UPDATE kernel_archivedevent SET kind = 'x'",
        ],
    )
    def test_neither_can_be_changed_or_lose_a_row(self, statement):
        event("accounts.signed_in", at=NOW - timedelta(days=2))
        move(NOW)
        event("accounts.signed_out")

        with pytest.raises(DatabaseError, match="append-only"):
            execute(statement)
        assert whole_log().count() == 2

    def test_a_row_leaves_the_log_only_for_its_very_copy(self):
        kept = event("accounts.signed_in", data={"reason": "a"})
        row = Event.objects.values().get()
        ArchivedEvent.objects.create(**row | {"data": {"reason": "b"}})

        with pytest.raises(DatabaseError, match="append-only"):
            execute("DELETE FROM kernel_event WHERE id = %s", kept.pk)

    def test_the_history_of_an_order_leaves_the_archive_for_nobody(self):
        event("workorders.created", at=LONG_AGO, subject_type="workorders.order", subject_id=1)
        event("accounts.signed_in", at=LONG_AGO)
        move(NOW)

        with pytest.raises(DatabaseError, match="append-only"):
            execute("DELETE FROM kernel_archivedevent WHERE kind = 'workorders.created'")
        assert execute("DELETE FROM kernel_archivedevent WHERE kind = 'accounts.signed_in'") == 1

    def test_both_have_the_same_columns(self):
        def columns(table):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                    " WHERE table_name = %s",
                    [table],
                )
                return {tuple(each) for each in cursor.fetchall()}

        assert columns("kernel_event") == columns("kernel_archivedevent")
        assert {name for name, *_rest in columns("kernel_everyevent")} == {
            name for name, *_rest in columns("kernel_event")
        }


class TestForgetting:
    def test_takes_what_belongs_to_no_record_that_lasts(self):
        event("workorders.created", at=LONG_AGO, subject_type="workorders.order", subject_id=1)
        event("customers.corrected", at=LONG_AGO, subject_type="customers.customer", subject_id=1)
        event("customers.revealed", at=LONG_AGO, subject_type="customers.customer", subject_id=1)
        event("accounts.signed_in", at=LONG_AGO, subject_type="user", subject_id=1)
        event("kernel.refused", at=NOW - 2 * YEAR)
        move(NOW)

        due = forgotten(NOW).values_list("kind", flat=True)

        assert set(due) == {"customers.revealed", "accounts.signed_in"}
        assert sum(_statement("kernel_archivedevent").steps(NOW)) == 2
        left = set(whole_log().values_list("kind", flat=True))
        assert left == {"workorders.created", "customers.corrected", "kernel.refused"}


def _statement(table):
    return next(each for each in retention.statements() if each.table == table)
