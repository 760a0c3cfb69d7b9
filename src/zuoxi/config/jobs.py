"""What there is to be done later, and who does it.

Packages declare jobs in their ``jobs.py`` with ``procrastinate.contrib.django.app.task``; Django
loads them at start, and deferring one is a row on the same connection as the write it follows.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

HEARTBEAT_SECONDS = 10.0
# A worker that has missed so many heartbeats is gone.
_SILENCE = timedelta(seconds=6 * HEARTBEAT_SECONDS)
# The events by which a job comes into its queue.
_PUT_IN = ("deferred", "deferred_for_retry")


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up", queueing_lock="config.take_up")
def take_up(timestamp: int) -> None:
    """Let a living worker take up the jobs, of any queue, of one that was killed."""
    del timestamp  # procrastinate passes when the job was due
    take_up_again(stalled())


def workers() -> int:
    """Return how many workers have shown lately that they are alive.

    By the database's clock, as they do: by one that was set ahead, all of them would be gone.
    """
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - _SILENCE).count()


def stalled() -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that were begun by a worker that is gone, by the database's clock."""
    gone = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - _SILENCE)
    return ProcrastinateJob.objects.filter(gone, status="doing").order_by("id")


def waiting(now: datetime, *, since: timedelta) -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that could have been begun so long ago."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lt=now - since)
    deferred = Q(
        procrastinateevent__type__in=_PUT_IN,
        procrastinateevent__at__lt=now - since,
    )
    return ProcrastinateJob.objects.filter(due, deferred, status="todo").order_by("id").distinct()


def longest_wait(now: datetime) -> timedelta:
    """Return how long the job has waited that could have been begun first; nothing if none is."""
    due = Q(job__scheduled_at=None) | Q(job__scheduled_at__lte=now)
    since = ProcrastinateEvent.objects.filter(due, job__status="todo", type__in=_PUT_IN).aggregate(
        first=Min("at")
    )["first"]
    return max(now - since, timedelta(0)) if since else timedelta(0)


def failed() -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that ended with an error and are not tried again."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("-id")


def take_up_again(found: "Iterable[ProcrastinateJob]") -> None:
    """Put jobs back into their queue; a job that was half done is written to be done again."""
    with connection.cursor() as cursor:
        # The queue goes by this clock; by ours, set ahead, they would wait for it to catch up.
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    for job in found:
        app.job_manager.retry_job_by_id(job.pk, retry_at=now)
