"""Runs the processes of one Zuoxi as children: started together, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 12.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process to run, and what it is called in a sentence."""

    name: str
    command: Sequence[str]


class Family:
    """Children that run while the ``with`` block does, and end with it."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._running: list[tuple[Child, subprocess.Popen[bytes]]] = []
        self._signals: list[int] = []
        self._handlers: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._note) for number in _STOPPING}
        try:
            for child in self._children:
                self._running.append((child, _start(child)))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def ended(self) -> bool:
        """Say whether a signal asked to stop or a child has ended: there is nothing to wait for."""
        return bool(self._signals) or any(p.poll() is not None for _child, p in self._running)

    def wait(self) -> int:
        """Wait for a signal (returns 0) or for the unexpected end of a child (returns 1)."""
        while not self.ended():
            time.sleep(POLL_SECONDS)
        if self._signals:
            return 0
        child, code = next((c, p.returncode) for c, p in self._running if p.poll() is not None)
        print(  # noqa: T201 - for the operator's terminal
            f"The {child.name} process ended unexpectedly ({_how(code)}), so the others are "
            "stopped. Its own messages stand above.",
            file=sys.stderr,
        )
        return 1

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _end(self) -> None:
        processes = [process for _child, process in self._running]
        for process in processes:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_SECONDS
        impatient = len(self._signals) + 1
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline or len(self._signals) >= impatient:
                break
            time.sleep(POLL_SECONDS / 2)
        for process in processes:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _start(child: Child) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches only us, and a hung child is killed with its workers.
    return subprocess.Popen(  # noqa: S603 - our own commands
        list(child.command),
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=_leash() if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads
    )


def _leash() -> Callable[[], None]:
    """Return what makes the kernel send a child SIGTERM when this process is gone, even killed."""
    libc, parent = ctypes.CDLL(None), os.getpid()

    def attach() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return attach


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # Asked by group, because workers may outlive their leader.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
