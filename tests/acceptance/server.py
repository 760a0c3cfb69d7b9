"""A demo server of the robot's own: free ports, a fresh data folder, gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

_START_SECONDS = 420
_STOP_SECONDS = 30
_DEMO = [sys.executable, "-m", "zuoxi.config.cli", "demo"]


class ServerFailed(Exception):
    """The demo did not start; the message has what it said."""


class DemoServer:
    """A demo in a data folder, always at the same address, that can die and come back.

    ``code`` is a folder with another copy of the package than the one under test; ``settings``
    are environment variables besides its own.
    """

    def __init__(
        self,
        folder: Path,
        code: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._code = code
        self._settings = settings or {}
        self._port = _free_ports(3)
        self.url = ""
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | None = None

    @property
    def metrics_url(self) -> str:
        """Return where Prometheus may ask this demo."""
        return f"http://127.0.0.1:{self._port + 2}/metrics"

    @property
    def is_running(self) -> bool:
        """Say whether it was started and neither ended nor died since."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, with what an earlier start has left, and wait until it is ready."""
        self._process = _start(self._folder, self._port, self._code, self._settings)
        self.url = _wait_until_ready(self._process, self.said)

    def reload(self) -> None:
        """Tell it that another version is installed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR1)

    def processes(self, part: str) -> set[int]:
        """Return the processes of a part, such as ``worker`` or ``serve --only web``."""
        assert self._process is not None
        found = _descendants(self._process.pid)
        return {pid for pid in found if _command_of(pid).endswith(f"zuoxi.config.cli {part}")}

    def kill(self) -> None:
        """End web server, worker and whatever else it started without a warning.

        Start it again afterwards: the database server may have outlived it.
        """
        assert self._process is not None
        for pid in [self._process.pid, *_descendants(self._process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End all of its processes in good order."""
        if self._process is not None and self.is_running:
            _stop(self._process)


@contextmanager
def demo_server(
    code: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[DemoServer]:
    """Start a demo, yield it once it is ready, and end all of its processes."""
    with tempfile.TemporaryDirectory(prefix="zuoxi-accept-") as folder:
        # The database server may run as another user, who has to reach its own folder in here.
        Path(folder).chmod(0o711)
        server = DemoServer(Path(folder), code, settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def demo_address(running: str = "") -> Iterator[str]:
    """Yield the address of a demo that runs already, or otherwise of one of the robot's own."""
    if running:
        yield running
        return
    with demo_server() as server:
        yield server.url


def _descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [line.split() for line in listed.stdout.splitlines()]
    found = [pid]
    for parent in found:
        found += [int(child) for child, started_by in pairs if int(started_by) == parent]
    return found[1:]


def _command_of(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ").strip()
    return ""


def _start(
    folder: Path, port: int, code: Path | None, settings: Mapping[str, str]
) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "ZUOXI_DATA_DIR": str(folder / "data"),
        "ZUOXI_PORT": str(port),
        "ZUOXI_LIVE_PORT": str(port + 1),
        "ZUOXI_METRICS_PORT": str(port + 2),
    }
    if code is not None:
        environment["PYTHONPATH"] = str(code)
    for name in ("DATABASE_URL", "ZUOXI_DATABASE", "ZUOXI_LIVE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    environment |= settings
    return subprocess.Popen(
        _DEMO,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def _wait_until_ready(process: "subprocess.Popen[str]", said: list[str]) -> str:
    assert process.stdout is not None
    deadline = threading.Timer(_START_SECONDS, process.terminate)
    deadline.start()
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("ready "):
                # What it says later must be read too, or it would stop at a full pipe.
                threading.Thread(target=_drain, args=(process.stdout, said), daemon=True).start()
                return line.split()[1]
    finally:
        deadline.cancel()
    raise ServerFailed("The demo did not start. It said:\n" + "".join(said[-40:]))


def _drain(stream: IO[str], said: list[str]) -> None:
    with stream:
        for line in stream:
            said.append(line)
            sys.stderr.write(line)


def _stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_ports(count: int) -> int:
    """Return a port that is free together with the next ones."""
    for _attempt in range(50):
        with ExitStack() as opened:
            first = opened.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                for number in range(port + 1, port + count):
                    opened.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except (OSError, OverflowError):
                time.sleep(0.01)
                continue
            return port
    raise ServerFailed(f"There are no {count} free ports beside each other.")
