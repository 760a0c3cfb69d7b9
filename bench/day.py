"""A day's work played at speed: what grows meanwhile, in memory and in the tables.

Writers carry orders from their creation to the archive (``bench.playing``), readers go through the
pages that people have open all day, and some pages listen for changes. Every minute is noted what
the processes take and what the tables hold.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from django.db import connection

from bench import pages, processes, volume
from bench.live import Hearing, Listener, Page, session_of
from bench.pages import Probe
from bench.playing import Play
from bench.serving import Browser, Running, everything
from zuoxi.accounts.models import User

# How often somebody asks for a list, a detail or a search for each change, as people at desks do.
_READS_OF_A_CHANGE = 4
_LISTENING = 50
_TABLES = """
SELECT relname, n_live_tup, n_dead_tup, autovacuum_count, n_tup_upd + n_tup_del,
    n_tup_hot_upd, pg_table_size(relid), pg_indexes_size(relid)
FROM pg_stat_user_tables
"""
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
_JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """For how many minutes, and how many changes in a second are asked for."""

    minutes: int
    per_second: float


@dataclass(frozen=True)
class Table:
    """What the statistics say of one table."""

    alive: int
    dead: int
    vacuums: int
    changed: int
    hot: int
    bytes: int
    index_bytes: int


@dataclass(frozen=True)
class Sample:
    """One look at everything; memory in MiB (PSS) by part of the product."""

    minute: float
    memory: dict[str, float]
    tables: dict[str, Table]
    connections: int
    jobs: int
    changes: int
    reads: int


@dataclass
class Day:
    """What one run has seen."""

    plan: Plan
    samples: list[Sample] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass
class _Work:
    """What the threads share: whether to go on, and how much they have done."""

    ends: threading.Event = field(default_factory=threading.Event)
    changes: int = 0
    reads: int = 0
    refused: list[str] = field(default_factory=list)


def measure(plan: Plan, *, tell: Tell) -> Day:
    """Play the day and return what was seen."""
    day, work = Day(plan), _Work()
    with everything() as running:
        play, readers = Play(running.port), _readers(running.port)
        user = User.objects.get(username="supervisor")
        listener = Listener(user.username, session_of(user), hears_centre=True, hears_area=False)
        listening = threading.Thread(target=_listen, args=(running, listener, work))
        threads = [
            listening,
            threading.Thread(target=_write, args=(play, plan, work)),
            threading.Thread(target=_read, args=(readers, plan, work)),
        ]
        for each in threads:
            each.start()
        try:
            started = time.monotonic()
            for minute in range(plan.minutes + 1):
                time.sleep(max(0.0, started + minute * 60 - time.monotonic()))
                sample = _sample((time.monotonic() - started) / 60, running, work)
                day.samples.append(sample)
                tell(
                    f"Minute {minute}: {sample.changes:,} changes, {sample.reads:,} pages, "
                    + ", ".join(f"{part} {mib:.0f} MiB" for part, mib in sample.memory.items())
                )
        finally:
            work.ends.set()
            for each in threads:
                each.join()
    day.refused = work.refused
    return day


def _readers(port: int) -> list[tuple[Browser, Probe]]:
    """Return what is read, each with the browser of whom it is read by, well mixed."""
    probes = [each for each in pages.catalogue().probes if each.kind == "page"]
    browsers = {}
    for name in {each.account for each in probes}:
        browsers[name] = Browser(port)
        browsers[name].sign_in(name)
    found = [(browsers[each.account], each) for each in probes]
    Random(volume.SEED).shuffle(found)
    return found


def _write(play: Play, plan: Plan, work: _Work) -> None:
    started = time.monotonic()
    while not work.ends.is_set():
        pause = started + work.changes / plan.per_second - time.monotonic()
        if pause > 0 and work.ends.wait(pause):
            break
        try:
            play.change()
        except RuntimeError as error:
            work.refused.append(str(error))
        work.changes += 1
    connection.close()


def _read(readers: Sequence[tuple[Browser, Probe]], plan: Plan, work: _Work) -> None:
    started, every = time.monotonic(), 1 / (plan.per_second * _READS_OF_A_CHANGE)
    for browser, probe in cycle(readers):
        pause = started + work.reads * every - time.monotonic()
        if (pause > 0 and work.ends.wait(pause)) or work.ends.is_set():
            break
        status, _took, _body = browser.get(probe.path, probe.headers)
        if status >= 500:  # noqa: PLR2004 - the server's own faults
            work.refused.append(f"{status} {probe.account} {probe.path}")
        work.reads += 1


def _listen(running: Running, listener: Listener, work: _Work) -> None:
    async def run() -> None:
        hearing = Hearing()
        opened = [Page(listener, place, hearing) for place in range(_LISTENING)]
        for page in opened:
            await page.open(running.live_port)
        while not work.ends.is_set():
            await asyncio.sleep(1)
            hearing.forget()
        await asyncio.gather(*(page.close() for page in opened))

    asyncio.run(run())


def _sample(minute: float, running: Running, work: _Work) -> Sample:
    memory = {
        part: sum(processes.taken(pid).pss for pid in pids)
        for part, pids in running.processes.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = {name: Table(*rest) for name, *rest in cursor.fetchall()}
        cursor.execute(_CONNECTIONS)
        (connections,) = cursor.fetchone()
        cursor.execute(_JOBS)
        (jobs,) = cursor.fetchone()
    return Sample(minute, memory, tables, connections, jobs, work.changes, work.reads)
