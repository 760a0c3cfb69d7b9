"""Noting what has fallen due, once, however many look for it at the same time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from zuoxi.clocks import queries
from zuoxi.clocks.actions.keeping import first_of
from zuoxi.clocks.choices import ClockStatus
from zuoxi.clocks.events import LevelReached
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only
from zuoxi.kernel.statements import batch

# One statement for any number of clocks.
_SETTLE_SQL = """
UPDATE clocks_clock AS clock SET
    state = CASE WHEN is_broken THEN %(breached)s ELSE state END,
    breached_at = CASE WHEN is_broken THEN due_at ELSE breached_at END,
    broken_due_at = CASE WHEN is_broken THEN due_at ELSE broken_due_at END,
    is_late = is_late OR is_broken, next_at = settled.next_at, changed_at = %(now)s
FROM unnest(%(ids)s::bigint[], %(broken)s::boolean[], %(next)s::timestamptz[])
    AS settled (id, is_broken, next_at)
WHERE clock.id = settled.id
"""


@action("clocks.sweep_clocks", policy=system_only, internal=True)
def sweep_clocks(*, actor: Actor, limit: int, now: datetime) -> int:
    """Note what has fallen due with so many clocks; return with how many it has.

    A clock that another worker holds is passed over: that one notes it, or, if it dies, the next.
    """
    claimed = list(queries.due(now).select_for_update(skip_locked=True, no_key=True)[:limit])
    done: dict[int, set[str]] = {each.pk: set() for each in claimed}
    for clock_id, name in PassedLevel.objects.filter(clock__in=claimed).values_list(
        "clock_id", "name"
    ):
        done[clock_id].add(name)
    passed = [level for clock in claimed for level in _passed(clock, done[clock.pk], now)]
    PassedLevel.objects.bulk_create(passed)
    _settle(claimed, done, now)
    with batch():
        for level in passed:
            publish(_fact(level), actor=actor, now=now)
    return len(claimed)


def _passed(clock: Clock, done: set[str], now: datetime) -> list[PassedLevel]:
    """Return the levels that have fallen due, in that order, and count them as done."""
    found = []
    for name, text in clock.moments:
        at = datetime.fromisoformat(text)
        if at <= now and name not in done:
            done.add(name)
            found.append(PassedLevel(clock=clock, name=name, fell_due_at=at, noted_at=now))
    return found


def _settle(clocks: Sequence[Clock], done: Mapping[int, set[str]], now: datetime) -> None:
    """Note what is broken, and say when there is something to note again."""
    broken = [not e.is_late and e.due_at is not None and e.due_at < now for e in clocks]
    later = [
        first_of(e.moments, done[e.pk], None if e.is_late or is_broken else e.due_at)
        for e, is_broken in zip(clocks, broken, strict=True)
    ]
    values: dict[str, str | datetime | list[int] | list[bool] | list[datetime | None]] = {
        "breached": ClockStatus.BREACHED.value,
        "now": now,
        "ids": [each.pk for each in clocks],
        "broken": broken,
        "next": later,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE_SQL, values)


def _fact(level: PassedLevel) -> LevelReached:
    clock = level.clock
    return LevelReached(
        subject_id=clock.pk,
        leg_id=clock.leg_id,
        order_id=clock.order_id,
        milestone=clock.milestone,
        data={
            "level": level.name,
            "milestone": clock.milestone,
            "order_id": clock.order_id,
            "fell_due_at": level.fell_due_at.isoformat(),
        },
    )
