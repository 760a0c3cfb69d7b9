"""The report of ``bin/bench live``, and what in it is not as it should be."""

from collections.abc import Iterator
from datetime import datetime

from bench import reporting
from bench.live import Found, Played
from bench.measuring import percentile

_SECOND = 1.0
# MiB by which coming and going may still move the memory of the process after the first round.
_GROWTH = 4.0

_HEAD = """# What many open pages take

Made by `bin/bench live`; [how to run and read it](../guide/performance.md#with-many-open-pages).
"""


def faults(found: Found) -> list[str]:
    """Return what is not as it should be, as sentences; empty if all is well."""
    assert found.calm is not None
    assert found.stuck is not None
    said = []
    for name, played in (("all read", found.calm), ("some do not read", found.stuck)):
        if played.missing:
            said.append(f"{played.missing} changes were not heard of while {name}.")
        if played.wrong:
            said.append(f"{played.wrong} changes reached who may not hear of them while {name}.")
        if max(played.arrivals) > _SECOND:
            late = sum(each > _SECOND for each in played.arrivals)
            said.append(f"{late} arrivals took longer than a second while {name}.")
    if found.stuck_left:
        said.append(f"{found.stuck_left} connections of stuck readers were not closed.")
    first, *_middle, last = found.after_rounds
    if last.pss - first.pss > _GROWTH:
        said.append(f"Coming and going left {last.pss - first.pss:.0f} MiB behind.")
    if last.files > found.empty.files:
        said.append(f"Coming and going left {last.files - found.empty.files} open files behind.")
    return said


def lines(found: Found, now: datetime) -> Iterator[str]:
    """Yield the report."""
    assert found.calm is not None
    assert found.stuck is not None
    plan = found.plan
    yield _HEAD
    yield f"Measured {now:%Y-%m-%d} on {reporting.machine()}."
    yield f"In the database: {reporting.contents()}."
    yield ""
    yield (
        f"{plan.pages} connections of {found.accounts} accounts, each with a session of its "
        f"own, at one live process. {found.calm.changes} changes of orders over HTTP, "
        f"{plan.per_second:g} in a second: what a busy centre does in hours. Clients, web, worker "
        "and PostgreSQL share the machine."
    )
    yield ""
    yield "| the live process | memory (PSS) | resident | open files | a core's time |"
    yield "|---|---|---|---|---|"
    rows = (
        ("without open pages", found.empty, ""),
        (f"with {plan.pages} open pages, nothing happening", found.opened, found.idle_share),
        ("after the changes; core while they were made", found.told, found.calm.share),
    )
    for name, taken, share in rows:
        text = f"{share:.0%}" if isinstance(share, float) else ""
        yield f"| {name} | {taken.pss:.0f} MiB | {taken.rss:.0f} MiB | {taken.files} | {text} |"
    for number, taken in enumerate(found.after_rounds, 1):
        yield (
            f"| after all have come and gone, time {number} | {taken.pss:.0f} MiB "
            f"| {taken.rss:.0f} MiB | {taken.files} | |"
        )
    grown = (found.opened.pss - found.empty.pss) * 1024 / plan.pages
    yield ""
    yield (
        f"An open page takes {grown:.0f} KiB. To open all took {found.opening:.1f} s. "
        f"With {found.stuck_count} readers that do not read, flooded with names until they are "
        f"closed, the process had at most {found.stuck_most:.0f} MiB; of them "
        f"{found.stuck_left} were still open at the end."
    )
    yield ""
    yield (
        "Milliseconds from asking for the change over HTTP until it was answered, and until a page "
        "has been told, over all pages that may hear of it:"
    )
    yield ""
    yield (
        "| | changes | answered p50 | p99 | arrivals | p50 | p95 | p99 | longest | not heard "
        "| wrongly heard | load average |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    yield _row("all read", found.calm)
    yield _row("some do not read", found.stuck)
    yield ""
    said = faults(found)
    yield "Verdict: " + (" ".join(said) if said else "as it should be.")


def _row(name: str, played: Played) -> str:
    took = [each * 1000 for each in played.arrivals]
    calls = [each * 1000 for each in played.calls]
    return (
        f"| {name} | {played.changes:,} | {percentile(calls, 50):.0f} "
        f"| {percentile(calls, 99):.0f} | {len(took):,} | {percentile(took, 50):.0f} "
        f"| {percentile(took, 95):.0f} | {percentile(took, 99):.0f} | {max(took):.0f} "
        f"| {played.missing} | {played.wrong} | {played.load:.1f} |"
    )
