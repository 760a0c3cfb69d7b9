"""Which open connection hears of which change. One thread, no waiting, bounded memory."""

import asyncio
from collections.abc import Iterable

from zuoxi.realtime.metrics import STREAMS
from zuoxi.realtime.viewer import Viewer

EVERYBODY = "*"
EVERYTHING = "*"
SESSION = "session:"

# More pending topics than this, and a browser is told to fetch everything again instead.
MOST_PENDING = 200


class Connection:
    """One open browser tab: what it has not been told yet, and never more than a bounded lot."""

    __slots__ = ("_closing", "_pending", "must_recheck", "must_resync", "viewer", "wake")

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.wake = asyncio.Event()
        self.must_resync = False
        self.must_recheck = False
        self._closing = False
        self._pending: set[str] = set()

    def add(self, topics: Iterable[str]) -> None:
        """Remember the topics for the next message, or that everything must be fetched again."""
        if not self.must_resync:
            self._pending.update(topics)
            if len(self._pending) > MOST_PENDING or EVERYTHING in self._pending:
                self.resync()
        self.wake.set()

    def resync(self) -> None:
        """Forget single topics: the browser fetches everything again."""
        self._pending.clear()
        self.must_resync = True
        self.wake.set()

    def recheck(self) -> None:
        """Have the connection ask again who it belongs to."""
        self.must_recheck = True
        self.wake.set()

    def close(self) -> None:
        """Have the connection end itself."""
        self._closing = True
        self.wake.set()

    def is_closing(self) -> bool:
        """Tell whether the connection has been asked to end itself."""
        return self._closing

    def take(self) -> list[str]:
        """Return the pending topics, sorted, and forget them."""
        topics = sorted(self._pending)
        self._pending.clear()
        return topics


class Hub:
    """All open connections by the scope names they own."""

    def __init__(self) -> None:
        self._members: dict[str, set[Connection]] = {}
        self._connections: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._connections)

    def join(self, connection: Connection) -> None:
        """Let the connection hear of what concerns its viewer."""
        self._connections.add(connection)
        STREAMS.set(len(self))
        for name in connection.viewer.audience:
            self._members.setdefault(name, set()).add(connection)

    def leave(self, connection: Connection) -> None:
        """Forget the connection."""
        self._connections.discard(connection)
        STREAMS.set(len(self))
        for name in connection.viewer.audience:
            members = self._members.get(name, set())
            members.discard(connection)
            if not members:
                self._members.pop(name, None)

    def become(self, connection: Connection, viewer: Viewer) -> None:
        """Give the connection the scope names that its viewer has now."""
        if viewer != connection.viewer:
            self.leave(connection)
            connection.viewer = viewer
            self.join(connection)
            connection.resync()

    def count_of(self, user_id: int) -> int:
        """Return how many connections a user has."""
        return sum(1 for each in self._connections if each.viewer.user_id == user_id)

    def deliver(self, audience: Iterable[str], topics: frozenset[str]) -> None:
        """Pass the topics on to whoever owns one of the scope names."""
        for connection in self._addressed(audience):
            connection.add(topics)
        self._recheck_if_rights_changed(topics)

    def resync_all(self) -> None:
        """Tell everybody to fetch everything again, after a gap in what we have heard."""
        for connection in self._connections:
            connection.resync()
            connection.recheck()

    def close_all(self) -> None:
        """End every connection."""
        for connection in self._connections:
            connection.close()

    def _addressed(self, audience: Iterable[str]) -> set[Connection]:
        names = frozenset(audience)
        if EVERYBODY in names:
            return set(self._connections)
        return {each for name in names for each in self._members.get(name, ())}

    def _recheck_if_rights_changed(self, topics: frozenset[str]) -> None:
        # Not limited to the audience: who lost a right need not be addressed any more.
        everybody = EVERYTHING in topics
        users = {topic.removeprefix(SESSION) for topic in topics if topic.startswith(SESSION)}
        if everybody or users:
            for connection in self._connections:
                if everybody or str(connection.viewer.user_id) in users:
                    connection.recheck()
