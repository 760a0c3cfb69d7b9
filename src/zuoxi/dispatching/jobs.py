"""Long bulk operations, outside of any request, and tidying up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zuoxi.dispatching import actions, queries, running
from zuoxi.dispatching.models import Bulk
from zuoxi.kernel.actors import Actor
from zuoxi.org import queries as org

# No request lasts so long: what still runs then has lost whoever went through it.
_INTERRUPTED = timedelta(minutes=1)
_RETRY = RetryStrategy(wait=60)


@app.task(name="dispatching.run_bulk", queue="dispatching", retry=_RETRY)
def run_bulk(bulk_id: int) -> None:
    """Carry out a bulk operation that is long, or was interrupted."""
    bulk = Bulk.objects.select_related("started_by").get(pk=bulk_id)
    if bulk.finished_at is None:
        with _as_starter(bulk) as actor:
            running.run(bulk, actor, clock=timezone.now)


@app.task(name="dispatching.undo_bulk", queue="dispatching", retry=_RETRY)
def undo_bulk(bulk_id: int) -> None:
    """Take back a bulk operation that is long, or whose undo was interrupted."""
    bulk = Bulk.objects.select_related("started_by").get(pk=bulk_id)
    if bulk.undone_at is None:
        with _as_starter(bulk) as actor:
            running.undo(bulk, actor, clock=timezone.now)


@app.periodic(cron="41 * * * *")
@app.task(name="dispatching.tidy", queueing_lock="dispatching.tidy")
def tidy(timestamp: int) -> None:
    """Forget who looked at what."""
    del timestamp  # procrastinate passes when the job was due
    actions.drop_old_viewings(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    name="dispatching.take_up", queueing_lock="dispatching.take_up", lock="dispatching.take_up"
)
def take_up(timestamp: int) -> None:
    """Have a worker go on with what a request or a lost job has left half done.

    Each order has its result once, even if the request should still be at it (``carry_out``).
    """
    del timestamp
    for bulk in queries.running_since(timezone.now() - _INTERRUPTED):
        job = run_bulk if bulk.finished_at is None else undo_bulk
        live = ProcrastinateJob.objects.filter(
            task_name=job.name, args__bulk_id=bulk.pk, status__in=["todo", "doing"]
        )
        if not live.exists():
            job.defer(bulk_id=bulk.pk)


@contextmanager
def _as_starter(bulk: Bulk) -> Iterator[Actor]:
    """Act as the person who started it, and answer in that language."""
    with translation.override(bulk.started_by.language or None):
        yield org.actor_in_job(bulk.started_by)
