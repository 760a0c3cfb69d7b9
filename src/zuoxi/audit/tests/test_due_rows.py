"""What each package gives up to the nightly run: what ended long ago, and in the right order."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zuoxi.audit.choices import JOB_DAYS
from zuoxi.customers.actions import reveal_customer
from zuoxi.customers.choices import REVEAL_DAYS
from zuoxi.customers.models import Reveal
from zuoxi.dispatching import actions as dispatching
from zuoxi.dispatching import running
from zuoxi.dispatching.choices import BULK_DAYS
from zuoxi.dispatching.models import Bulk, BulkItem
from zuoxi.kernel import retention
from zuoxi.sheets.choices import RECORD_DAYS
from zuoxi.sheets.models import Export, Import, ImportRow
from zuoxi.sheets.tests import factories as sheets
from zuoxi.workorders.choices import KEY_DAYS
from zuoxi.workorders.models import MoveKey, WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return Place()


def run(option, **span):
    """Work off what has this option, so long after the period that it gives to what ended at NOW.

    The archive of the log is none of it: it asks the clock of the database too.
    """
    now = NOW + timedelta(days=option.default) + timedelta(**span)
    for statement in retention.statements():
        if statement.option is option and statement.steps:
            assert all(statement.steps(now))


def bulk(place, count=2):
    orders = [create(place) for _ in range(count)]
    wanted = dispatching.Wanted(
        kind="dispatch",
        orders=[(each.number, each.version) for each in orders],
        inputs=inputs_for(place, "dispatch"),
    )
    return dispatching.start_bulk(actor=place.actor("dispatcher"), wanted=wanted, now=NOW)


def finished(place):
    begun = bulk(place)
    return running.run_now(begun, place.actor("dispatcher"), clock=lambda: NOW)


class TestBulks:
    def test_go_with_their_items_when_they_have_ended_long_ago(self, place):
        finished(place)

        run(BULK_DAYS, minutes=-1)
        assert (Bulk.objects.count(), BulkItem.objects.count()) == (1, 2)
        run(BULK_DAYS, minutes=1)
        run(BULK_DAYS, minutes=1)
        assert (Bulk.objects.count(), BulkItem.objects.count()) == (0, 0)
        assert WorkOrder.objects.filter(status="dispatched").count() == 2

    def test_stay_while_they_have_not_ended(self, place):
        bulk(place)
        undone = finished(place)
        Bulk.objects.filter(pk=undone.pk).update(undo_started_at=NOW)

        run(BULK_DAYS, days=1000)
        assert (Bulk.objects.count(), BulkItem.objects.count()) == (2, 4)


class TestSheets:
    def test_records_go_after_their_period_imports_after_their_rows(self, place):
        sheets.export(place, sheets.CUSTOMERS)
        Export.objects.update(status="expired", file="", expires_at=None)
        sheets.bring_in(place, sheets.sheet(("姓名",), ("王小明",), ("李四",)))
        rows = ImportRow.objects.count()

        run(RECORD_DAYS, minutes=-1)
        assert rows == ImportRow.objects.count() > 0
        assert (Export.objects.count(), Import.objects.count()) == (1, 1)
        run(RECORD_DAYS, minutes=1)
        run(RECORD_DAYS, minutes=1)
        assert not ImportRow.objects.exists()
        assert not Export.objects.exists()
        assert not Import.objects.exists()

    def test_a_file_that_is_still_there_keeps_its_record(self, place):
        sheets.export(place, sheets.CUSTOMERS)
        taken = sheets.upload(place, sheets.sheet(("姓名",), ("王小明",)))

        run(RECORD_DAYS, days=1000)
        assert Export.objects.get().file
        assert Import.objects.get() == taken


def test_reveals_go_and_the_log_still_tells_of_them(place):
    reveal = reveal_customer(
        actor=place.actor("supervisor"),
        customer_no=place.customer.customer_no,
        purpose="complaint",
        now=NOW,
    )
    end = reveal.until - NOW

    run(REVEAL_DAYS, seconds=end.total_seconds() - 1)
    assert Reveal.objects.exists()
    run(REVEAL_DAYS, seconds=end.total_seconds() + 1)
    assert not Reveal.objects.exists()


def test_keys_of_moves_go_and_the_orders_stay(place):
    order = order_in(place, "created")
    act(place, order, "dispatch", idempotency_key="k", now=NOW)

    run(KEY_DAYS, seconds=-1)
    assert MoveKey.objects.exists()
    run(KEY_DAYS, seconds=1)
    assert not MoveKey.objects.exists()
    assert WorkOrder.objects.get(pk=order.pk).status == "dispatched"


def test_failed_jobs_go_and_waiting_ones_stay():
    ids = {
        status: app.configure_task("sheets.expire", queueing_lock=status).defer(timestamp=0)
        for status in ("failed", "todo")
    }
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, ids["failed"]]
            )

    def at(**span):
        run(JOB_DAYS, seconds=(timezone.now() - NOW).total_seconds(), **span)
        return set(ProcrastinateJob.objects.values_list("pk", flat=True))

    assert at(hours=-1) == set(ids.values())
    assert at(hours=1) == {ids["todo"]}
