"""The nightly run: rows whose time is over are removed, old events go to the archive of the log.

Each step is one short transaction that passes over what somebody holds. Ended after any of them, by
the budget or with the worker, the next run goes on with what is left.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import ProtectedError

from zuoxi.audit import actions, queries
from zuoxi.kernel import retention
from zuoxi.kernel.actors import SYSTEM

# Of one table in one night: some millions of rows.
BUDGET = timedelta(minutes=5)
# One night may fail; after two somebody should look.
LATE = timedelta(hours=50)


@dataclass(frozen=True)
class Arrears:
    """Rows of a table whose time was over before the last night, too."""

    table: str
    rows: int


def tidy_up(
    *, clock: Callable[[], datetime], should_stop: Callable[[], bool], budget: timedelta = BUDGET
) -> dict[str, int]:
    """Work off what is due and return how many rows that were of each table; leave an event.

    A table whose step fails holds up no other; the faults are raised together at the end.
    """
    rows: Counter[str] = Counter()
    faults: list[Exception] = []
    is_complete = True
    for table, steps in ((each.table, each.steps) for each in retention.statements()):
        if steps is None:
            continue
        if should_stop():
            is_complete = False
            break
        try:
            with closing(steps(clock())) as running:
                is_complete &= _work_off(running, rows, table, should_stop, budget)
        except (DatabaseError, ProtectedError) as fault:
            fault.add_note(table)
            faults.append(fault)
    is_complete = is_complete and not faults
    actions.note_tidying(actor=SYSTEM, rows=+rows, is_complete=is_complete, now=clock())
    if faults:
        tables = ", ".join(note for each in faults for note in each.__notes__)
        raise ExceptionGroup(f"nothing more could be removed of {tables}", faults)
    return dict(+rows)


def _work_off(
    steps: Iterable[int],
    rows: Counter[str],
    table: str,
    should_stop: Callable[[], bool],
    budget: timedelta,
) -> bool:
    """Take one step after the other and count; tell whether nothing was left."""
    ends = time.monotonic() + budget.total_seconds()
    for count in steps:
        rows[table] += count
        if should_stop() or time.monotonic() >= ends:
            return False
    return True


def arrears(now: datetime) -> list[Arrears]:
    """Return what should have gone in an earlier night and is still there."""
    late = now - LATE
    found = [
        Arrears(each.table, each.due(late).count())
        for each in retention.statements()
        if each.due is not None
    ]
    return [each for each in found if each.rows]


def is_late(now: datetime) -> bool:
    """Tell whether the nightly run has not been for two nights, though it might have been."""
    last = queries.last_tidying()
    begun = last.at if last else queries.tidied_since()
    return begun is not None and begun < now - LATE
