"""Noting what has fallen due, once, however many look for it at the same time."""

from datetime import datetime

from zuoxi.clocks import queries
from zuoxi.clocks.actions.keeping import first_of
from zuoxi.clocks.choices import ClockStatus
from zuoxi.clocks.events import LevelReached
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only

_CHANGED = ("state", "breached_at", "broken_due_at", "is_late", "next_at", "changed_at")


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
    passed: list[PassedLevel] = []
    for clock in claimed:
        passed += _passed(clock, done[clock.pk], now)
        _settle(clock, done[clock.pk], now)
    PassedLevel.objects.bulk_create(passed)
    Clock.objects.bulk_update(claimed, _CHANGED)
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


def _settle(clock: Clock, done: set[str], now: datetime) -> None:
    """Note a breach, and say when there is something to note again."""
    if not clock.is_late and clock.due_at is not None and clock.due_at < now:
        clock.state, clock.is_late = ClockStatus.BREACHED, True
        clock.breached_at = clock.broken_due_at = clock.due_at
    clock.next_at = first_of(clock.moments, done, None if clock.is_late else clock.due_at)
    clock.changed_at = now


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
