"""The web server: granian on listening sockets that it is given.

Two generations of it can thus serve one address, and the older one can leave without a connection
being refused or a request being cut (docs/adr/0022).
"""

import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.db import connections
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from zuoxi.config import handover
from zuoxi.config.wsgi import application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

# Two processes of two threads: measured. WSGI and not ASGI (docs/adr/0006), which is several times
# slower for Django's synchronous code.
WORKERS = 2
LEAVE = signal.SIGUSR2
_THREADS = 2
_BACKLOG = 1024
# A connection on which nothing is asked is closed after so long, leaving or not.
_IDLE_SECONDS = 30
# By then nobody can be about to ask on an open connection of a server that takes no new ones.
_LEAVING_SECONDS = _IDLE_SECONDS + 2
# What is still being answered then, such as a large file over a slow line, may go on so long.
_UNFINISHED_SECONDS = 600
_STOP_SECONDS = 8
_CALL_SECONDS = 2.0
_CALL_AGAIN_SECONDS = 0.05

_Fault = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None


class WebServer(MPServer):
    """granian, each worker on one of these sockets, which calls itself by the name ``host``."""

    # granian sets them later and declares them as None.
    _shd: Any
    pid: Any

    def __init__(self, sockets: Sequence[socket.socket], host: str) -> None:
        self._sockets = sockets
        self._host = host
        self._is_leaving = False
        self._unreported = threading.Lock()
        super().__init__(
            "zuoxi.config.wsgi:application",
            interface=Interfaces.WSGI,
            workers=WORKERS,
            blocking_threads=_THREADS,
            backlog=_BACKLOG,
            http1_settings=HTTP1Settings(header_read_timeout=_IDLE_SECONDS * 1000),
            respawn_failed_workers=True,
            workers_kill_timeout=_STOP_SECONDS,
            log_level=LogLevels.warning,
        )

    def run(self) -> None:
        """Serve until SIGTERM, or until everything is answered after LEAVE."""
        # Workers are forked: they inherit sockets, the handler of LEAVE and the application, which
        # is loaded by now, so that one in the place of a dead one is of the same version, whatever
        # is installed since. A connection must not be inherited.
        connections.close_all()
        multiprocessing.set_start_method("fork")
        self.pid = os.getpid()
        signal.signal(LEAVE, self._leave)
        handover.promise(WORKERS)
        self.serve(target_loader=self._load, wrap_loader=False)

    def _init_shared_socket(self) -> None:
        # granian would open a socket in each worker; what waits in its queue is lost with it.
        self._sso = None

    def _spawn_worker(  # type: ignore[override]  # as in MPServer
        self, idx: int, target: object, callback_loader: object
    ) -> WorkerProcess:
        own = self._sockets[idx % len(self._sockets)]
        self._shd = SocketHolder(own.fileno(), False, _BACKLOG)  # type: ignore[call-arg]  # noqa: FBT003
        return super()._spawn_worker(idx, target, callback_loader)

    def _load(self) -> "WSGIApplication":
        """Return what a worker serves; called in it."""
        threading.Thread(target=self._call_until_answered, daemon=True).start()
        return self._answering(application)

    def _answering(self, application: "WSGIApplication") -> "WSGIApplication":
        def answer(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
            def start(
                status: str, headers: list[tuple[str, str]], fault: _Fault = None, /
            ) -> Callable[[bytes], object]:
                if status.startswith("200 ") and self._unreported.acquire(blocking=False):
                    handover.report_ready()
                if self._is_leaving:
                    headers = [*headers, ("Connection", "close")]
                return start_response(status, headers, fault)

            return application(environ, start)

        return answer

    def _call_until_answered(self) -> None:
        # Others on the same socket may get the call, so it is repeated until this process had one.
        host, port = self._sockets[0].getsockname()[:2]
        headers = {"Host": self._host, "Connection": "close"}
        while not self._unreported.locked() and not self._is_leaving:
            connection = http.client.HTTPConnection(host, port, timeout=_CALL_SECONDS)
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/healthz", headers=headers)
                connection.getresponse().read()
            connection.close()
            time.sleep(_CALL_AGAIN_SECONDS)

    def _leave(self, _number: int, _frame: object) -> None:
        """Take no new connections; the last answer on each open one says that it is the last."""
        if self._is_leaving:
            return
        self._is_leaving = True
        for each in self._sockets:
            _stop_accepting(each)
        if self.pid != os.getpid():
            return
        for worker in list(self.wrks):
            with suppress(ProcessLookupError):
                os.kill(worker.inner.pid, LEAVE)
        end = threading.Timer(_LEAVING_SECONDS, self._end)
        end.daemon = True
        end.start()

    def _end(self) -> None:
        self.workers_kill_timeout = _UNFINISHED_SECONDS
        os.kill(os.getpid(), signal.SIGTERM)


def _stop_accepting(listener: socket.socket) -> None:
    """Put a socket to which nobody connects in the place of this one, in this process alone.

    What waits in the queue of the real one is for the other processes that have it.
    """
    with socket.socket(listener.family, socket.SOCK_STREAM) as nobodys:
        nobodys.bind((listener.getsockname()[0], 0))
        nobodys.listen(1)
        os.set_blocking(nobodys.fileno(), False)
        os.dup2(nobodys.fileno(), listener.fileno(), inheritable=False)
