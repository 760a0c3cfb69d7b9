"""The faults: each breaks something while the scripted people go on, and mends it again."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.faults import clocks, volumes
from bench.faults.clocks import Clock
from bench.faults.household import Household
from bench.faults.relay import Relay

# How long something stays broken, where it is not broken by a single signal.
BROKEN_SECONDS = 6.0
_CUTS, _CUT_EVERY = 5, 0.7
_START_PATIENCE = 120.0
_POLL_SECONDS = 0.2
JUMP_SECONDS = 3600
_START_PAUSE = 5.0


@dataclass
class Scene:
    """What the faults work on."""

    house: Household
    front: Relay
    random: Random
    tell: Callable[[str], None]


@dataclass(frozen=True)
class Fault:
    """One kind of fault. ``break_`` returns when all is mended that does not mend itself.

    It returns the moment (monotonic) from which on the system has what it needs to serve again.
    """

    name: str
    does: str
    break_: Callable[[Scene], float]
    is_kill: bool = False


def _kill(find: Callable[[Scene], list[int]]) -> Callable[[Scene], float]:
    def break_(scene: Scene) -> float:
        deadline = time.monotonic() + _START_PATIENCE
        while not (found := find(scene)) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        os.kill(scene.random.choice(found), signal.SIGKILL)
        return time.monotonic()

    return break_


def _postmaster(scene: Scene) -> list[int]:
    with suppress(OSError, ValueError):
        return [scene.house.postmaster()]
    return []


def _restart(scene: Scene) -> float:
    scene.house.stop()
    moment = time.monotonic()
    scene.house.start()
    return moment


def _fill_disk(scene: Scene) -> float:
    volumes.fill(scene.house.data)
    try:
        time.sleep(BROKEN_SECONDS)
    finally:
        volumes.free(scene.house.data)
    return time.monotonic()


def _drop_and_delay(relay: Relay) -> float:
    for _each in range(_CUTS):
        relay.cut()
        time.sleep(_CUT_EVERY)
    relay.hold()
    time.sleep(BROKEN_SECONDS)
    # What was delayed arrives, and what is on its way back is lost.
    relay.release()
    relay.cut()
    return time.monotonic()


def _connections(scene: Scene) -> float:
    return _drop_and_delay(scene.front)


def _database_connections(scene: Scene) -> float:
    """Have the processes reach the database through a relay, as one on another machine."""
    import asyncio  # noqa: PLC0415 - needed only here

    house = scene.house
    target = house.sockets / ".s.PGSQL.5432"
    with tempfile.TemporaryDirectory(prefix="zuoxi-relay-") as name, _kept_database(house):
        relay = Relay(
            lambda: asyncio.open_unix_connection(target), path=Path(name) / ".s.PGSQL.5432"
        )
        house.stop()
        house.start({"DATABASE_URL": f"postgresql:///zuoxi?user=zuoxi&host={name}"})
        until_answering(house)
        try:
            moment = _drop_and_delay(relay)
            until_answering(house)
            scene.tell(f"served again through the relay after {time.monotonic() - moment:.1f} s")
        finally:
            house.stop()
            relay.close()
            moment = time.monotonic()
            house.start()
    return moment


@contextmanager
def _kept_database(house: Household) -> Iterator[None]:
    keeper = house.begin("bench.faults.keeping")
    try:
        # It has joined when it waits for its signal; the server itself runs all the time.
        time.sleep(_START_PAUSE)
        yield
    finally:
        keeper.terminate()
        keeper.wait()


def _pause(scene: Scene) -> float:
    """Stop one process of each kind for a while, as a machine that swaps or a debugger does."""
    house = scene.house
    chosen = [
        scene.random.choice(found)
        for found in (house.web_processes(), house.backends(), house.main("worker"))
        if found
    ]
    for pid in chosen:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(BROKEN_SECONDS)
    finally:
        for pid in chosen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    return time.monotonic()


def _move_clock(scene: Scene) -> float:
    """Let the clock of Zuoxi, not of the database, jump an hour ahead, back, an hour behind."""
    house = scene.house
    with tempfile.TemporaryDirectory(prefix="zuoxi-clock-") as name:
        clock = Clock(Path(name))
        house.stop()
        house.start(clock.variables)
        until_answering(house)
        try:
            for seconds in (JUMP_SECONDS, 0, -JUMP_SECONDS, 0):
                clock.set_ahead(seconds)
                time.sleep(BROKEN_SECONDS)
        finally:
            house.stop()
            moment = time.monotonic()
            house.start()
    return moment


def until_answering(house: Household) -> None:
    """Wait until pages, database and live updates answer."""
    deadline = time.monotonic() + _START_PATIENCE
    while not house.answers():
        if time.monotonic() > deadline:
            raise RuntimeError("Zuoxi does not answer.")
        time.sleep(_POLL_SECONDS)


FAULTS: tuple[Fault, ...] = (
    Fault("worker", "kills the worker", _kill(lambda s: s.house.main("worker")), is_kill=True),
    Fault(
        "web-process",
        "kills one of the processes that answer",
        _kill(lambda s: s.house.web_processes()),
        is_kill=True,
    ),
    Fault("web", "kills their leader", _kill(lambda s: s.house.part("web")), is_kill=True),
    Fault(
        "serve", "kills `zuoxi serve` itself", _kill(lambda s: s.house.main("serve")), is_kill=True
    ),
    Fault("live", "kills the live process", _kill(lambda s: s.house.part("live")), is_kill=True),
    Fault(
        "backend",
        "kills one process of PostgreSQL that serves a connection",
        _kill(lambda s: s.house.backends()),
        is_kill=True,
    ),
    Fault("postmaster", "kills PostgreSQL's main process", _kill(_postmaster), is_kill=True),
    Fault(
        "pause",
        f"stops a web process, the worker and a connection of PostgreSQL for {BROKEN_SECONDS:.0f} s"
        " (SIGSTOP, SIGCONT)",
        _pause,
    ),
    Fault(
        "connections",
        f"drops the clients' connections {_CUTS} times and delays them for {BROKEN_SECONDS:.0f} s",
        _connections,
    ),
    Fault("disk", f"fills the disk for {BROKEN_SECONDS:.0f} s", _fill_disk),
    Fault(
        "database-connections",
        "does the same between Zuoxi and PostgreSQL, which it reaches by DATABASE_URL meanwhile",
        _database_connections,
    ),
    Fault(
        "clock",
        f"sets the clock of Zuoxi {JUMP_SECONDS // 60} min ahead, back, {JUMP_SECONDS // 60} min "
        "behind and back; the database keeps the right time",
        _move_clock,
    ),
    Fault("restart", "stops everything and starts it again", _restart),
)


def obstacles(disk: str) -> dict[str, str]:
    """Return why faults cannot be injected here, by name; ``disk`` is what is known of that one."""
    found = {"disk": disk} if disk else {}
    clock = clocks.obstacle()
    return found | {"clock": clock} if clock else found
