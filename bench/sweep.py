"""What a sweep takes with many running clocks: finding what is due, noting it, telling of it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db import connection, transaction

from bench.reporting import machine
from zuoxi.clocks import queries
from zuoxi.clocks.actions import sweep_clocks
from zuoxi.deadlines import actions
from zuoxi.kernel.actors import SYSTEM

Tell = Callable[[str], None]

# So many of the clocks fall due at one moment: a usual one, and a storm.
_DUE = (20, 500)
_PORTION = 1000

_HEAD = """# What a sweep of the clocks takes

Made by `bin/bench sweep`;
[how to run and read it](../guide/performance.md#with-many-running-clocks).
"""
# Orders that are there, each with clocks of its own and of dispatches that are not; a due time from
# an hour to a month away, levels at half, four fifths, the whole and after.
_FILL_SQL = """
INSERT INTO clocks_clock (order_id, leg_id, milestone, unit_id, promise, limit_version,
    calendar_version, state, is_paused, started_at, due_at, original_due_at, is_late, moments,
    next_at, changed_at)
SELECT work_order.id, nullif(leg, 0), milestone, work_order.centre_id, '{}', '1.1.1', '', 'running',
    false, %(now)s, due, due, false,
    jsonb_build_array(
        jsonb_build_array('half', %(now)s + (due - %(now)s) / 2),
        jsonb_build_array('soon', %(now)s + (due - %(now)s) * 0.8),
        jsonb_build_array('due', due),
        jsonb_build_array('over', due + interval '1 day'),
        jsonb_build_array('far_over', due + interval '5 days')),
    %(now)s + (due - %(now)s) / 2, %(now)s
FROM (SELECT * FROM workorders_workorder ORDER BY id LIMIT 10000) AS work_order
CROSS JOIN generate_series(0, %(legs)s) AS leg
CROSS JOIN unnest(ARRAY['accept', 'contact', 'arrive', 'finish', 'reply']) AS milestone
CROSS JOIN LATERAL (
    SELECT date_trunc('second', %(now)s + interval '1 hour'
        + interval '1 minute' * ((work_order.id * 31 + leg * 977) %% 43200)) AS due
) AS deadline
"""
_DUE_SQL = """
UPDATE clocks_clock SET next_at = %(now)s - interval '1 second',
    due_at = %(now)s - interval '1 second', moments = jsonb_build_array(
        jsonb_build_array('due', %(now)s - interval '1 second'))
WHERE id IN (SELECT id FROM clocks_clock WHERE leg_id IS NULL ORDER BY id LIMIT %(count)s)
"""


@dataclass(frozen=True)
class Figure:
    """Seconds of the sweeps with so many clocks due: to find none, and to note and tell all."""

    due: int
    notes: float
    tells: float


def measure(clocks: int, *, rounds: int, now: datetime, tell: Tell) -> Iterator[str]:
    """Fill the database with running clocks, sweep it, and yield the lines of the report.

    What is written is taken back at the end.
    """
    with transaction.atomic():
        _fill(clocks, now)
        tell(f"{clocks:,} clocks are there.")
        idle = [_seconds(lambda: _sweep(now)) for _each in range(rounds)]
        figures = [_figure(count, rounds, now, tell) for count in _DUE]
        plan = queries.due(now)[:_PORTION].explain()
        yield from _lines(clocks, idle, figures, plan, now)
        transaction.set_rollback(True)


def _fill(clocks: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clocks_passedlevel")
        cursor.execute("DELETE FROM clocks_clock")
        cursor.execute(_FILL_SQL, {"now": now, "legs": clocks // 50_000 - 1})
        cursor.execute("ANALYZE clocks_clock")
        cursor.execute("SELECT count(*) FROM clocks_clock")
        (filled,) = cursor.fetchone()
    if filled < clocks:
        raise RuntimeError(f"Only {filled:,} clocks: load ten thousand orders first.")


def _figure(count: int, rounds: int, now: datetime, tell: Tell) -> Figure:
    notes, tells = [], []
    for _each in range(rounds):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_DUE_SQL, {"now": now, "count": count})
            notes.append(_seconds(lambda: _sweep(now)))
            tells.append(_seconds(lambda: _tell(now)))
            transaction.set_rollback(True)
    tell(f"{count} due: noted in {median(notes):.2f} s, told in {median(tells):.2f} s.")
    return Figure(count, median(notes), median(tells))


def _sweep(now: datetime) -> None:
    while sweep_clocks(actor=SYSTEM, limit=_PORTION, now=now):
        pass


def _tell(now: datetime) -> None:
    while actions.tell_levels(actor=SYSTEM, limit=_PORTION, now=now):
        pass


def _seconds(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _lines(
    clocks: int, idle: list[float], figures: list[Figure], plan: str, now: datetime
) -> Iterator[str]:
    yield _HEAD
    yield f"Measured {now:%Y-%m-%d} on {machine()}."
    yield ""
    yield (
        f"{clocks:,} clocks run. A sweep finds what has fallen due, notes each level once, and "
        "tells people: above twenty levels for one person as one notice."
    )
    yield ""
    yield "| clocks due | found and noted, s | told, s | together, s |"
    yield "|---|---|---|---|"
    yield f"| 0 | {median(idle):.4f} | | {median(idle):.4f} |"
    for each in figures:
        both = each.notes + each.tells
        yield f"| {each.due} | {each.notes:.2f} | {each.tells:.2f} | {both:.2f} |"
    yield ""
    yield "How it is found:"
    yield ""
    yield "```"
    yield from plan.splitlines()
    yield "```"
