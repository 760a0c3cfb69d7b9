"""Machines as network namespaces on one bridge; nothing of it touches the host's own network."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "zxfo"
_HUB = f"{PREFIX}-hub"
_BRIDGE = "br0"
_NET = "10.203.0"
_CLONE_NEWNET = 0x40000000
_NAMES = Path("/run/netns")
_GONE_SECONDS = 10.0


class NotPossibleHere(Exception):
    """The machine lacks a right or a program; the message says which and how to get it."""


@dataclass(frozen=True)
class Machine:
    """One namespace with its address, a folder for its data and the processes started in it."""

    name: str
    address: str
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def space(self) -> str:
        """The name of the namespace."""
        return f"{PREFIX}-{self.name}"

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        user: str = "root",
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Run a program in the namespace; what it says is appended to ``<name>.log``."""
        words = ["ip", "netns", "exec", self.space]
        if user != "root":
            words += ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                [*words, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(env or {})},
                cwd=self.folder,
                start_new_session=True,
            )

    def kill(self, *names: str) -> None:
        """Send SIGKILL to the processes of these program names, to all of them if none is given."""
        for pid in _pids(self.space):
            if not names or _program(pid) in names:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)

    def ended(self) -> list[str]:
        """Return which of the processes have ended."""
        return [name for name, each in self.processes.items() if each.poll() is not None]


@contextmanager
def machines(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Machine]]:
    """Build the machines; remove them, their processes and the folder at the end, in any case."""
    require_rights()
    remove_all()
    try:
        _ip("netns", "add", _HUB)
        _ip("-n", _HUB, "link", "add", _BRIDGE, "type", "bridge")
        _ip("-n", _HUB, "link", "set", _BRIDGE, "up")
        yield {name: _machine(folder, name, 11 + number) for number, name in enumerate(names)}
    finally:
        remove_all()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def inside(machine: Machine) -> Iterator[None]:
    """Have this thread, and those it starts, speak from the machine's network."""
    with Path("/proc/thread-self/ns/net").open() as home:
        with (_NAMES / machine.space).open() as there:
            _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def require_rights() -> None:
    """Raise NotPossibleHere unless namespaces can be made and the programs are there."""
    if os.geteuid() != 0:
        raise NotPossibleHere("This must run as root: it makes network namespaces.")
    missing = [name for name in ("ip", "setpriv") if shutil.which(name) is None]
    if missing:
        raise NotPossibleHere(f"{missing[0]} is missing: apt-get install iproute2 util-linux")
    made = subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True)  # noqa: S607 - found on the path like ip
    if made.returncode:
        raise NotPossibleHere(
            "This machine may not make network namespaces (a container needs CAP_SYS_ADMIN and "
            f"CAP_NET_ADMIN): {made.stderr.decode().strip()}"
        )


def remove_all() -> None:
    """Remove every namespace of this bench, also of a run that was killed, and what runs there."""
    for space in sorted(each.name for each in _NAMES.glob(f"{PREFIX}-*")):
        deadline = time.monotonic() + _GONE_SECONDS
        while (pids := _pids(space)) and time.monotonic() < deadline:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        _ip("netns", "del", space)


def _machine(folder: Path, name: str, number: int) -> Machine:
    found = Machine(name, f"{_NET}.{number}", folder / name)
    found.folder.mkdir(parents=True)
    _ip("netns", "add", found.space)
    _ip(
        "-n",
        _HUB,
        "link",
        "add",
        name,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        found.space,
    )
    _ip("-n", _HUB, "link", "set", name, "master", _BRIDGE, "up")
    _ip("-n", found.space, "link", "set", "lo", "up")
    _ip("-n", found.space, "address", "add", f"{found.address}/24", "dev", "eth0")
    _ip("-n", found.space, "link", "set", "eth0", "up")
    return found


def _pids(space: str) -> list[int]:
    """Return the processes of a namespace without our own threads that look into it."""
    words = ["ip", "netns", "pids", space]
    found = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
    return [int(each) for each in found.stdout.split() if int(each) != os.getpid()]


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)  # noqa: S603, S607 - our own words
    if done.returncode:
        raise NotPossibleHere(f"ip {' '.join(words)}: {done.stderr.strip()}")
