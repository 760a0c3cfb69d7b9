"""A demo server of the robot's own: free ports, a fresh data folder, gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_START_SECONDS = 420
_STOP_SECONDS = 30
_DEMO = [sys.executable, "-m", "zuoxi.config.cli", "demo"]


class ServerFailed(Exception):
    """The demo did not start; the message has what it said."""


@contextmanager
def demo_server() -> Iterator[str]:
    """Start a demo, yield its address once it is ready, and end all of its processes."""
    with tempfile.TemporaryDirectory(prefix="zuoxi-accept-") as folder:
        # The database server may run as another user, who has to reach its own folder in here.
        Path(folder).chmod(0o711)
        process = _start(Path(folder))
        try:
            yield _wait_until_ready(process)
        finally:
            _stop(process)


def _start(folder: Path) -> "subprocess.Popen[str]":
    port = _two_free_ports()
    environment = os.environ | {
        "ZUOXI_DATA_DIR": str(folder / "data"),
        "ZUOXI_PORT": str(port),
        "ZUOXI_LIVE_PORT": str(port + 1),
    }
    for name in ("DATABASE_URL", "ZUOXI_DATABASE", "ZUOXI_LIVE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    return subprocess.Popen(
        _DEMO,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def _wait_until_ready(process: "subprocess.Popen[str]") -> str:
    said: list[str] = []
    assert process.stdout is not None
    deadline = threading.Timer(_START_SECONDS, process.terminate)
    deadline.start()
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("ready "):
                # What it says later must be read too, or it would stop at a full pipe.
                threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()
                return line.split()[1]
    finally:
        deadline.cancel()
    raise ServerFailed("The demo did not start. It said:\n" + "".join(said[-40:]))


def _drain(stream: IO[str]) -> None:
    with stream:
        for line in stream:
            sys.stderr.write(line)


def _stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _two_free_ports() -> int:
    """Return a port that is free together with the next one, which the live updates use."""
    for _attempt in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                time.sleep(0.01)
                continue
            return port
    raise ServerFailed("There are no two free ports beside each other.")
