"""What running processes take: memory, processor time, open files. Linux only, from /proc."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True)
class Taken:
    """What one process takes: memory in MiB, processor time in seconds, open files."""

    rss: float
    pss: float
    seconds: float
    files: int


@dataclass
class Used:
    """The processor time, in seconds, of all processes of a server and of PostgreSQL's."""

    server: float = 0.0
    database: float = 0.0

    def per_call(self, calls: int) -> tuple[float, float]:
        """Return both for one of so many calls, in milliseconds."""
        return self.server * 1000 / calls, self.database * 1000 / calls


@contextmanager
def watched(server: int) -> Iterator[Used]:
    """Yield what a server (its first process) and PostgreSQL use until the block ends.

    PostgreSQL has to run on this machine.
    """
    used, roots = Used(), (server, _postmaster())
    before = [_seconds_of_all(each) for each in roots]
    yield used
    used.server, used.database = (
        _seconds_of_all(each) - earlier for each, earlier in zip(roots, before, strict=True)
    )


def taken(pid: int) -> Taken:
    """Return what a process takes now; ``pss`` counts shared memory by the share it has in it."""
    sizes = {}
    for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
        name, _colon, rest = line.partition(":")
        if rest.endswith("kB"):
            sizes[name] = int(rest.removesuffix("kB")) / 1024
    return Taken(
        sizes["Rss"], sizes["Pss"], _seconds(pid), len(list((_PROC / str(pid) / "fd").iterdir()))
    )


def below(parent: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that they have started."""
    for path in (_PROC / str(parent) / "task").glob("*/children"):
        with suppress(FileNotFoundError):
            for word in path.read_text(encoding="ascii").split():
                yield int(word)
                yield from below(int(word))


def words_of(pid: int) -> list[str]:
    """Return the command line of a process."""
    return (_PROC / str(pid) / "cmdline").read_text(encoding="utf-8").split("\0")


def _seconds(pid: int) -> float:
    return sum(map(int, _fields(pid)[11:13])) / _TICKS


def _seconds_of_all(root: int) -> float:
    found = 0
    for pid in (root, *below(root)):
        with suppress(FileNotFoundError, ProcessLookupError):
            # With those of its children that have ended.
            found += sum(map(int, _fields(pid)[11:15]))
    return found / _TICKS


def _postmaster() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    return int(_fields(own)[1])


def _fields(pid: int) -> list[str]:
    # Behind the name, which may hold anything.
    text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()
