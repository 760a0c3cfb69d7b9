"""The worker that carries out deferred jobs, through losses of the database."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from zuoxi.config.jobs import HEARTBEAT_SECONDS
from zuoxi.kernel.outages import is_outage, leave_read_only_server

_log = logging.getLogger("zuoxi.worker")

_SHUTDOWN_SECONDS = 8.0
_PAUSE_SECONDS = 2.0
_LOST = (ConnectorException, psycopg.Error, OSError)
# Due by the database's clock, whatever ours says.
_AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


def run() -> None:
    """Carry out jobs until SIGINT or SIGTERM; running ones get a few seconds to finish."""
    for task in set(app.tasks.values()):
        task.retry_strategy = _PutBackAfterOutage(task.retry_strategy)
    asyncio.run(_run())


async def _run() -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    told_to_stop = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        # procrastinate's worker ends when its connections do.
        working = asyncio.create_task(_work())
        await asyncio.wait({working, told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            continue
        except _LOST as error:
            _log.warning(
                "The worker has lost the database, trying again: %s", error.__cause__ or error
            )
        await asyncio.wait({told_to_stop}, timeout=_PAUSE_SECONDS)


async def _work() -> None:
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the job queue is not connected through Django")
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=2,
                delete_jobs="successful",
                shutdown_graceful_timeout=_SHUTDOWN_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                install_signal_handlers=False,
                task_middleware=[_again_after_outage, *_of_django(worker_app)],
            )


def _again_after_outage(
    call_next: Callable[[], Any], context: JobContext, _worker: Worker
) -> object:
    """Begin a job again that has lost the database: each is written so that it may be.

    It would count as failed for good, where nobody is to blame.
    """
    while True:
        try:
            return call_next()
        except Exception as error:
            if not is_outage(error) or context.should_abort():
                raise
            _log.warning("%s has lost the database, trying again: %s", context.job.task_name, error)
            leave_read_only_server(error)
            time.sleep(_PAUSE_SECONDS)


class _PutBackAfterOutage(BaseRetryStrategy):
    """Put a job back that had to end while the database was away; else do as its task says.

    A worker whose connections are lost ends its jobs, and tells the database so when that is back.
    """

    def __init__(self, otherwise: BaseRetryStrategy | None) -> None:
        self._otherwise = otherwise

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if is_outage(exception):
            return RetryDecision(retry_at=_AT_ONCE)
        if self._otherwise is None:
            return None
        return self._otherwise.get_retry_decision(exception=exception, job=job)


def _of_django(worker_app: App) -> list[Any]:
    """Return procrastinate's own middleware, which leaves lost connections behind."""
    return list(worker_app.worker_defaults.get("task_middleware", []))
