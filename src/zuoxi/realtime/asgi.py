"""The push process as a plain ASGI application: ``GET /events`` and ``GET /healthz``.

No Django request handling: it costs too much for connections that do nothing most of the time.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import Error as DatabaseError
from django.http.cookie import parse_cookie

from zuoxi.realtime.hub import Connection, Hub
from zuoxi.realtime.listener import Listener
from zuoxi.realtime.viewer import Authenticate, Viewer

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_log = logging.getLogger("zuoxi.realtime")

_THREADS = 4
# A check that fails for another reason than the session (no database) is repeated this often.
_MOST_FAILED_CHECKS = 3


@dataclass(frozen=True)
class Limits:
    """Seconds and numbers; tests use shorter ones."""

    heartbeat: float = 15.0
    recheck: float = 30.0
    coalesce: float = 0.1
    settle: float = 0.5
    send: float = 30.0
    per_user: int = 50
    in_all: int = 5000


@dataclass
class Live:
    """The application. ``database`` holds psycopg's connection parameters."""

    authenticate: Authenticate
    cookie_name: str
    database: Mapping[str, Any]
    origins: Iterable[str] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.hub = Hub()
        self.listener = Listener(self.hub, self.database)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="live-auth")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection of the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    def close(self) -> None:
        """End every open stream, so that the server can stop at once."""
        self.hub.close_all()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        listening = asyncio.create_task(self.listener.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        self.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _answer(send, 405, "Only GET.", [(b"allow", b"GET")])
        elif scope["path"] == "/healthz":
            word = "listening" if self.listener.is_listening else "not listening to the database"
            await _answer(send, 200 if self.listener.is_listening else 503, word)
        elif scope["path"] == "/events":
            await self._events(scope, receive, send)
        else:
            await _answer(send, 404, "Nothing here.")

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        cors = self._cors(headers)
        if cors is None:
            await _answer(send, 403, "This origin may not listen.")
            return
        cookie = parse_cookie(headers.get("cookie", "")).get(self.cookie_name, "")
        try:
            viewer = await self._check(cookie)
        except DatabaseError:
            _log.exception("A session could not be checked")
            await _answer(send, 503, "Try again later.", cors)
            return
        if viewer is None:
            await _answer(send, 401, "Please sign in.", cors)
        elif len(self.hub) >= self.limits.in_all or (
            self.hub.count_of(viewer.user_id) >= self.limits.per_user
        ):
            await _answer(send, 429, "Too many open pages.", cors)
        else:
            await self._stream(_Stream(cookie, Connection(viewer), receive, send), cors)

    def _cors(self, headers: Mapping[str, str]) -> Headers | None:
        """Return the headers that let the page listen; None for a foreign page."""
        origin = headers.get("origin")
        if origin is None:
            return []
        # The pages live on another port of the same host, which is another origin but shares
        # the session cookie; ports are no part of a cookie's scope.
        own = _host_of(f"//{headers.get('host', '')}")
        if origin not in self.origins and (own is None or _host_of(origin) != own):
            return None
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]

    async def _check(self, cookie: str) -> Viewer | None:
        if not cookie:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.authenticate, cookie)

    async def _stream(self, stream: "_Stream", cors: Headers) -> None:
        connection = stream.connection
        self.hub.join(connection)
        gone = asyncio.create_task(_wait_until_gone(stream.receive, connection))
        try:
            await stream.start(cors)
            await self._push(stream)
            await stream.end()
        finally:
            self.hub.leave(connection)
            gone.cancel()

    async def _push(self, stream: "_Stream") -> None:
        connection, limits = stream.connection, self.limits
        clock = asyncio.get_running_loop().time
        next_beat, next_check = clock() + limits.heartbeat, clock() + limits.recheck
        failed_checks = 0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, min(next_beat, next_check) - clock())):
                    await connection.wake.wait()
            if connection.is_closing():
                return
            if connection.must_recheck:
                # Whoever signs out announces it before the session is gone.
                connection.must_recheck = False
                next_check = min(next_check, clock() + limits.settle)
            if clock() >= next_check:
                next_check = clock() + limits.recheck
                failed_checks = await self._recheck(stream, failed_checks)
                if connection.is_closing():
                    return
            if connection.wake.is_set():
                # A burst of changes becomes one message.
                await asyncio.sleep(limits.coalesce)
                connection.wake.clear()
                await stream.send_pending()
            if clock() >= next_beat:
                next_beat = clock() + limits.heartbeat
                await stream.send_text(":\n\n")

    async def _recheck(self, stream: "_Stream", failed_before: int) -> int:
        """Ask again who listens; close the connection of a session that has ended."""
        try:
            viewer = await self._check(stream.cookie)
        except DatabaseError:
            _log.exception("A session could not be checked again")
            if failed_before + 1 >= _MOST_FAILED_CHECKS:
                stream.connection.close()
            return failed_before + 1
        if viewer is None or viewer.user_id != stream.connection.viewer.user_id:
            stream.connection.close()
            await stream.send_text("event: signed-out\ndata:\n\n")
        else:
            self.hub.become(stream.connection, viewer)
        return 0


@dataclass
class _Stream:
    """One response that does not end."""

    cookie: str
    connection: Connection
    receive: Receive
    send: Send

    async def start(self, cors: Headers) -> None:
        """Send the head of the response and the first event."""
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            *cors,
        ]
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})
        await self.send_text("retry: 3000\nevent: hello\ndata:\n\n")

    async def end(self) -> None:
        """Complete the response."""
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send_pending(self) -> None:
        """Send what has changed since the last message, if anything has."""
        if self.connection.must_resync:
            self.connection.must_resync = False
            self.connection.take()
            await self.send_text("event: resync\ndata:\n\n")
            return
        topics = self.connection.take()
        if topics:
            data = json.dumps(topics, separators=(",", ":"))
            await self.send_text(f"event: change\ndata: {data}\n\n")

    async def send_text(self, text: str) -> None:
        """Send one event; wait while the reader takes nothing, until the server gives it up."""
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


async def _wait_until_gone(receive: Receive, connection: Connection) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    connection.close()


async def _answer(send: Send, status: int, text: str, headers: Headers | None = None) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text.encode()})
