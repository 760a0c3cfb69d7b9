"""The report of a measurement as a page of the documentation."""

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from django.db import connection

from bench.measuring import Figures, Plan, Run, percentile
from bench.pages import LEFT_OUT

LIMIT = 150.0
# Everybody signed in may open it, and it shows next to nothing: the cost of any page at all.
TRIVIAL = "accounts:profile"

_HEAD = """# What the desk's pages take with many orders

Made by `bin/bench desk`; [how to run and read it](../guide/performance.md#with-many-orders).
"""


def write(path: Path, run: Run, plan: Plan, left_out: Sequence[str], now: datetime) -> None:
    """Write the report, the slowest pages first."""
    path.write_text("\n".join(_lines(run, plan, left_out, now)) + "\n", encoding="utf-8")


def trivial_of(run: Run) -> float:
    """Return the median of the trivial page."""
    return min(each.median for each in run.figures if each.probe.name == TRIVIAL)


def slowest_first(run: Run) -> list[Figures]:
    """Return the pages by their 95th percentile."""
    return sorted(run.figures, key=lambda each: -each.p95)


def _lines(run: Run, plan: Plan, left_out: Sequence[str], now: datetime) -> Iterator[str]:
    ordered = [each for each in slowest_first(run) if each.probe.kind == "page"]
    apart = [each for each in slowest_first(run) if each.probe.kind != "page"]
    yield _HEAD
    yield f"Measured {now:%Y-%m-%d} on {machine()}."
    yield f"In the database: {contents()}."
    yield ""
    yield (
        f"Each page was asked for {plan.rounds} × {plan.requests} times by one client over HTTP, "
        "through the production server, signed in; the rounds lie minutes apart. "
        + _together(plan)
        + "Client, server and PostgreSQL share the machine; the load average at the start of the "
        f"rounds was {_loads(run)}. Median, p95 and p99 are over all rounds; *calm* is the p95 of "
        "the calmest round, which tells what other programs on the machine have added."
    )
    yield ""
    yield f"Pages: {len(ordered)}. Above {LIMIT:.0f} ms at p95: {len(above(run, 'page'))}."
    if ordered:
        yield f"Slowest p95: {ordered[0].p95:.0f} ms; median of all p95: {_middle(ordered):.0f} ms."
        calm = sum(each.calmest > LIMIT for each in ordered)
        yield f"Above {LIMIT:.0f} ms in the calmest round as well: {calm}."
    yield ""
    trivial = trivial_of(run)
    yield f"Milliseconds. × is the median in medians of the profile page ({trivial:.1f} ms)."
    yield ""
    yield from _table(ordered, trivial)
    yield ""
    yield "## Reports and documents"
    yield ""
    yield (
        "Figures counted over all orders of a time, papers and sheets: no list, search or console "
        f"page, so the limit is not theirs. Above {LIMIT:.0f} ms at p95: "
        f"{sum(each.p95 > LIMIT for each in apart)} of {len(apart)}."
    )
    yield ""
    yield from _table(apart, trivial)
    yield ""
    yield "## Not measured"
    yield ""
    yield "Pages that change the session of the measurement, and the API's page: " + _named(
        sorted(LEFT_OUT)
    )
    if left_out:
        yield "Nothing in the generated data leads there: " + _named(left_out)


def above(run: Run, kind: str) -> list[Figures]:
    """Return what of a kind takes longer than the limit."""
    return [each for each in run.figures if each.probe.kind == kind and each.p95 > LIMIT]


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) + "."


def _together(plan: Plan) -> str:
    if plan.clients == 1:
        return ""
    return f"Then {plan.clients} clients at once asked for it {plan.requests} times each. "


def _table(ordered: Sequence[Figures], trivial: float) -> Iterator[str]:
    yield "| page | as | statements | median | p95 | p99 | calm | × | p95 of clients at once |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for each in ordered:
        yield _row(each, trivial)


def _row(each: Figures, trivial: float) -> str:
    together = f"{percentile(each.together, 95):.0f}" if each.together else ""
    return (
        f"| {each.probe.label} | {each.probe.account} | {each.statements} | {each.median:.0f} "
        f"| {each.p95:.0f} | {each.p99:.0f} | {each.calmest:.0f} | {each.median / trivial:.1f} "
        f"| {together} |"
    )


def _middle(ordered: Sequence[Figures]) -> float:
    return median(each.p95 for each in ordered)


def _loads(run: Run) -> str:
    return ", ".join(f"{each:.1f}" for each in run.loads)


def machine() -> str:
    """Return what it was measured on: cores, memory, versions; no name."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
    return (
        f"{os.cpu_count()} cores with {memory:.0f} GiB, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, PostgreSQL {server} "
        f"(embedded, shared_buffers {buffers})"
    )


def contents() -> str:
    """Return what the database holds, in numbers."""
    counted = {
        "orders": "workorders_workorder",
        "of them open": "workorders_workorder WHERE status <> 'archived'",
        "events": "kernel_event",
        "archived events": "kernel_archivedevent",
        "dispatches": "workorders_dispatch",
        "customers": "customers_customer",
        "callbacks": "callbacks_callback",
    }
    found = []
    with connection.cursor() as cursor:
        for name, rows in counted.items():
            cursor.execute(f"SELECT count(*) FROM {rows}")  # noqa: S608 - own names
            found.append(f"{cursor.fetchone()[0]:,} {name}")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        found.append(f"{cursor.fetchone()[0]} in all")
    return ", ".join(found)
