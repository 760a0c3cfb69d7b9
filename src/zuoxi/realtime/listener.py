"""The one database connection that hears every NOTIFY and hands it to the hub."""

import asyncio
import json
import logging
import random
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from zuoxi.kernel.actions import LIVE_CHANNEL
from zuoxi.realtime.hub import Hub

_log = logging.getLogger("zuoxi.realtime")

_QUIET_SECONDS = 20.0
_FIRST_DELAY = 0.25
_LONGEST_DELAY = 10.0


class Listener:
    """Listens for ever, through lost connections; ``is_listening`` is false in a gap."""

    def __init__(self, hub: Hub, database: Mapping[str, Any]) -> None:
        self._hub = hub
        self._database = database
        self._had_gap = False
        self._delay = _FIRST_DELAY
        self.is_listening = False

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                _log.warning("Not listening to the database, trying again: %s", error)
            finally:
                self.is_listening = False
                self._had_gap = True
            await asyncio.sleep(self._delay * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
            self._delay = min(self._delay * 2, _LONGEST_DELAY)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(**self._database, autocommit=True)
        async with connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(LIVE_CHANNEL)))
            self.is_listening = True
            self._delay = _FIRST_DELAY
            if self._had_gap:
                self._hub.resync_all()
            while True:
                async for notice in connection.notifies(timeout=_QUIET_SECONDS):
                    self._pass_on(notice.payload)
                # A server that has vanished without a word is noticed here, and one that takes no
                # writes any more: nobody notifies there.
                async with asyncio.timeout(_QUIET_SECONDS):
                    answer = await connection.execute("SHOW transaction_read_only")
                    if await answer.fetchone() == ("on",):
                        _log.warning("The database has become read-only, connecting anew.")
                        return

    def _pass_on(self, payload: str) -> None:
        try:
            signal = json.loads(payload)
            audience, topics = signal["audience"], frozenset(signal["topics"])
        except (ValueError, KeyError, TypeError):
            _log.warning("Ignored a notification that is not ours: %.100r", payload)
            return
        self._hub.deliver(audience, topics)
