"""The report of ``bin/bench day``, and what in it grows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import linear_regression

from bench import reporting
from bench.day import Day, Sample

# So much of the run is warm-up: caches fill, connections open, threads start.
_WARM = 0.4
# MiB in an hour by which the memory of a part may seem to grow, at most.
_SLOPE = 30.0
# Dead rows that need not be cleared at once: a share of the living, and a few in any table.
_DEAD_SHARE, _DEAD_ANYWAY = 0.2, 1_000
_SHOWN = 10

_HEAD = """# What a day's work leaves behind

Made by `bin/bench day`; [how to run and read it](../guide/performance.md#a-day-at-speed).
"""


def faults(day: Day) -> list[str]:
    """Return what grows or failed, as sentences; empty if all is well."""
    said = []
    last = day.samples[-1]
    for part in last.memory:
        slope = slope_of(day, part)
        if slope > _SLOPE:
            said.append(f"The memory of {part} grows by {slope:.0f} MiB in an hour.")
    for name, table in last.tables.items():
        if table.dead > _DEAD_ANYWAY + _DEAD_SHARE * table.alive:
            said.append(f"{name} has {table.dead:,} dead rows beside {table.alive:,} living ones.")
    if last.connections > day.samples[0].connections + 4:
        said.append(f"{last.connections} connections to the database are open.")
    if day.refused:
        said.append(f"{len(day.refused)} calls failed, the first: {day.refused[0]}.")
    return said


def slope_of(day: Day, part: str) -> float:
    """Return by how many MiB in an hour the memory of a part grows after the warm-up."""
    warm = day.samples[int(len(day.samples) * _WARM) :]
    line = linear_regression([each.minute for each in warm], [each.memory[part] for each in warm])
    return line.slope * 60


def lines(day: Day, now: datetime) -> Iterator[str]:
    """Yield the report."""
    last = day.samples[-1]
    yield _HEAD
    yield f"Measured {now:%Y-%m-%d} on {reporting.machine()}."
    yield f"In the database: {reporting.contents()}."
    yield ""
    yield (
        f"In {last.minute:.0f} minutes {last.changes:,} changes of orders, each from its creation "
        f"to the archive, and {last.reads:,} pages, lists, searches and details, while 50 pages "
        "listened. Web, live and worker, clients and PostgreSQL share the machine. Memory is the "
        "share of each part (PSS) in MiB."
    )
    yield ""
    parts = list(last.memory)
    yield f"| minute | changes | pages | {' | '.join(parts)} | connections | jobs waiting |"
    yield "|---|---|---|" + "---|" * (len(parts) + 2)
    for each in _shown(day.samples):
        memory = " | ".join(f"{each.memory[part]:.0f}" for part in parts)
        yield (
            f"| {each.minute:.0f} | {each.changes:,} | {each.reads:,} | {memory} "
            f"| {each.connections} | {each.jobs} |"
        )
    slopes = ", ".join(f"{part} {slope_of(day, part):+.1f}" for part in parts)
    yield ""
    yield f"Slope after the warm-up, in MiB an hour: {slopes}."
    yield ""
    yield "Tables by how many of their rows were changed or deleted meanwhile:"
    yield ""
    yield (
        "| table | rows | changed | within the page | dead at most | dead at the end | vacuums "
        "| MiB before | MiB after | indexes before | after |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name in _hottest(day):
        yield _row(name, day)
    yield ""
    said = faults(day)
    yield "Verdict: " + (
        " ".join(said) if said else "memory stays flat, and dead rows are cleared away."
    )


def _row(name: str, day: Day) -> str:
    first, last = day.samples[0].tables[name], day.samples[-1].tables[name]
    most = max(each.tables[name].dead for each in day.samples)
    changed = last.changed - first.changed
    sizes = (first.bytes, last.bytes, first.index_bytes, last.index_bytes)
    hot = f"{(last.hot - first.hot) / changed:.0%}" if changed else ""
    return (
        f"| `{name}` | {last.alive:,} | {changed:,} | {hot} | {most:,} | {last.dead:,} "
        f"| {last.vacuums - first.vacuums} | "
        + " | ".join(f"{each / 2**20:.1f}" for each in sizes)
        + " |"
    )


def _hottest(day: Day) -> list[str]:
    first, last = day.samples[0].tables, day.samples[-1].tables
    changed = {name: table.changed - first[name].changed for name, table in last.items()}
    return [name for name in sorted(changed, key=lambda each: -changed[each]) if changed[name]][
        :_SHOWN
    ]


def _shown(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Return some ten of the samples, the last one among them."""
    step = max(1, len(samples) // _SHOWN)
    return samples[::-1][::step][::-1]
