"""The processes that Zuoxi consists of: web, live updates, worker."""

# ruff: noqa: PLC0415 - each process imports only its own server

import sys

from zuoxi.config import metrics, ports, start
from zuoxi.config.env import Env
from zuoxi.config.problems import StartError
from zuoxi.config.supervisor import Child


def _child(name: str, *words: str) -> Child:
    return Child(name, [sys.executable, "-m", "zuoxi.config.cli", *words])


WORKER = _child("worker", "worker")


def serving(values: Env) -> list[Child]:
    """Return what serves together, ready to be started; before that, nothing counts yet."""
    metrics.prepare(values, is_first=True)
    parts = {"web": "web", "live updates": "live"}
    if values.metrics_port:
        parts["metrics"] = "metrics"
    return [_child(name, "serve", "--only", part) for name, part in parts.items()]


def require_free_ports(values: Env) -> None:
    """Raise StartError if a port that Zuoxi is to listen on is taken."""
    ports.require_free(values.host, values.port, "ZUOXI_PORT")
    ports.require_free(values.host, values.live_port, "ZUOXI_LIVE_PORT")
    if values.metrics_port:
        ports.require_free(values.host, values.metrics_port, "ZUOXI_METRICS_PORT")


def serve_web(values: Env) -> None:
    """Serve pages and API until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    ports.require_free(values.host, values.port, "ZUOXI_PORT")
    metrics.prepare(values)
    start.load()
    # Two processes of two threads: measured. WSGI and not ASGI (docs/adr/0006), which
    # is several times slower for Django's synchronous code.
    Server(
        "zuoxi.config.wsgi:application",
        address=values.host,
        port=values.port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
    ).serve()


def serve_live(values: Env) -> None:
    """Serve the live updates until told to stop."""
    ports.require_free(values.host, values.live_port, "ZUOXI_LIVE_PORT")
    metrics.prepare(values)
    start.load()
    from zuoxi.config import live

    live.serve()


def serve_metrics(values: Env) -> None:
    """Answer Prometheus until told to stop."""
    if not values.metrics_port:
        raise StartError("Set ZUOXI_METRICS_PORT to the port at which Prometheus may ask.")
    ports.require_free(values.host, values.metrics_port, "ZUOXI_METRICS_PORT")
    metrics.prepare(values)
    start.load()
    metrics.serve(values)


def work() -> None:
    """Carry out jobs until told to stop."""
    start.load()
    from zuoxi.config import schema, worker

    schema.require_current()
    worker.run()
