"""The report of ``bin/bench hot`` as a page of the documentation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median

from bench.hot import Rate, Row
from bench.measuring import percentile
from bench.reporting import contents, machine
from bench.writes import Walked, WalkRow, Writes

_HEAD = """# What hot calls take beside the bare statements

Made by `bin/bench hot`;
[how to run and read it](../guide/performance.md#beside-the-bare-statements).
"""


@dataclass(frozen=True)
class Plan:
    """When it was measured, in how many rounds, of how many seconds."""

    at: datetime
    rounds: int
    seconds: int


def lines(rows: Sequence[Row], writes: Writes, plan: Plan) -> Iterator[str]:
    """Yield the lines of the report."""
    yield _HEAD
    yield f"Measured {plan.at:%Y-%m-%d} on {machine()}."
    yield f"In the database: {contents()}."
    yield ""
    yield (
        f"Each figure is the median of {plan.rounds} rounds of {plan.seconds} seconds; pgbench, "
        "the reference and Zuoxi take turns. Client, servers and PostgreSQL share the machine, so "
        "ratios count, not rates. *Of the reference* is Zuoxi's rate in the reference's."
    )
    yield ""
    yield "## Calls that read"
    yield ""
    yield "An order is opened with its history."
    yield ""
    yield (
        "| call | clients | statements | pgbench/s | reference/s | p50 | p99 | Zuoxi/s | p50 | p95 "
        "| p99 | of the reference | p99 in p50 |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    yield from map(_read, rows)
    yield ""
    yield from _walks(writes)
    yield ""
    yield from _used(rows, writes)


def _read(row: Row) -> str:
    bare, ours = row.reference, row.zuoxi
    statements = dict.fromkeys(str(len(each)) for each in row.operation.statements)
    return (
        f"| {row.operation.name} | {row.clients} | {', '.join(statements)} "
        f"| {row.database.per_second:.0f} | {bare.per_second:.0f} | {bare.p50:.1f} "
        f"| {bare.p99:.1f} | {ours.per_second:.0f} | {ours.p50:.1f} | {ours.p95:.1f} "
        f"| {ours.p99:.1f} | {row.share:.0%} | {ours.p99 / ours.p50:.1f} |"
    )


def _walks(writes: Writes) -> Iterator[str]:
    yield "## The life of an order"
    yield ""
    yield (
        "Each client creates an order, moves it to the archive and begins again, as one person "
        "after the other does it. Rates are the clients by the mean time of the step; the share is "
        "that of the rates, in the same walk. Figures are those of the round whose whole walk is "
        "the median. Statements include `BEGIN` and `COMMIT`; the last row of each number of "
        f"clients is the whole walk, in orders. Commits of all three: {writes.commits}."
    )
    yield ""
    yield (
        "| step | clients | statements | pgbench/s | reference/s | p50 | p99 | Zuoxi/s | p50 | p95 "
        "| p99 | of the reference | p99 in p50 |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    for row in writes.rows:
        yield from (_step(row, step) for step in row.statements)
        yield _whole(row)


def _step(row: WalkRow, step: str) -> str:
    bare, ours = row.reference.times[step], row.zuoxi.times[step]
    p50, p99 = median(ours), percentile(ours, 99)
    return (
        f"| {step} | {row.clients} | {row.statements[step]} "
        f"| {_rate(row.clients, mean(row.database.times[step]))} "
        f"| {_rate(row.clients, mean(bare))} | {median(bare):.1f} | {percentile(bare, 99):.1f} "
        f"| {_rate(row.clients, mean(ours))} | {p50:.1f} | {percentile(ours, 95):.1f} | {p99:.1f} "
        f"| {row.share(step):.0%} | {p99 / p50:.1f} |"
    )


def _whole(row: WalkRow) -> str:
    rates = [_rate(row.clients, each.whole) for each in (row.database, row.reference, row.zuoxi)]
    share = row.reference.whole / row.zuoxi.whole
    return (
        f"| *whole walk* | {row.clients} | {sum(row.statements.values())} | {rates[0]} "
        f"| {rates[1]} | | | {rates[2]} | | | | {share:.0%} | |"
    )


def _rate(clients: int, milliseconds: float) -> str:
    return f"{clients * 1000 / milliseconds:.0f}"


def _used(rows: Sequence[Row], writes: Writes) -> Iterator[str]:
    yield "## Processor time and memory"
    yield ""
    yield (
        "Milliseconds of processor time for one call, of all processes of the server and of "
        "PostgreSQL; a step of a walk in the mean."
    )
    yield ""
    yield (
        "| call | clients | reference | its PostgreSQL | Zuoxi | its PostgreSQL |\n"
        "|---|---|---|---|---|---|"
    )
    for row in rows:
        yield _cost(row.operation.name, row.clients, row.reference, row.zuoxi)
    for walked in writes.rows:
        yield _cost("step of a walk", walked.clients, walked.reference, walked.zuoxi)
    yield ""
    each = ", ".join(f"{one:.0f}" for one in writes.memory)
    yield (
        f"Memory of Zuoxi's {len(writes.memory)} processes after the walks (PSS): "
        f"{sum(writes.memory):.0f} MiB, by process {each}."
    )


def _cost(name: str, clients: int, bare: Rate | Walked, ours: Rate | Walked) -> str:
    return (
        f"| {name} | {clients} | {bare.server:.2f} | {bare.database:.2f} | {ours.server:.2f} "
        f"| {ours.database:.2f} |"
    )
