"""Zuoxi's hot calls beside what the same statements cost without it, in one run.

For each operation the statements are those that Zuoxi runs for it, with their values. ``pgbench``
asks the database for them alone, ``bench.reference`` over HTTP, and Zuoxi answers the call itself,
through the production server, with a token, rights, masks and all.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import processes, serving
from zuoxi.accounts import actions as accounts
from zuoxi.accounts.models import User
from zuoxi.config.embedded import programs
from zuoxi.customers.choices import ContactKind
from zuoxi.customers.models import ContactPoint
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.org import queries as org
from zuoxi.workorders.models import WorkOrder

_ACCOUNT = "dispatcher"
_LISTS = ("dispatch", "returned", "redispatch", "completed")
_WORDS = ("停电", "跳闸", "宽带", "路灯", "电表")
_VARIANTS = 20
_FIGURES = re.compile(r"^figures (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)$", re.MULTILINE)
_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_LUA = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Operation:
    """A call in some variants: addresses, and the statements that each of them runs."""

    name: str
    paths: tuple[str, ...]
    statements: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Rate:
    """What came through in a second, and how long it took, in milliseconds.

    ``server`` and ``database`` are the processor time of a call in the mean.
    """

    per_second: float
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    server: float = 0.0
    database: float = 0.0


@dataclass(frozen=True)
class Row:
    """One operation with so many clients at once; medians over the rounds."""

    operation: Operation
    clients: int
    database: Rate
    reference: Rate
    zuoxi: Rate

    @property
    def share(self) -> float:
        """How much of the reference's rate Zuoxi reaches."""
        return self.zuoxi.per_second / self.reference.per_second


def measure(
    clients: Sequence[int], *, rounds: int, seconds: int, tell: Callable[[str], None]
) -> list[Row]:
    """Measure each operation with each number of clients; the three take turns."""
    actor, token = _signed_in()
    operations = [recorded(name, found, token) for name, found in paths(actor).items()]
    rows = []
    with tempfile.TemporaryDirectory(prefix="zuoxi-hot-") as name:
        folder = Path(name)
        with serving.server() as zuoxi, _reference(operations, folder) as other:
            for operation in operations:
                for count in clients:
                    contest = _Contest(operation, count, seconds, folder)
                    found = [
                        (
                            contest.database(),
                            contest.http(other, _mirrored(operation)),
                            contest.http(zuoxi, operation.paths, token),
                        )
                        for _round in range(rounds)
                    ]
                    middles = [_middle(each) for each in zip(*found, strict=True)]
                    row = Row(operation, count, *middles)
                    tell(f"{operation.name}, {count} clients: {row.share:.0%} of the reference.")
                    rows.append(row)
    return rows


def alone(served: serving.Served, clients: int, seconds: int) -> dict[str, Rate]:
    """Measure each operation of a running Zuoxi, with nothing beside it.

    What it reads has been read from the disk before.
    """
    actor, token = _signed_in()
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    found = {}
    with tempfile.TemporaryDirectory(prefix="zuoxi-hot-") as folder:
        for name, addresses in paths(actor).items():
            for path in addresses:
                client.get(path)
            contest = _Contest(
                Operation(name, tuple(addresses), ()), clients, seconds, Path(folder)
            )
            found[name] = contest.http(served, addresses, token)
    return found


def _signed_in() -> tuple[Actor, str]:
    if shutil.which("wrk") is None:
        raise RuntimeError("The load is made by wrk. On Debian or Ubuntu: apt-get install wrk")
    actor = org.actor_for(User.objects.get(username=_ACCOUNT), Origin("cli"))
    _row, token = accounts.issue_token(actor=actor, name="bench hot", now=timezone.now())
    return actor, token


@dataclass(frozen=True)
class _Contest:
    operation: Operation
    clients: int
    seconds: int
    folder: Path

    def database(self) -> Rate:
        """Let pgbench run the statements, prepared, over the database's own socket."""
        command = [str(programs() / "pgbench"), "--no-vacuum", "--protocol=prepared"]
        command += [f"--client={self.clients}", f"--jobs={min(2, self.clients)}"]
        command += [f"--time={self.seconds}"]
        for place, statements in enumerate(self.operation.statements):
            script = self.folder / f"{self.operation.name}-{place}.sql"
            script.write_text("".join(f"{each};\n" for each in statements), encoding="utf-8")
            command.append(f"--file={script}")
        database = settings.DATABASES["default"]
        command += [f"--host={database['HOST']}", f"--username={database['USER']}"]
        command.append(str(database["NAME"]))
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        found = _TPS.search(said)
        if found is None:
            raise RuntimeError(f"pgbench said nothing of its rate: {said}")
        return Rate(float(found[1]))

    def http(self, served: serving.Served, paths: Sequence[str], token: str = "") -> Rate:
        """Ask over HTTP; raise RuntimeError where an answer is not a good one."""
        listed = self.folder / "paths"
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        command = ["wrk", "--threads=1", f"--connections={self.clients}"]
        command += [f"--duration={self.seconds}s", f"--script={_LUA}"]
        if token:
            command.append(f"--header=Authorization: Bearer {token}")
        command.append(f"http://127.0.0.1:{served.port}")
        environment = os.environ | {"ZUOXI_BENCH_PATHS": str(listed)}
        with processes.watched(served.pid) as used:
            said = subprocess.run(  # noqa: S603 - our own command
                command, env=environment, capture_output=True, text=True, check=True
            ).stdout
        found = _FIGURES.search(said)
        if found is None or int(found[3]) or not int(found[1]):
            raise RuntimeError(f"{self.operation.name} was not answered well: {said}")
        requests, microseconds = int(found[1]), int(found[2])
        p50, p95, p99 = (float(found[place]) / 1000 for place in (4, 5, 6))
        per_second = requests / (microseconds / 1_000_000)
        return Rate(per_second, p50, p95, p99, *used.per_call(requests))


def paths(actor: Actor) -> dict[str, list[str]]:
    """Return the addresses of each operation in some variants, all of which the actor may see."""
    orders = WorkOrder.objects.filter(centre_id__in=actor.centre_ids).order_by("pk")
    last = orders.values_list("pk", flat=True).last() or 0
    # Old ones and new ones; what was opened lately is no easier than the rest.
    wanted = [last * place // _VARIANTS for place in range(1, _VARIANTS)]
    numbers = [orders.filter(pk__gte=pk).values_list("number", flat=True)[0] for pk in wanted]
    points = ContactPoint.objects.filter(
        kind=ContactKind.MOBILE, customer__centre_id__in=actor.centre_ids
    ).order_by("pk")
    telephones = points.values_list("normalised", flat=True)[: 100 * _VARIANTS : 100]
    return {
        "list": [f"/api/v1/work-orders?list={name}" for name in _LISTS],
        # With its history.
        "order": [f"/api/v1/work-orders/{number}?include=events" for number in numbers],
        "search": [f"/api/v1/work-orders?q={quote(word)}" for word in _WORDS],
        "look-up": [f"/api/v1/customers?phone={quote(each)}" for each in telephones],
    }


def recorded(name: str, addresses: Sequence[str], token: str) -> Operation:
    """Return an operation with the statements of each call, values written out."""
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    found = []
    for path in addresses:
        client.get(path)
        statements: list[str] = []
        with connection.execute_wrapper(_Recorder(statements)):
            response = client.get(path)
        if response.status_code != 200:  # noqa: PLR2004 - anything else is no answer
            raise RuntimeError(f"{path} answers {response.status_code}.")
        found.append(tuple(statements))
    return Operation(name, tuple(addresses), tuple(found))


class _Recorder:
    """Keeps each statement as text (Django's execute_wrapper)."""

    def __init__(self, statements: list[str]) -> None:
        self._statements = statements

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: Sequence[object] | None,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: dict[str, object],
    ) -> object:
        with psycopg.ClientCursor(connection.connection) as cursor:
            self._statements.append(cursor.mogrify(sql, params))
        return execute(sql, params, many, context)


@contextmanager
def _reference(operations: Sequence[Operation], folder: Path) -> Iterator[serving.Served]:
    operated = {each.name: each.statements for each in operations}
    told = {"connection": serving.database(), "operations": operated}
    path = folder / "statements.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with serving.module("bench.reference", str(path), ready="/ready") as served:
        yield served


def _mirrored(operation: Operation) -> list[str]:
    return [f"/{operation.name}/{place}" for place in range(len(operation.paths))]


def _middle(rates: Sequence[Rate]) -> Rate:
    """Return the round whose rate is the median."""
    middle = median(each.per_second for each in rates)
    return min(rates, key=lambda each: abs(each.per_second - middle))
