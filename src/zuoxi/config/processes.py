"""The processes that Zuoxi consists of: web, live updates, worker."""

# ruff: noqa: PLC0415 - each process imports only its own server

import multiprocessing
import signal
import subprocess
import sys

from zuoxi.config import metrics, ports, start
from zuoxi.config.env import Env
from zuoxi.config.problems import StartError
from zuoxi.config.supervisor import Child

# Seconds; a version that takes longer to load cannot serve.
_LONGEST_PREPARATION = 120


def _child(name: str, *words: str, reload_signal: signal.Signals | None = None) -> Child:
    return Child(name, [sys.executable, "-m", "zuoxi.config.cli", *words], reload_signal)


WORKER = _child("worker", "worker")


def serving(values: Env) -> list[Child]:
    """Return what serves together, ready to be started; before that, nothing counts yet."""
    metrics.prepare(values, is_first=True)
    parts = {"live updates": "live"}
    if values.metrics_port:
        parts["metrics"] = "metrics"
    # The web server starts its new processes before it ends the old ones. Browsers connect to
    # the live updates again by themselves.
    web = _child("web", "serve", "--only", "web", reload_signal=signal.SIGHUP)
    return [web, *(_child(name, "serve", "--only", part) for name, part in parts.items())]


def installed_version_can_serve() -> bool:
    """Ask the code that is installed now, which may be newer than the one that runs here."""
    command = _child("preparation", "prepare").command
    try:
        done = subprocess.run(command, check=False, timeout=_LONGEST_PREPARATION)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def prepare() -> None:
    """Raise StartError where this version cannot serve the database; collect its static files."""
    start.load()
    from zuoxi.config import schema, static_files

    schema.require_current()
    static_files.collect_if_changed()


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

    # Until the server listens to it. Whatever it would load then is loaded now.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ports.require_free(values.host, values.port, "ZUOXI_PORT")
    metrics.prepare(values)
    start.load()
    # Each loads the code that is there when it is started, so that a reload takes a new version.
    multiprocessing.set_start_method("spawn")
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
    from zuoxi.config import jobs, schema

    schema.require_current()
    jobs.run_worker()
