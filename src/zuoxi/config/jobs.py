"""The worker that carries out deferred jobs.

Packages declare jobs in their ``jobs.py`` with ``procrastinate.contrib.django.app.task``; Django
loads them at start, and deferring one is a row on the same connection as the write it follows.
"""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

_SHUTDOWN_SECONDS = 8.0


def run_worker() -> None:
    """Carry out jobs until SIGINT or SIGTERM; running ones get a few seconds to finish."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the job queue is not connected through Django")
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(
            concurrency=2,
            delete_jobs="successful",
            shutdown_graceful_timeout=_SHUTDOWN_SECONDS,
            update_heartbeat_interval=10.0,
        )
