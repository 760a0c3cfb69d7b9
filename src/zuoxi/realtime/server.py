"""uvicorn around the push application, stopping at once although its responses never end."""

import asyncio
import logging
import socket
from collections.abc import Callable

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from zuoxi.realtime.asgi import Live

_log = logging.getLogger("zuoxi.realtime")


def _giving_up_after(seconds: float) -> Callable[..., asyncio.Protocol]:
    """Return a protocol that cuts off whoever takes nothing for so long.

    To close such a connection would not do: what it has not read keeps its socket open for ever.
    """

    class Impatient(H11Protocol):
        _timer: asyncio.TimerHandle | None = None

        def pause_writing(self) -> None:
            super().pause_writing()
            self._timer = self.loop.call_later(seconds, self._give_up)

        def resume_writing(self) -> None:
            self._stop_timer()
            super().resume_writing()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_timer()
            super().connection_lost(exc)

        def _give_up(self) -> None:
            _log.info("Cut off a stream whose reader has stopped reading")
            self.transport.abort()

        def _stop_timer(self) -> None:
            if self._timer is not None:
                self._timer.cancel()

    return Impatient


class LiveServer(uvicorn.Server):
    """Ends the streams first, or uvicorn would wait for them."""

    def __init__(self, live: Live, *, on_ready: Callable[[], None]) -> None:
        self._live = live
        self._on_ready = on_ready
        super().__init__(
            uvicorn.Config(
                live,
                http=_giving_up_after(live.limits.send),  # type: ignore[arg-type] # called as one
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell when it listens."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._live.close()
        await super().shutdown(sockets)
