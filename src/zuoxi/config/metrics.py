"""What Prometheus may ask of a running Zuoxi, at ``ZUOXI_METRICS_PORT``.

The web and live processes count in files of one folder, which a process of its own adds up; what
the database and the disk know is asked when somebody asks.
"""

# ruff: noqa: PLC0415 - prometheus_client decides when it is imported where it counts

import os
import shutil
import signal
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from zuoxi.config.env import Env

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

# The name is prometheus_client's.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def prepare(values: Env, *, is_first: bool = False) -> None:
    """Have this process and its children count in files; ``is_first`` drops what others left."""
    if not values.metrics_port:
        return
    folder = values.data_dir / "metrics"
    if is_first:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[_FOLDER] = str(folder)


def serve(values: Env) -> None:
    """Answer Prometheus until told to stop."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=os.environ[_FOLDER])  # type: ignore[no-untyped-call]
    registry.register(Present())
    server, _thread = start_http_server(values.metrics_port, values.host, registry)
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
        "zuoxi_jobs_stalled", "Jobs of a worker that is gone.", value=jobs.stalled(now).count()
    )
    yield GaugeMetricFamily(
        "zuoxi_jobs_oldest_seconds",
        "How long the job has waited that has waited longest.",
        value=jobs.longest_wait(now).total_seconds(),
    )
    yield GaugeMetricFamily("zuoxi_workers", "Workers that are alive.", value=jobs.workers(now))
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
