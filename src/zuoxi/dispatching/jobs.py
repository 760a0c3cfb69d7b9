"""Long bulk operations, outside of any request, and tidying up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone, translation
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zuoxi.dispatching import actions, running
from zuoxi.dispatching.models import Bulk
from zuoxi.kernel.actors import Actor
from zuoxi.org import queries as org

# A worker that is alive says so every ten seconds (config/jobs.py).
_SILENCE = timedelta(seconds=45)


@app.task(name="dispatching.run_bulk", queue="dispatching")
def run_bulk(bulk_id: int) -> None:
    """Carry out a long bulk operation."""
    bulk = Bulk.objects.select_related("started_by").get(pk=bulk_id)
    if bulk.finished_at is None:
        with _as_starter(bulk) as actor:
            running.run(bulk, actor, clock=timezone.now)


@app.task(name="dispatching.undo_bulk", queue="dispatching")
def undo_bulk(bulk_id: int) -> None:
    """Take back a long bulk operation."""
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
@app.task(name="dispatching.take_up", queueing_lock="dispatching.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Let a living worker take up the jobs of one that was killed."""
    del timestamp
    jobs = context.app.job_manager
    stalled = await jobs.get_stalled_jobs(
        queue="dispatching", seconds_since_heartbeat=_SILENCE.total_seconds()
    )
    for job in stalled:
        await jobs.retry_job(job)


@contextmanager
def _as_starter(bulk: Bulk) -> Iterator[Actor]:
    """Act as the person who started it, and answer in that language."""
    with translation.override(bulk.started_by.language or None):
        yield org.actor_in_job(bulk.started_by)
