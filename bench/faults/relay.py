"""A relay in front of a server that can drop and delay the connections through it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

_CHUNK = 65536

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


class Relay:
    """Hands on bytes in both directions, in a thread of its own.

    A TCP relay listens on ``port`` of 127.0.0.1, one of a socket at ``path``.
    """

    def __init__(self, connect: Connect, *, path: Path | None = None) -> None:
        self._connect = connect
        self._path = path
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self.port = 0
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def cut(self) -> int:
        """Drop every connection at once and return how many that were."""
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    def hold(self) -> None:
        """Hand on nothing until ``release``; what arrives meanwhile is delayed, not lost."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def release(self) -> None:
        """Hand on again."""
        self._loop.call_soon_threadsafe(self._open.set)

    def close(self) -> None:
        """Drop everything and stop listening."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        if self._path is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = self._server.sockets[0].getsockname()[1]
        else:
            self._server = await asyncio.start_unix_server(self._serve, self._path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._writers |= both
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        finally:
            self._writers -= both

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        # Either end closing closes the other; half-open connections are of no use here.
        writer.close()

    async def _cut(self) -> int:
        dropped = list(self._writers)
        for writer in dropped:
            writer.transport.abort()
        return len(dropped) // 2

    async def _close(self) -> None:
        self._server.close()
        self._open.set()
        await self._cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
