"""The life of an order, from creation to archive, beside what its statements cost without Zuoxi.

As ``bench.hot`` for calls that read: the same walk is made by pgbench, by ``bench.reference`` over
HTTP and by Zuoxi, each client with an order of its own. Before it is measured, the three must leave
the same rows.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean, median

from django.db import connection

from bench import pgbench, processes, recording, rows, serving, walk
from bench.recording import Recorded
from bench.walk import Step

_LUA = Path(__file__).with_name("walk.lua")
_WALKED = re.compile(r"^walked (\d+) (\d+)$", re.MULTILINE)
_STEP = re.compile(r"^step (\w+) ([\d ]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Walked:
    """The milliseconds of each call by step, of one run; processor time of a call in the mean."""

    times: dict[str, list[float]]
    seconds: float = 0.0
    server: float = 0.0
    database: float = 0.0

    @property
    def whole(self) -> float:
        """The mean of a whole walk, from creation to archive."""
        return sum(mean(each) for each in self.times.values())


@dataclass(frozen=True)
class WalkRow:
    """One number of clients; of each contestant the round whose whole walk is the median."""

    clients: int
    statements: dict[str, int]
    database: Walked
    reference: Walked
    zuoxi: Walked

    def share(self, step: str) -> float:
        """How much of the reference's rate Zuoxi reaches in a step."""
        return mean(self.reference.times[step]) / mean(self.zuoxi.times[step])


@dataclass(frozen=True)
class Writes:
    """All figures, how commits are made, and the memory of Zuoxi's processes after them (MiB)."""

    rows: list[WalkRow]
    commits: str
    memory: list[float]


def measure(
    clients: Sequence[int], *, rounds: int, seconds: int, tell: Callable[[str], None]
) -> Writes:
    """Walk with each number of clients; the three take turns.

    Raises RuntimeError where commits are not durable or the three do not leave the same rows.
    """
    commits = _commits()
    steps = walk.steps()
    recorded = recording.record(steps)
    counted = {name: len(each) + 2 for name, each in recorded.steps.items()}
    found = []
    with tempfile.TemporaryDirectory(prefix="zuoxi-walk-") as name:
        folder = Path(name)
        with serving.server() as zuoxi, reference(recorded, folder) as other:
            prove(recorded, other.port, folder)
            tell("The three leave the same rows.")
            script = pgbench.script_of(recorded.steps)
            for count in clients:
                walked = [
                    (
                        _by_pgbench(script, folder, count, seconds),
                        _over_http(other, mirrored(steps), folder, count, seconds),
                        _over_http(zuoxi, steps, folder, count, seconds),
                    )
                    for _round in range(rounds)
                ]
                row = WalkRow(count, counted, *map(_middle, zip(*walked, strict=True)))
                share = row.reference.whole / row.zuoxi.whole
                tell(f"A walk, {count} clients: {share:.0%} of the reference.")
                found.append(row)
            pids = (zuoxi.pid, *processes.below(zuoxi.pid))
            memory = sorted((processes.taken(each).pss for each in pids), reverse=True)
            return Writes(found, commits, memory)


def alone(served: serving.Served, clients: int, seconds: int) -> Walked:
    """Walk with a running Zuoxi, with nothing beside it."""
    with tempfile.TemporaryDirectory(prefix="zuoxi-walk-") as folder:
        return _over_http(served, walk.steps(), Path(folder), clients, seconds)


def prove(recorded: Recorded, port: int, folder: Path) -> None:
    """Walk once with the reference and once with pgbench, and compare with what Zuoxi left.

    Nobody else may work in the database meanwhile. Raises RuntimeError with what differs.
    """
    expected = rows.left_by(recorded.numbers[0])
    before = rows.jobs()
    number = _replayed(recorded, port)
    jobs = rows.jobs()
    pgbench.run(pgbench.script_of(recorded.steps), folder)
    others = {each: rows.left_by(each) for each in (*recorded.numbers, number, rows.newest())}
    if number == rows.newest() or jobs - before != 1 or rows.jobs() - jobs != 1:
        raise RuntimeError("The reference or pgbench did not complete one order.")
    for each, left in others.items():
        for table, found in left.items():
            if found != expected[table]:
                raise RuntimeError(f"{each}, {table}: {found}\nwhere is {expected[table]}")


def _replayed(recorded: Recorded, port: int) -> str:
    number = ""
    with closing(HTTPConnection("127.0.0.1", port)) as client:
        for step in recorded.steps:
            key = f"prove-{os.urandom(8).hex()}"
            client.request("POST", f"/walk/{step}/{number}", headers={"Idempotency-Key": key})
            answer = client.getresponse()
            body = answer.read()
            if answer.status != 200:  # noqa: PLR2004 - anything else is no answer
                raise RuntimeError(f"The reference answers {step} with {answer.status}: {body!r}")
            number = json.loads(body)["number"]
    return number


@contextmanager
def reference(recorded: Recorded, folder: Path) -> Iterator[serving.Served]:
    """Run the bare server with the statements of a walk."""
    steps = {name: [asdict(each) for each in found] for name, found in recorded.steps.items()}
    told = {"connection": serving.database(), "operations": {}, "walk": steps}
    path = folder / "walk.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with serving.module("bench.reference", str(path), ready="/ready") as served:
        yield served


def mirrored(steps: Sequence[Step]) -> list[Step]:
    """Return the same steps as the reference takes them."""
    return [
        replace(each, path=f"/walk/{each.name}/{walk.NUMBER if walk.NUMBER in each.path else ''}")
        for each in steps
    ]


def _commits() -> str:
    with connection.cursor() as cursor:
        found = {}
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            (found[name],) = cursor.fetchone()
    if "off" in found.values():
        raise RuntimeError(f"Commits have to be durable, but: {found}")
    return ", ".join(f"{name} {value}" for name, value in found.items())


def _by_pgbench(script: pgbench.Script, folder: Path, clients: int, seconds: int) -> Walked:
    found, _said = pgbench.run(script, folder, clients=clients, seconds=seconds)
    return Walked({step: [milliseconds] for step, milliseconds in found.items()})


def _over_http(
    served: serving.Served, steps: Sequence[Step], folder: Path, clients: int, seconds: int
) -> Walked:
    listed = folder / "walk.tsv"
    lines = [f"{each.name}\t{each.path}\t{each.token}\t{each.body}\n" for each in steps]
    listed.write_text("".join(lines), encoding="utf-8")
    command = ["wrk", f"--threads={clients}", f"--connections={clients}"]
    command += [f"--duration={seconds}s", f"--script={_LUA}", f"http://127.0.0.1:{served.port}"]
    environment = os.environ | {"ZUOXI_BENCH_WALK": str(listed)}
    with processes.watched(served.pid) as used:
        said = subprocess.run(  # noqa: S603 - our own command
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout
    end = _WALKED.search(said)
    times = {
        name: [int(each) / 1000 for each in found.split()] for name, found in _STEP.findall(said)
    }
    if end is None or int(end[2]) or set(times) != {each.name for each in steps}:
        raise RuntimeError(f"The walk was not answered well: {said[:2000]}")
    return Walked(times, int(end[1]) / 1_000_000, *used.per_call(sum(map(len, times.values()))))


def _middle(walked: Sequence[Walked]) -> Walked:
    middle = median(each.whole for each in walked)
    return min(walked, key=lambda each: abs(each.whole - middle))
