"""How the cost of calls grows with the data: the same calls with few orders and with many.

Each database is served by a process of its own, which measures one round and ends; the two take
turns, so that a machine that is slower for a minute is slower for both.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from bench import hot, serving, writes
from bench.measuring import percentile
from bench.reporting import contents, machine

Tell = Callable[[str], None]

_HEAD = """# What calls take with few orders and with many

Made by `bin/bench growth`;
[how to run and read it](../guide/performance.md#with-few-orders-and-with-many).
"""


@dataclass(frozen=True)
class Plan:
    """The databases' folders, how many clients call at once, and for how long."""

    small: Path
    large: Path
    clients: int
    rounds: int
    seconds: int


@dataclass(frozen=True)
class Round:
    """One round with one database: what is in it, and the milliseconds by call (p50, p95)."""

    contents: str
    p50: dict[str, float]
    p95: dict[str, float]


def measure(plan: Plan, tell: Tell) -> tuple[list[Round], list[Round]]:
    """Measure the small and the large database in turn; return the rounds of each."""
    found: tuple[list[Round], list[Round]] = ([], [])
    for number in range(plan.rounds):
        for rounds, folder in zip(found, (plan.small, plan.large), strict=True):
            rounds.append(_in_a_process(plan, folder))
            tell(f"Round {number + 1} of {plan.rounds}: {rounds[-1].contents}.")
    return found


def _in_a_process(plan: Plan, folder: Path) -> Round:
    command = [sys.executable, "-m", "bench", "round", "--data", str(folder)]
    command += ["--clients", str(plan.clients), "--seconds", str(plan.seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise RuntimeError(f"{folder} could not be measured: {done.stderr[-2000:]}")
    return Round(**json.loads(done.stdout.splitlines()[-1]))


def one_round(clients: int, seconds: int) -> str:
    """Measure the database of this process once; return it as JSON for ``measure``."""
    with serving.server() as zuoxi:
        hot.alone(zuoxi, clients, 1)  # Whatever is read first is read from the disk.
        read = hot.alone(zuoxi, clients, seconds)
        walked = writes.alone(zuoxi, clients, seconds)
    p50 = {name: each.p50 for name, each in read.items()}
    p95 = {name: each.p95 for name, each in read.items()}
    for name, times in walked.times.items():
        p50[name], p95[name] = percentile(times, 50), percentile(times, 95)
    return json.dumps(asdict(Round(contents(), p50, p95)))


def lines(plan: Plan, found: tuple[list[Round], list[Round]], at: datetime) -> Iterator[str]:
    """Yield the lines of the report."""
    small, large = found
    yield _HEAD
    yield f"Measured {at:%Y-%m-%d} on {machine()}."
    yield f"Few: {small[-1].contents}."
    yield ""
    yield f"Many: {large[-1].contents}."
    yield ""
    yield (
        f"Milliseconds of {plan.clients} clients at once, the median of {plan.rounds} rounds of "
        f"{plan.seconds} seconds; the two databases take turns. Clients, servers and PostgreSQL "
        "share the machine. *Times* is p95 with many in p95 with few."
    )
    yield ""
    yield "| call | few: p50 | p95 | many: p50 | p95 | times |"
    yield "|---|---|---|---|---|---|"
    for name in small[0].p95:
        few, many = (median(each.p95[name] for each in rounds) for rounds in (small, large))
        low, high = (median(each.p50[name] for each in rounds) for rounds in (small, large))
        yield f"| {name} | {low:.1f} | {few:.1f} | {high:.1f} | {many:.1f} | {many / few:.2f} |"
