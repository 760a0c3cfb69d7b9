"""Whatever ends a bulk operation in between: every order has one result in the end."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from zuoxi.dispatching import actions, jobs, queries, running, soundness
from zuoxi.dispatching.choices import Result
from zuoxi.dispatching.tests.factories import later
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import Place, create, inputs_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


class KilledError(BaseException):
    """The process ends here."""


@contextmanager
def breaking(fault, *, at):
    """Let it happen while the database writes down the result of this order."""
    seen = []

    def execute(run, sql, params, many, context):
        if sql.startswith('UPDATE "dispatching_bulkitem"'):
            seen.append(sql)
            if len(seen) == at:
                raise fault
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def start(place, count):
    orders = [create(place) for _ in range(count)]
    wanted = actions.Wanted(
        kind="dispatch",
        orders=[(each.number, each.version) for each in orders],
        inputs=inputs_for(place, "dispatch"),
    )
    actor = place.actor("dispatcher")
    return actions.start_bulk(actor=actor, wanted=wanted, now=later(0)), actor


def run_now(bulk, actor, minutes=0):
    return running.run_now(bulk, actor, clock=lambda: later(minutes))


def take_up(minutes):
    """Let the minute's job run then, and return the jobs that wait for the worker after it."""
    with time_machine.travel(later(minutes), tick=False):
        jobs.take_up(0)
    waiting = ProcrastinateJob.objects.filter(status="todo", queue_name="dispatching")
    return list(waiting.order_by("id").values_list("task_name", "args"))


def work(minutes):
    """Carry out what waits, as the worker does."""
    for name, args in take_up(minutes):
        with time_machine.travel(later(minutes), tick=False):
            getattr(jobs, name.partition(".")[2])(**args)


def done_once(bulk):
    bulk.refresh_from_db()
    items = queries.items_of(bulk)
    assert [each.result for each in items] == [Result.DONE] * len(items)
    assert all(each.order.legs.count() == 1 for each in items)
    assert Event.objects.filter(kind="workorders.dispatched").count() == len(items)
    assert Event.objects.filter(kind="dispatching.bulk_finished").count() == 1
    told = Notice.objects.filter(kind="dispatching.dispatched")
    assert set(told.values_list("count", flat=True)) == {len(items)}
    return not bulk.is_running


def test_a_request_that_is_killed_is_gone_on_with_a_minute_later(place):
    bulk, actor = start(place, 3)
    with breaking(KilledError, at=2), pytest.raises(KilledError):
        run_now(bulk, actor)
    bulk.refresh_from_db()
    assert bulk.is_running
    assert [each.result for each in queries.items_of(bulk)] == [Result.DONE, "", ""]

    assert take_up(1) == []
    work(2)

    assert done_once(bulk)


def test_an_order_that_breaks_keeps_no_other_from_its_turn_and_has_its_own_later(place):
    bulk, actor = start(place, 3)
    with breaking(OperationalError, at=2):
        assert run_now(bulk, actor).is_running
    assert [each.result for each in queries.items_of(bulk)] == [Result.DONE, "", Result.DONE]

    work(2)

    assert done_once(bulk)


def test_one_whose_job_has_failed_has_one_job_again(place):
    bulk, _actor = start(place, 21)
    asked = [("dispatching.run_bulk", {"bulk_id": bulk.pk})]
    assert take_up(2) == asked  # the one that it was started with
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")

    assert take_up(3) == asked
    assert take_up(4) == asked
    work(5)
    assert done_once(bulk)


def test_a_job_that_breaks_is_tried_again(place):
    bulk, _actor = start(place, 21)
    with breaking(OperationalError, at=2), pytest.raises(ExceptionGroup) as broken:
        jobs.run_bulk(bulk.pk)
    job = ProcrastinateJob.objects.get(task_name=jobs.run_bulk.name).procrastinate_job
    assert jobs.run_bulk.get_retry_exception(broken.value, job) is not None

    jobs.run_bulk(bulk.pk)
    assert done_once(bulk)


def test_an_undo_is_gone_on_with_as_well(place):
    bulk, actor = start(place, 3)
    run_now(bulk, actor)
    undone = actions.undo_bulk(actor=actor, bulk_id=bulk.pk, now=later(1))
    with breaking(KilledError, at=2), pytest.raises(KilledError):
        run_now(undone, actor, minutes=1)

    assert take_up(2) == []
    assert take_up(3) == [("dispatching.undo_bulk", {"bulk_id": bulk.pk})]
    work(4)

    assert [each.undo_result for each in queries.items_of(bulk)] == [Result.DONE] * 3
    assert Event.objects.filter(kind="workorders.recalled").count() == 3
    assert Event.objects.filter(kind="dispatching.bulk_undone").count() == 1


def test_one_that_still_runs_after_a_quarter_of_an_hour_is_named(place):
    bulk, _actor = start(place, 2)
    for minutes, names in ((14, []), (16, [str(bulk)])):
        bulk.started_at = timezone.now() - timedelta(minutes=minutes)
        bulk.save(update_fields=["started_at"])
        assert list(soundness.ended()) == names
