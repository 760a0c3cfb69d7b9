"""The processes that Zuoxi consists of: web, live updates, worker."""

# ruff: noqa: PLC0415 - each process imports only its own server

import signal
import socket
import sys
from collections.abc import Callable
from wsgiref.util import setup_testing_defaults

from zuoxi.config import handover, metrics, ports, start
from zuoxi.config.env import Env
from zuoxi.config.problems import StartError
from zuoxi.config.supervisor import Child

# As many as there are web workers: the kernel spreads connections more evenly than processes that
# wait at one socket together. Only Linux spreads them.
_WEB_SOCKETS = 2 if sys.platform == "linux" else 1
# `config.web.LEAVE`, without importing the server.
_LEAVE_WEB = signal.SIGUSR2


def _child(
    name: str,
    *words: str,
    sockets: list[socket.socket] | None = None,
    leave: signal.Signals = signal.SIGTERM,
) -> Child:
    return Child(name, [sys.executable, "-m", "zuoxi.config.cli", *words], sockets or [], leave)


WORKER = _child("worker", "worker")
# What is installed says whether it can serve, before its processes are started.
PREPARATION = _child("preparation", "prepare")


def serving(values: Env) -> list[Child]:
    """Return what serves together, ready to be started; before that, nothing counts yet.

    The addresses are taken from now on. Raise StartError where another program has one.
    """
    metrics.forget(values)
    require_free_ports(values)
    web = [
        ports.listen(values.host, values.port, "ZUOXI_PORT", shared=_WEB_SOCKETS > 1)
        for _worker in range(_WEB_SOCKETS)
    ]
    live = ports.listen(values.host, values.live_port, "ZUOXI_LIVE_PORT")
    children = [
        _child("web", "serve", "--only", "web", sockets=web, leave=_LEAVE_WEB),
        _child("live updates", "serve", "--only", "live", sockets=[live]),
    ]
    if values.metrics_port:
        asked = ports.listen(values.host, values.metrics_port, "ZUOXI_METRICS_PORT")
        children.append(_child("metrics", "serve", "--only", "metrics", sockets=[asked]))
    return children


def prepare() -> None:
    """Raise StartError where this version cannot serve the database; collect its static files."""
    start.load()
    from zuoxi.config import schema, static_files

    schema.require_current()
    static_files.collect_if_changed()


def require_answer() -> None:
    """Raise StartError unless this version, loaded as web processes load it, is ready to serve."""
    from django.conf import settings

    from zuoxi.config.wsgi import application

    environ = {"PATH_INFO": "/readyz", "HTTP_HOST": settings.ENV.own_host}
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, *_rest: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    b"".join(application(environ, start_response))
    if not statuses[0].startswith("200 "):
        raise StartError(f"This version answers /readyz with {statuses[0]}.")


def require_free_ports(values: Env) -> None:
    """Raise StartError if a port that Zuoxi is to listen on is taken."""
    ports.require_free(values.host, values.port, "ZUOXI_PORT")
    ports.require_free(values.host, values.live_port, "ZUOXI_LIVE_PORT")
    if values.metrics_port:
        ports.require_free(values.host, values.metrics_port, "ZUOXI_METRICS_PORT")


def serve_web(values: Env) -> None:
    """Serve pages and API until told to stop."""
    listeners = handover.listeners(values.host, values.port, "ZUOXI_PORT")
    metrics.prepare(values)
    start.load()
    from zuoxi.config import web

    web.WebServer(listeners, values.own_host).run()


def serve_live(values: Env) -> None:
    """Serve the live updates until told to stop."""
    listeners = handover.listeners(values.host, values.live_port, "ZUOXI_LIVE_PORT")
    metrics.prepare(values)
    start.load()
    from zuoxi.config import live

    handover.promise(1)
    live.serve(listeners, on_ready=handover.report_ready)


def serve_metrics(values: Env) -> None:
    """Answer Prometheus until told to stop."""
    if not values.metrics_port:
        raise StartError("Set ZUOXI_METRICS_PORT to the port at which Prometheus may ask.")
    (listener,) = handover.listeners(values.host, values.metrics_port, "ZUOXI_METRICS_PORT")
    metrics.prepare(values)
    start.load()
    handover.promise(1)
    metrics.serve(values, listener, on_ready=handover.report_ready)


def work() -> None:
    """Carry out jobs until told to stop."""
    start.load()
    from zuoxi.config import schema, worker

    schema.require_current()
    handover.promise(1)
    handover.report_ready()
    worker.run()
