"""What Prometheus may ask of a running Zuoxi, at ``ZUOXI_METRICS_PORT``.

The web and live processes count in files of one folder, which a process of its own adds up; what
the database and the disk know is asked when somebody asks.
"""

# ruff: noqa: PLC0415 - prometheus_client decides when it is imported where it counts

import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from zuoxi.config import handover
from zuoxi.config.env import Env

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

# The name is prometheus_client's.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def forget(values: Env) -> None:
    """Drop what processes counted that are gone by now."""
    if values.metrics_port:
        shutil.rmtree(values.data_dir / "metrics", ignore_errors=True)


def forget_failed(values: Env) -> None:
    """Empty the folder of a generation that is about to start: one that failed has had it."""
    # Not removed: a process of that one may still be ending, and count.
    if handover.generation():
        for each in _folder_of(values, handover.generation()).glob("*.db"):
            each.unlink(missing_ok=True)


def prepare(values: Env) -> None:
    """Have this process and its children count in files."""
    if not values.metrics_port:
        return
    # Each generation counts anew, as after a restart, so that no figure of ended processes stays.
    folder = _folder_of(values, handover.generation())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[_FOLDER] = str(folder)


def _folder_of(values: Env, generation: int) -> Path:
    return values.data_dir / "metrics" / str(generation)


def serve(values: Env, listener: socket.socket, *, on_ready: Callable[[], None]) -> None:
    """Answer Prometheus on this socket until told to stop."""
    from prometheus_client import CollectorRegistry, MetricsHandler
    from prometheus_client.multiprocess import MultiProcessCollector

    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=os.environ[_FOLDER])  # type: ignore[no-untyped-call]
    registry.register(Present())
    server = ThreadingHTTPServer(
        (values.host, values.metrics_port),
        MetricsHandler.factory(registry),
        bind_and_activate=False,
    )
    server.socket.close()
    server.socket = listener
    threading.Thread(target=server.serve_forever, daemon=True).start()
    on_ready()
    # The one before still runs. Those before it have ended, or nobody asks what they count.
    for each in range(handover.generation() - 1):
        shutil.rmtree(_folder_of(values, each), ignore_errors=True)
    signal.sigwait(_STOPPING)
    server.shutdown()


_STOPPING = {signal.SIGINT, signal.SIGTERM}


class Present:
    """What is known at the moment in which it is asked for."""

    def collect(self) -> "Iterator[Metric]":
        """Yield the figures; where the database cannot be reached, only that."""
        from django.db import DatabaseError, connection
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        yield InfoMetricFamily(
            "zuoxi", "The version that runs.", value={"version": version("zuoxi")}
        )
        free = shutil.disk_usage(_files_dir()).free
        yield GaugeMetricFamily("zuoxi_files_free_bytes", "Free space for files.", value=free)
        try:
            figures = list(_of_database())
        except DatabaseError:
            figures = []
        finally:
            # Each question comes in a thread of its own.
            connection.close()
        is_up = bool(figures)
        yield GaugeMetricFamily("zuoxi_database_up", "1 if the database answers.", value=is_up)
        yield from figures


def _files_dir() -> str:
    from django.conf import settings

    known = settings.FILES_DIR
    return str(known if known.exists() else settings.ENV.data_dir)


def _of_database() -> "Iterator[Metric]":
    from django.db.models import Count
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob
    from prometheus_client.core import GaugeMetricFamily

    from zuoxi.audit import queries as audit
    from zuoxi.config import jobs

    now = timezone.now()
    counts = dict(ProcrastinateJob.objects.values_list("status").annotate(Count("id")))
    found = GaugeMetricFamily("zuoxi_jobs", "Jobs by status.", labels=["status"])
    for status in ("todo", "doing", "failed"):
        found.add_metric([status], counts.get(status, 0))
    yield found
    yield GaugeMetricFamily(
        "zuoxi_jobs_stalled", "Jobs of a worker that is gone.", value=jobs.stalled().count()
    )
    yield GaugeMetricFamily(
        "zuoxi_jobs_oldest_seconds",
        "How long the job has waited that has waited longest.",
        value=jobs.longest_wait(now).total_seconds(),
    )
    yield GaugeMetricFamily("zuoxi_workers", "Workers that are alive.", value=jobs.workers())
    tidying = audit.last_tidying()
    if tidying is None:
        return
    yield GaugeMetricFamily(
        "zuoxi_tidying_seconds",
        "How long ago the nightly run removed and archived old rows.",
        value=(now - tidying.at).total_seconds(),
    )
    yield GaugeMetricFamily(
        "zuoxi_tidying_complete",
        "1 if the last nightly run left nothing that was due.",
        value=bool(tidying.data["is_complete"]),
    )
    went = GaugeMetricFamily(
        "zuoxi_tidying_rows", "Rows that the last nightly run worked off.", labels=["table"]
    )
    for table, count in tidying.data["rows"].items():
        went.add_metric([table], count)
    yield went
