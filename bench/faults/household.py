"""The processes of one Zuoxi; what ends is started again, as systemd does in production."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from zuoxi.config.embedded.places import PORT, socket_dir

_COMMANDS = ("serve", "worker")
_RESTART_SECONDS = 1.0
_POLL_SECONDS = 0.1
_STOP_SECONDS = 90.0
_ANSWER_SECONDS = 5.0
# Of what the harness was started with, nothing reaches the product.
_FOREIGN = ("ZUOXI_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "LD_PRELOAD")


class Household:
    """``zuoxi serve`` and ``zuoxi worker`` on one data folder."""

    def __init__(self, data: Path, log: Path, ports: tuple[int, int]) -> None:
        self.data = data
        self.port, self.live_port = ports
        self.restarts: Counter[str] = Counter()
        self._log = log.open("ab")
        self._more: Mapping[str, str] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._wanted = False
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._tend, daemon=True)
        self._watch.start()

    def run(self, module: str, *words: str) -> str:
        """Run a module of ours beside the processes and return what it prints."""
        command = [sys.executable, "-m", module, *words]
        return subprocess.run(  # noqa: S603 - our own module
            command, env=self._environ(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def begin(self, module: str) -> subprocess.Popen[bytes]:
        """Start a module of ours that runs until it is terminated."""
        command = [sys.executable, "-m", module]
        return subprocess.Popen(command, env=self._environ(), stdin=subprocess.DEVNULL)  # noqa: S603

    def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start everything, with further variables, and keep it running."""
        with self._lock:
            self._more = more or {}
            self._wanted = True
            self._start_missing()

    def stop(self) -> None:
        """Stop everything as an operator does, and wait until it has ended."""
        with self._lock:
            self._wanted = False
            processes = list(self._processes.values())
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            self._processes.clear()

    def close(self) -> None:
        """Stop for good; a database server that nobody has stopped is stopped too."""
        self.stop()
        self._ended.set()
        self._watch.join()
        with suppress(OSError, ValueError):
            os.kill(self.postmaster(), signal.SIGINT)
            while Path(f"/proc/{self.postmaster()}").exists():
                time.sleep(_POLL_SECONDS)
        self._log.close()

    def answers(self) -> bool:
        """Say whether pages, database and live updates answer."""
        return _ok(self.port, "/readyz") and _ok(self.live_port, "/healthz")

    def last_heartbeat_age(self) -> float:
        """Return how long ago a worker has shown that it lives; infinite if none has, or nobody
        can say.
        """
        found = self.ask(
            "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))"
            " FROM procrastinate_workers"
        )
        return float("inf") if found is None else float(str(found))

    def ask(self, statement: str) -> object:
        """Return the one value that a statement asks for; None while the database is away."""
        with suppress(psycopg.Error), self._connection() as connection:
            row = connection.execute(statement.encode()).fetchone()
            return row[0] if row else None
        return None

    def _connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user="zuoxi", dbname="zuoxi", connect_timeout=5
        )

    @property
    def sockets(self) -> Path:
        """The folder with the socket of the embedded server."""
        return socket_dir((self.data / "postgres").resolve())

    def main(self, name: str) -> list[int]:
        """Return the process of ``zuoxi serve`` or ``zuoxi worker``, if it runs."""
        process = self._processes.get(name)
        return [process.pid] if process is not None and process.poll() is None else []

    def part(self, name: str) -> list[int]:
        """Return the leading process of a part of ``zuoxi serve``: web or live."""
        return [
            pid for pid in _children(*self.main("serve")) if _words(pid)[-2:] == ["--only", name]
        ]

    def web_processes(self) -> list[int]:
        """Return the processes that answer for pages and API."""
        return [
            pid
            for pid in _children(*self.part("web"))
            if not any("resource_tracker" in word for word in _words(pid))
        ]

    def postmaster(self) -> int:
        """Return the process of the database server; raises OSError if it has none."""
        path = self.data / "postgres" / "postmaster.pid"
        return int(path.read_text(encoding="utf-8").splitlines()[0])

    def backends(self) -> list[int]:
        """Return the processes of the database server that serve a connection."""
        with suppress(OSError, ValueError):
            server = self.postmaster()
            return [
                pid for pid in _children(server) if _words(pid)[:1] == ["postgres: zuoxi zuoxi"]
            ]
        return []

    def _environ(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)
        }
        return inherited | {
            "ZUOXI_DATA_DIR": str(self.data),
            "ZUOXI_PORT": str(self.port),
            "ZUOXI_LIVE_PORT": str(self.live_port),
            "ZUOXI_DEMO": "1",
        }

    def _tend(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            with self._lock:
                if self._wanted:
                    self._start_missing()

    def _start_missing(self) -> None:
        for name in _COMMANDS:
            process = self._processes.get(name)
            if process is not None and process.poll() is None:
                continue
            if time.monotonic() - self._started.get(name, 0.0) < _RESTART_SECONDS:
                continue
            if process is not None:
                self.restarts[name] += 1
            self._started[name] = time.monotonic()
            self._processes[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "zuoxi.config.cli", name],
                env=self._environ() | dict(self._more),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )


def free_ports() -> tuple[int, int]:
    """Return two ports that nobody listens on."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _ok(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=_ANSWER_SECONDS):
            return True
    except (OSError, http.client.HTTPException):
        return False


def _children(*parents: int) -> list[int]:
    return [pid for pid, parent in _processes() if parent in parents]


def _processes() -> Iterator[tuple[int, int]]:
    """Yield each living process with its parent."""
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError):
                state = (path / "stat").read_text(encoding="utf-8", errors="replace")
                letter, parent = state.rpartition(")")[2].split()[:2]
                if letter != "Z":
                    yield int(path.name), int(parent)


def _words(pid: int) -> list[str]:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    words = raw.decode(errors="replace").rstrip("\0 ").split("\0")
    # PostgreSQL writes its title as one word: "postgres: zuoxi zuoxi [local] idle".
    return [" ".join(words[0].split()[:3])] if words[0].startswith("postgres:") else words
