"""What running processes take: memory, processor time, open files. Linux only, from /proc."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True)
class Taken:
    """What one process takes: memory in MiB, processor time in seconds, open files."""

    rss: float
    pss: float
    seconds: float
    files: int


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
    fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
