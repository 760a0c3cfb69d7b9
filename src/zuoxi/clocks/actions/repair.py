"""Rows against facts: what differs is reported and set right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zuoxi.calendars.queries import calendar_of_version
from zuoxi.clocks.actions.keeping import SHOWN, shown
from zuoxi.clocks.events import ClockRepaired
from zuoxi.clocks.facts import Fact
from zuoxi.clocks.levels import LADDER, Level
from zuoxi.clocks.models import Clock
from zuoxi.clocks.replay import replay
from zuoxi.clocks.stored import read
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only

# Whoever keeps the log of orders says what happened to the one of a clock.
FactsOf = Callable[[Clock], Iterable[Fact]]


@dataclass(frozen=True)
class Difference:
    """A column of a clock that did not show what the facts say."""

    clock_id: int
    column: str
    stored: str
    right: str


@action("clocks.repair_clocks", policy=system_only, internal=True)
def repair_clocks(
    *,
    actor: Actor,
    clock_ids: Iterable[int],
    facts_of: FactsOf,
    ladder: Iterable[Level] = LADDER,
    now: datetime,
) -> list[Difference]:
    """Replay the facts of clocks; report what differs from the rows, and set it right.

    A clock that waits for the sweep is left to it: what is late there is the sweep, not the row.
    """
    ladder = tuple(ladder)
    clocks = Clock.objects.filter(pk__in=list(clock_ids)).order_by("pk")
    found: list[Difference] = []
    for clock in clocks.select_for_update(no_key=True).prefetch_related("passed"):
        if clock.next_at is not None and clock.next_at <= now:
            continue
        found += _repair(clock, facts_of(clock), ladder, actor=actor, now=now)
    return found


def _repair(
    clock: Clock, facts: Iterable[Fact], ladder: tuple[Level, ...], *, actor: Actor, now: datetime
) -> list[Difference]:
    promise = read(clock.promise)
    calendar = calendar_of_version(promise.calendar_version).calendar
    state = replay(promise, facts, calendar, now)
    right = shown(state, {each.name for each in clock.passed.all()}, ladder)
    # What a clock that stands will come to depends on when it is asked; it has no moment to come.
    moving = {"due_at", "original_due_at", "moments"} if state.paused_for else set()
    found = [
        Difference(clock.pk, name, str(getattr(clock, name)), str(right[name]))
        for name in SHOWN
        if name not in moving and getattr(clock, name) != right[name]
    ]
    if not found:
        return []
    for name in SHOWN:
        setattr(clock, name, right[name])
    clock.changed_at = now
    clock.save()
    publish(_fact(clock, found), actor=actor, now=now)
    return found


def _fact(clock: Clock, found: list[Difference]) -> ClockRepaired:
    columns: dict[str, Any] = {each.column: [each.stored, each.right] for each in found}
    return ClockRepaired(
        subject_id=clock.pk,
        leg_id=clock.leg_id,
        order_id=clock.order_id,
        milestone=clock.milestone,
        data={
            "milestone": clock.milestone,
            "order_id": clock.order_id,
            "columns": columns,
        },
    )
