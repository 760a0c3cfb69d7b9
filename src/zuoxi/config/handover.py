"""What a process gets from the supervisor that started it, and what it tells it.

The two may be of different versions (docs/adr/0022), so the names and the meaning of these three
variables stay as they are. Without them a process was started alone and listens by itself.
"""

import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress

from zuoxi.config import ports

# The numbers of the listening sockets that it inherits, separated by blanks.
_SOCKETS = "ZUOXI_SOCKETS"
# The number of the pipe in which it tells that it is ready: one digit, how many of its processes
# will tell, and then a dot from each.
_PIPE = "ZUOXI_READY"
# Counts from 1: how often the family was started. One that fails leaves its number to the next;
# its preparation has that number already.
_GENERATION = "ZUOXI_GENERATION"


def environment(sockets: Sequence[socket.socket], pipe: int, generation: int) -> Mapping[str, str]:
    """Return the variables of a process that inherits these."""
    return {
        _SOCKETS: " ".join(str(each.fileno()) for each in sockets),
        _PIPE: str(pipe),
        _GENERATION: str(generation),
    }


def tells_ready(told: bytes) -> bool:
    """Say whether what stands in a pipe means that all of its processes are ready."""
    return told[:1].isdigit() and told.count(b".") >= int(told[:1])


def listeners(host: str, port: int, variable: str) -> list[socket.socket]:
    """Return the listening sockets of this process: inherited, or its own on this address.

    Raise StartError where nothing can listen there; ``variable`` names the remedy.
    """
    inherited = [socket.socket(fileno=int(each)) for each in os.environ.get(_SOCKETS, "").split()]
    for each in inherited:
        # Programs that this process runs need not keep the address.
        each.set_inheritable(False)
    return inherited or [ports.listen(host, port, variable)]


def generation() -> int:
    """Return which generation of its family this process belongs to, 0 without a family."""
    return int(os.environ.get(_GENERATION, "0"))


def promise(processes: int) -> None:
    """Tell how many processes, at most 9, will call ``report_ready``."""
    _tell(str(processes))


def report_ready() -> None:
    """Tell that this process does its work."""
    _tell(".")


def _tell(text: str) -> None:
    if pipe := os.environ.get(_PIPE):
        # Nobody reads any more from a family that is complete.
        with suppress(OSError):
            os.write(int(pipe), text.encode())
