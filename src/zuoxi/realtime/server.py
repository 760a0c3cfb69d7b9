"""uvicorn around the push application, stopping at once although its responses never end."""

import socket

import uvicorn

from zuoxi.realtime.asgi import Live


class LiveServer(uvicorn.Server):
    """Ends the streams first, or uvicorn would wait for them."""

    def __init__(self, live: Live, *, host: str, port: int) -> None:
        self._live = live
        super().__init__(
            uvicorn.Config(
                live,
                host=host,
                port=port,
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._live.close()
        await super().shutdown(sockets)
