"""The report of a run as a page of the documentation."""

import os
import platform
from collections.abc import Iterator
from datetime import datetime

from bench.faults.injecting import FAULTS
from bench.faults.running import SERVE_SECONDS, WORKER_SECONDS, Result

_HEAD = """# What faults under load leave behind

Made by `bin/bench faults`; [how to run and read it](../guide/performance.md#with-faults).
"""


def lines(result: Result, now: datetime) -> Iterator[str]:
    """Yield the lines of the report."""
    wanted = result.wanted
    yield _HEAD
    yield f"Made {now:%Y-%m-%d} on {_machine()}; load average at the start {result.load}."
    yield ""
    yield (
        f"{wanted.clients} clients with the seed {wanted.seed} worked for {result.seconds / 60:.1f}"
        f" min: {result.acknowledged:,} acknowledged writes, {len(result.wounds)} faults, of them "
        f"{result.kills} kills. Asked for were {wanted.writes:,} writes, {wanted.kills} kills, at "
        f"most {wanted.minutes:g} min."
    )
    yield ""
    yield f"**{'Sound' if result.is_sound else 'Not sound'}**: {_summary(result)}"
    yield from _left_out(result)
    yield from _faults(result)
    yield from _load(result)
    yield from _findings(result)


def _machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} cores with {memory:.0f} GiB, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, the embedded PostgreSQL with its durable settings"
    )


def _summary(result: Result) -> str:
    wrong = [each["text"] for each in result.verdicts if each["kind"] == "problem"]
    slow = [each.name for each in result.wounds if each.is_slow]
    told = [*result.broken, *wrong, *(f"{each}: too long away" for each in slow)]
    return "; ".join(told) if told else "nothing was lost, doubled or left half done."


def _left_out(result: Result) -> Iterator[str]:
    chosen = result.wanted.only
    skipped = [each.name for each in FAULTS if chosen and each.name not in chosen]
    for name, why in result.left_out.items():
        yield f"\n**Left out**: {name}: {why}."
    if skipped:
        yield f"\n**Left out** by `--only`: {', '.join(skipped)}."


def _faults(result: Result) -> Iterator[str]:
    yield "\n## Faults\n"
    yield (
        "*Write* is the time from the moment at which the system has what it needs again (kill, "
        "freed disk, restored connections, start) until a call that began later was "
        f"acknowledged, *whole* until pages, live updates and worker answered; at most "
        f"{SERVE_SECONDS:.0f} s and {WORKER_SECONDS:.0f} s. A worker shows every ten seconds that "
        "it lives. What ends is started again after a second, as systemd does.\n"
    )
    yield "| fault | what it does | times | write, s | whole, s |"
    yield "|---|---|---|---|---|"
    for fault in FAULTS:
        found = [each for each in result.wounds if each.name == fault.name]
        if found:
            served = _longest([each.served for each in found])
            worked = _longest([each.worked for each in found])
            yield f"| {fault.name} | {fault.does} | {len(found)} | {served} | {worked} |"
    yield "\nOf several times the longest counts. Started again: " + (
        ", ".join(f"{name} {count} times" for name, count in sorted(result.restarts.items())) + "."
        if result.restarts
        else "nothing."
    )


def _longest(seconds: list[float | None]) -> str:
    known = [each for each in seconds if each is not None]
    return f"{max(known):.1f}" if len(known) == len(seconds) else "never"


def _load(result: Result) -> Iterator[str]:
    yield "\n## Load\n"
    yield "| write | acknowledged |"
    yield "|---|---|"
    for name, count in sorted(result.done.items()):
        yield f"| {name} | {count:,} |"
    lost = ", ".join(f"{count} {why}" for why, count in sorted(result.unanswered.items()))
    yield (
        f"\n{sum(result.unanswered.values())} calls were not answered ({lost or 'none'}), "
        f"{result.repeats} of them were sent again with the same key until there was an answer."
    )
    if result.refusals:
        told = ", ".join(f"{why} {count}" for why, count in sorted(result.refusals.items()))
        yield f"\nRefused: {told}."


def _findings(result: Result) -> Iterator[str]:
    counts = [each for each in result.verdicts if each["kind"] == "count"]
    yield "\n## Findings\n"
    yield ", ".join(f"{each['text']} {each['about']}" for each in counts) + ".\n"
    yield "| | about | |"
    yield "|---|---|---|"
    for each in result.verdicts:
        if each["kind"] != "count":
            yield f"| {each['kind']} | {each['about']} | {each['text']} |"
