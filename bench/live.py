"""A thousand open pages against one live process: memory, processor time, and when changes arrive.

Each open page is a connection of its own with the session of an account that has signed in. What
changes is changed over HTTP (``bench.playing``); an arrival is counted from the moment at which
the change was asked for.
"""

import asyncio
import json
import os
import socket
import struct
import time
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice

import psycopg
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bench import processes
from bench.playing import Change, Play
from bench.processes import Taken
from bench.serving import HOST, Running, everything
from zuoxi.accounts.models import User
from zuoxi.accounts.sessions import SEEN_AT, SIGNED_IN_AT
from zuoxi.config.live import connection_parameters
from zuoxi.demo.accounts import AREA_1, CENTRE
from zuoxi.kernel.actions import LIVE_CHANNEL
from zuoxi.kernel.actors import Origin
from zuoxi.org import queries as org
from zuoxi.org.models import Unit

_STUCK = 20
_STUCK_ACCOUNT = "centre-2-archiver-0"
# Asked for at once while connections are opened.
_AT_ONCE = 50
_IDLE_SECONDS = 60
# The live process gives a reader 30 seconds; before that its socket has to be full.
_STUCK_SECONDS, _FLOODED_AT_MOST = 60, 240
# As much as a NOTIFY holds, so often that two of them are not too much for one message.
_FLOOD_NAMES, _FLOOD_EVERY = 95, 0.15
_SETTLE = 3.0
_ROUNDS = 3

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How many pages are open, and how many changes are made how fast."""

    pages: int
    changes: int
    per_second: float


@dataclass(frozen=True)
class Listener:
    """An account that listens: the cookie of its session and what concerns it."""

    account: str
    cookies: str
    hears_centre: bool
    hears_area: bool

    def hears(self, change: Change) -> bool:
        """Tell whether a change concerns the account."""
        return self.hears_centre or (self.hears_area and change.reaches_area)


@dataclass
class Played:
    """Changes that were made, and what arrived of them."""

    changes: int
    arrivals: "array[float]"
    calls: "array[float]"
    missing: int
    wrong: int
    share: float
    load: float


@dataclass
class Found:
    """What one run has found; ``share`` is processor time in a second of one core."""

    plan: Plan
    accounts: int = 0
    empty: Taken = field(default_factory=lambda: Taken(0, 0, 0, 0))
    opened: Taken = field(default_factory=lambda: Taken(0, 0, 0, 0))
    opening: float = 0.0
    idle_share: float = 0.0
    calm: Played | None = None
    told: Taken = field(default_factory=lambda: Taken(0, 0, 0, 0))
    stuck: Played | None = None
    stuck_most: float = 0.0
    stuck_left: int = 0
    stuck_count: int = _STUCK
    after_rounds: list[Taken] = field(default_factory=list)


class Page:
    """One open page: a connection to the live process, read line by line."""

    def __init__(self, listener: Listener, place: int, hear: "Hearing") -> None:
        self.listener = listener
        self._place = place
        self._hear = hear
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, port: int) -> None:
        """Connect and wait for the greeting."""
        reader, self._writer = await asyncio.open_connection(HOST, port)
        self._writer.write(request(self.listener.cookies))
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"{self.listener.account} may not listen: {status!r}")
        while await reader.readline() != b"event: hello\n":
            pass
        self._reading = asyncio.create_task(self._read(reader))

    async def close(self, *, rudely: bool = False) -> None:
        """Go away: as a browser does, or as one whose network has gone."""
        assert self._writer is not None
        assert self._reading is not None
        self._reading.cancel()
        if rudely:
            linger = struct.pack("ii", 1, 0)
            peer = self._writer.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: ["):
                self._hear.topics(self._place, json.loads(line[6:]))
            elif line == b"event: resync\n":
                self._hear.resync(self._place)


class Hearing:
    """What was heard of which order, when and on which page."""

    def __init__(self) -> None:
        self._heard: dict[str, list[tuple[float, int]]] = {}
        self._resyncs: list[tuple[float, int]] = []

    def topics(self, place: int, names: Sequence[str]) -> None:
        """Note what a page was told."""
        now = time.monotonic()
        for name in names:
            kind, _colon, number = name.partition(":")
            if kind == "order":
                self._heard.setdefault(number, []).append((now, place))

    def resync(self, place: int) -> None:
        """Note that a page was told to fetch everything."""
        self._resyncs.append((time.monotonic(), place))

    def judged(self, changes: Sequence[Change], pages: Sequence[Page], share: float) -> Played:
        """Return what arrived of the changes; what arrives belongs to the latest change before."""
        times: dict[str, list[Change]] = {}
        for change in changes:
            times.setdefault(change.number, []).append(change)
        calls = array("d", (each.answered_at - each.asked_at for each in changes))
        played = Played(len(changes), array("d"), calls, 0, 0, share, os.getloadavg()[0])
        for number, made in times.items():
            ends = [each.asked_at for each in made[1:]] + [float("inf")]
            for change, end in zip(made, ends, strict=True):
                first: dict[int, float] = {}
                for at, place in self._heard.get(number, ()):
                    if change.asked_at <= at < end:
                        first.setdefault(place, at)
                for at, place in self._resyncs:
                    if change.asked_at <= at < change.answered_at + _SETTLE:
                        first.setdefault(place, at)
                _judge(change, first, pages, played)
        self.forget()
        return played

    def forget(self) -> None:
        """Begin anew."""
        self._heard.clear()
        self._resyncs.clear()


def _judge(change: Change, first: dict[int, float], pages: Sequence[Page], played: Played) -> None:
    for place, page in enumerate(pages):
        at = first.get(place)
        if not page.listener.hears(change):
            played.wrong += at is not None
        elif at is None:
            played.missing += 1
        else:
            played.arrivals.append(at - change.asked_at)


def request(cookies: str) -> bytes:
    """Return what a browser asks to listen."""
    return f"GET /events HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookies}\r\n\r\n".encode()


def measure(plan: Plan, *, tell: Tell) -> Found:
    """Run Zuoxi, open the pages, change orders, and tell what came of it."""
    with everything() as running:
        listeners = _listeners(plan.pages)
        found = Found(plan, accounts=len({each.account for each in listeners}))
        tell(f"{plan.pages} sessions of {found.accounts} accounts are there.")
        stuck = User.objects.get(username=_STUCK_ACCOUNT)
        stage = _Stage(running, Play(running.port), listeners, stuck.pk, session_of(stuck))
        asyncio.run(_measure(stage, found, tell))
    return found


def _listeners(pages: int) -> list[Listener]:
    """Return who opens each page: the accounts in turn, each page with a session of its own."""
    centre = Unit.objects.get(code=CENTRE).pk
    area = Unit.objects.get(code=AREA_1).pk
    users = User.objects.filter(is_active=True).exclude(username=_STUCK_ACCOUNT).order_by("pk")
    found = []
    for user in islice(cycle(users), pages):
        actor = org.actor_for(user, Origin("live"))
        found.append(
            Listener(
                user.username, session_of(user), centre in actor.centre_ids, area in actor.area_ids
            )
        )
    return found


def session_of(user: User) -> str:
    """Return the cookie of a new session, as a sign-in leaves it behind."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(timezone.now().timestamp())
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@dataclass(frozen=True)
class _Stage:
    running: Running
    play: Play
    listeners: Sequence[Listener]
    stuck_user_id: int
    stuck_cookies: str


async def _measure(stage: _Stage, found: Found, tell: Tell) -> None:
    running, play, listeners = stage.running, stage.play, stage.listeners
    (pid,) = running.processes["live"]
    plan, hearing = found.plan, Hearing()
    # Each of the threads that ask for sessions has its connection then.
    await _come_and_go(running.live_port, listeners, _AT_ONCE)
    found.empty = processes.taken(pid)
    tell(f"Without pages: {found.empty.pss:.0f} MiB.")

    started = time.monotonic()
    pages = await _open(running.live_port, listeners, plan.pages, hearing)
    found.opening = time.monotonic() - started
    await asyncio.sleep(_SETTLE)
    before = processes.taken(pid)
    await asyncio.sleep(_IDLE_SECONDS)
    found.opened = processes.taken(pid)
    found.idle_share = (found.opened.seconds - before.seconds) / _IDLE_SECONDS
    tell(
        f"{len(pages)} pages are open after {found.opening:.1f} s: {found.opened.pss:.0f} MiB, "
        f"{found.idle_share:.1%} of a core while nothing happens."
    )

    found.calm = await _play(play, plan, pages, hearing, pid, plan.changes)
    found.told = processes.taken(pid)
    tell(f"After {plan.changes} changes: {found.told.pss:.0f} MiB.")

    await _with_stuck_readers(stage, pages, hearing, found)
    tell(f"With stuck readers: at most {found.stuck_most:.0f} MiB, {found.stuck_left} left.")

    await asyncio.gather(*(page.close() for page in pages))
    for number in range(_ROUNDS):
        await _come_and_go(running.live_port, listeners, plan.pages, rudely=number % 2 == 0)
        found.after_rounds.append(processes.taken(pid))
        tell(f"Round {number + 1} of coming and going: {found.after_rounds[-1].pss:.0f} MiB.")


async def _open(
    port: int, listeners: Sequence[Listener], count: int, hearing: Hearing
) -> list[Page]:
    pages = [Page(listeners[place % len(listeners)], place, hearing) for place in range(count)]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def enter(page: Page) -> None:
        async with gate:
            await page.open(port)

    await asyncio.gather(*(enter(page) for page in pages))
    return pages


async def _come_and_go(
    port: int, listeners: Sequence[Listener], count: int, *, rudely: bool = False
) -> None:
    pages = await _open(port, listeners, count, Hearing())
    await asyncio.gather(*(page.close(rudely=rudely) for page in pages))
    await asyncio.sleep(_SETTLE)


async def _play(
    play: Play, plan: Plan, pages: Sequence[Page], hearing: Hearing, pid: int, count: int
) -> Played:
    before, started = processes.taken(pid), time.monotonic()
    changes: list[Change] = []
    for number in range(count):
        await asyncio.sleep(started + number / plan.per_second - time.monotonic())
        changes.append(await asyncio.to_thread(play.change))
    took = time.monotonic() - started
    share = (processes.taken(pid).seconds - before.seconds) / took
    await asyncio.sleep(_SETTLE)
    return hearing.judged(changes, pages, share)


async def _with_stuck_readers(
    stage: _Stage, pages: Sequence[Page], hearing: Hearing, found: Found
) -> None:
    """Let some readers stop reading, flood them alone, and change orders for all others."""
    (pid,) = stage.running.processes["live"]
    files = processes.taken(pid).files
    port = stage.running.live_port
    stuck = [_stuck(port, stage.stuck_cookies) for _number in range(_STUCK)]
    try:
        flood = asyncio.create_task(asyncio.to_thread(_flood, stage.stuck_user_id, pid, files))
        count = int(_STUCK_SECONDS * found.plan.per_second)
        found.stuck = await _play(stage.play, found.plan, pages, hearing, pid, count)
        found.stuck_most = await flood
        found.stuck_left = processes.taken(pid).files - files
    finally:
        for each in stuck:
            each.close()


def _stuck(port: int, cookies: str) -> socket.socket:
    """Return a connection that listens and never reads."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.connect((HOST, port))
    found.sendall(request(cookies))
    return found


def _flood(user_id: int, pid: int, files: int) -> float:
    """Tell one person ever new names, until the process has only so many open files.

    Return the most memory (MiB, PSS) that it had meanwhile.
    """
    ends, most, number = time.monotonic() + _FLOODED_AT_MOST, 0.0, 0
    with psycopg.connect(**connection_parameters(), autocommit=True) as connection:  # type: ignore[arg-type] # names as psycopg takes them
        while time.monotonic() < ends:
            names = [f"flood:{number + each:060}" for each in range(_FLOOD_NAMES)]
            number += _FLOOD_NAMES
            payload = json.dumps({"audience": [f"user:{user_id}"], "topics": names})
            connection.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, payload])
            taken = processes.taken(pid)
            most = max(most, taken.pss)
            if number > _FLOOD_NAMES and taken.files <= files:
                break
            time.sleep(_FLOOD_EVERY)
    return most
