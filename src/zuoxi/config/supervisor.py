"""Runs the processes of one Zuoxi as children: started together, ended together.

SIGUSR1 starts their successors from the code that is installed now, and ends them once all of the
successors do their work (docs/adr/0022). Not SIGHUP, which a closed terminal sends.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from zuoxi.config import handover

POLL_SECONDS = 0.1
RELOAD = signal.SIGUSR1
_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 12.0
# A new generation that is not ready by then is given up.
_RELOAD_SECONDS = 600.0
# An old one that is still there by then is killed; its parts take less by themselves.
_LEAVE_SECONDS = 660.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Without the program, memory, or a free process number.
_CANNOT_START = (OSError, subprocess.SubprocessError)


@dataclass(frozen=True)
class Child:
    """A process to run, and what it is called in a sentence.

    It inherits ``sockets``, so that its successor takes over without a gap. ``leave`` tells it to
    finish what it has and end; SIGTERM, to its group, to end at once.
    """

    name: str
    command: Sequence[str]
    sockets: Sequence[socket.socket] = ()
    leave: signal.Signals = signal.SIGTERM


class Process:
    """A child that was started."""

    def __init__(self, child: Child, generation: int) -> None:
        self.child = child
        self._told = b""
        self._pipe, writing = os.pipe()
        os.set_blocking(self._pipe, False)
        inherited = [*(each.fileno() for each in child.sockets), writing]
        try:
            # A group of its own: Ctrl-C reaches only us, and a hung one is killed with its workers.
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                list(child.command),
                stdin=subprocess.DEVNULL,
                process_group=0,
                pass_fds=inherited,
                env=os.environ | handover.environment(child.sockets, writing, generation),
                preexec_fn=_leash() if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads
            )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(writing)

    def has_ended(self) -> bool:
        """Say whether it is gone."""
        return self._process.poll() is not None

    def end_code(self) -> int:
        """Return with which code it ended, or minus the signal."""
        return self._process.returncode

    def is_ready(self) -> bool:
        """Say whether it has told that it does its work."""
        with suppress(BlockingIOError):
            self._told += os.read(self._pipe, 100)
        return handover.tells_ready(self._told)

    def leave(self) -> None:
        """Tell it to finish what it has and end."""
        self.is_ready()
        # Who has told nothing has nothing to finish, and does not know the signal yet.
        if self._told:
            self._process.send_signal(self.child.leave)
        else:
            self.signal_group(signal.SIGTERM)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal it and what it started."""
        # Asked by group, because workers may outlive their leader.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def bury(self) -> None:
        """Kill what is left of it."""
        self.signal_group(signal.SIGKILL)
        self._process.wait()
        os.close(self._pipe)


class Family:
    """Children that run while the ``with`` block does, and end with it.

    ``preparation`` is run before their successors, and they are not started where it fails.
    Without it the family is not reloaded.
    """

    def __init__(self, children: Sequence[Child], *, preparation: Child | None = None) -> None:
        self._children = children
        self._preparation = preparation
        self._generation = 0
        self._running: list[Process] = []
        self._starting: list[Process] = []
        self._leaving: list[tuple[Process, float]] = []
        self._signals: list[int] = []
        self._reload_is_wanted = False
        self._meanwhile: Callable[[], None] = lambda: None
        self._handlers: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._note) for number in _STOPPING}
        if self._preparation is not None:
            self._handlers[RELOAD] = signal.signal(RELOAD, self._want_reload)
        try:
            self._start(self._children)
            self._take_over()
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
        return bool(self._signals) or any(each.has_ended() for each in self._running)

    def wait(self, meanwhile: Callable[[], None]) -> int:
        """Wait for a signal (returns 0) or for the unexpected end of a child (returns 1).

        ``meanwhile`` is called some ten times in a second.
        """
        self._meanwhile = meanwhile
        while not self.ended():
            # A signal that comes while the family starts waits until it can be told to leave.
            if self._reload_is_wanted and all(each.is_ready() for each in self._running):
                self._reload_is_wanted = False
                self._reload()
            self._bury_who_left()
            self._pause()
        if self._signals:
            return 0
        ended = next(each for each in self._running if each.has_ended())
        _say(
            f"The {ended.child.name} process ended unexpectedly ({_how(ended.end_code())}), so the "
            "others are stopped. Its own messages stand above."
        )
        return 1

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _want_reload(self, _number: int, _frame: FrameType | None) -> None:
        self._reload_is_wanted = True

    def _start(self, children: Sequence[Child]) -> None:
        for child in children:
            self._starting.append(Process(child, self._generation + 1))

    def _take_over(self) -> None:
        self._running, self._starting = self._starting, []
        self._generation += 1

    def _reload(self) -> None:
        """Replace all children by successors that do their work, or by none."""
        assert self._preparation is not None
        deadline = time.monotonic() + _RELOAD_SECONDS
        _say("Loading the installed version.")
        fault = self._prepare(self._preparation, deadline) or self._succeed(deadline)
        if fault:
            self._dismiss(self._starting)
            self._starting = []
        if fault and not self.ended():
            _say(
                f"The installed version was not loaded: {fault}. "
                "The version that was running goes on serving."
            )

    def _prepare(self, preparation: Child, deadline: float) -> str:
        """Run what must succeed first; return what went wrong, "" for nothing."""
        try:
            process = Process(preparation, self._generation + 1)
        except _CANNOT_START as error:
            return _unstartable(preparation, error)
        try:
            while not process.has_ended():
                if self.ended() or time.monotonic() > deadline:
                    return _late(preparation)
                self._pause()
            return _fault_of(process) if process.end_code() else ""
        finally:
            process.bury()

    def _succeed(self, deadline: float) -> str:
        """Start the successors and let the others leave; return what went wrong, "" for nothing."""
        try:
            self._start(self._children)
        except _CANNOT_START as error:
            return _unstartable(self._children[len(self._starting)], error)
        while True:
            waited_for = [each for each in self._starting if not each.is_ready()]
            if gone := [each for each in self._starting if each.has_ended()]:
                return _fault_of(gone[0])
            if not waited_for:
                break
            if self.ended() or time.monotonic() > deadline:
                return _late(waited_for[0].child)
            self._pause()
        self._dismiss(self._running)
        self._take_over()
        _say("The installed version serves.")
        return ""

    def _pause(self) -> None:
        self._meanwhile()
        time.sleep(POLL_SECONDS)

    def _dismiss(self, processes: Sequence[Process]) -> None:
        for each in processes:
            each.leave()
            self._leaving.append((each, time.monotonic() + _LEAVE_SECONDS))

    def _bury_who_left(self) -> None:
        for each, deadline in list(self._leaving):
            if each.has_ended() or time.monotonic() > deadline:
                each.bury()
                self._leaving.remove((each, deadline))

    def _end(self) -> None:
        processes = [*self._running, *self._starting, *(each for each, _when in self._leaving)]
        for process in processes:
            process.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_SECONDS
        impatient = len(self._signals) + 1
        while not all(process.has_ended() for process in processes):
            if time.monotonic() > deadline or len(self._signals) >= impatient:
                break
            time.sleep(POLL_SECONDS / 2)
        for process in processes:
            process.bury()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - for the operator's terminal


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _fault_of(process: Process) -> str:
    how = _how(process.end_code())
    return f"its {process.child.name} process ended ({how}). Its own messages stand above"


def _late(child: Child) -> str:
    return (
        f"its {child.name} process was not ready in {_RELOAD_SECONDS:.0f} seconds. "
        "Its own messages stand above"
    )


def _unstartable(child: Child, error: Exception) -> str:
    return f"its {child.name} process could not be started ({error})"


def _leash() -> Callable[[], None]:
    """Return what makes the kernel send a child SIGTERM when this process is gone, even killed."""
    libc, parent = ctypes.CDLL(None), os.getpid()

    def attach() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return attach
