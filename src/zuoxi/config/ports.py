"""Whether the ports that Zuoxi wants to listen on are free."""

import errno
import socket

from zuoxi.config.problems import StartError

_LOWEST_FREE = 1024
_BACKLOG = 1024


def require_free(host: str, port: int, variable: str) -> None:
    """Raise StartError if nobody can listen on this address now; ``variable`` names the remedy."""
    try:
        _listen(host, port).close()
    except OSError as error:
        raise StartError(_sentence(error, host, port, variable)) from error


def listen(host: str, port: int, variable: str, *, shared: bool = False) -> socket.socket:
    """Return a socket that listens on this address; raise StartError as ``require_free`` does.

    ``shared`` lets further ones listen there, among which the kernel spreads the connections.
    """
    try:
        return _listen(host, port, shared=shared)
    except OSError as error:
        raise StartError(_sentence(error, host, port, variable)) from error


def free_near(host: str, port: int) -> int:
    """Return this port if it is free, and any free one otherwise."""
    for wanted in (port, 0):
        try:
            with _listen(host, wanted) as found:
                return int(found.getsockname()[1])
        except OSError:
            continue
    return port


def _listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # What connects inherits it. Without it the end of an answer waits 40 ms for the reader to
        # confirm its beginning.
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if shared:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except BaseException:
        found.close()
        raise
    return found


def _sentence(error: OSError, host: str, port: int, variable: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Stop that program, or set {variable} to "
            "another port."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is reserved for root. Set {variable} to a port above {_LOWEST_FREE}."
    return f"Nothing can listen on {host} port {port} ({error.strerror}). Check ZUOXI_HOST."
