"""A row for what a clock shows, written with the fact that changed it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from zuoxi.clocks.levels import LADDER, Level, levels
from zuoxi.clocks.models import Clock
from zuoxi.clocks.replay import ClockState
from zuoxi.clocks.stored import written

# What a row shows of its clock, and what its facts decide.
SHOWN = (
    "limit_version",
    "calendar_version",
    "state",
    "is_paused",
    "started_at",
    "due_at",
    "original_due_at",
    "breached_at",
    "broken_due_at",
    "is_late",
    "met_at",
    "ended_at",
    "moments",
    "next_at",
)


def keep_clock(
    state: ClockState,
    *,
    order_id: int,
    unit_id: int | None = None,
    ladder: Iterable[Level] = LADDER,
    now: datetime,
) -> Clock:
    """Store what a clock shows; call it in the transaction that stores the fact behind it.

    That is no action of its own: the fact is the event, and the row follows from it. Whoever calls
    holds the lock of the order, so that no older state overtakes a newer one.
    """
    promise = state.promise
    key = {"order_id": order_id, "leg_id": promise.leg_id, "milestone": promise.milestone.value}
    known = Clock.objects.select_for_update(no_key=True).filter(**key).first()
    clock = known or Clock(**key)
    done = set(clock.passed.values_list("name", flat=True)) if known else set()
    clock.unit_id, clock.promise, clock.changed_at = unit_id, written(promise), now
    for name, value in shown(state, done, ladder).items():
        setattr(clock, name, value)
    clock.save()
    return clock


def shown(state: ClockState, done: Collection[str], ladder: Iterable[Level]) -> dict[str, Any]:
    """Return the columns of a state, by name."""
    moments = [[each.level.name, each.at.isoformat()] for each in levels(state, ladder)]
    course = state.course
    return {
        "limit_version": course.limit_version,
        "calendar_version": course.calendar_version,
        "state": state.state.value,
        "is_paused": bool(state.paused_for),
        "started_at": state.started_at,
        "due_at": state.due_at,
        "original_due_at": state.original_due_at,
        "breached_at": state.breached_at,
        "broken_due_at": state.broken_due_at,
        "is_late": state.is_late,
        "met_at": state.met_at,
        "ended_at": state.ended_at,
        "moments": moments,
        "next_at": next_at(state, moments, done),
    }


def next_at(
    state: ClockState, moments: Iterable[Iterable[str]], done: Collection[str]
) -> datetime | None:
    """Return when there is something to note: the next level, or that the limit is broken."""
    if not state.is_open or state.paused_for:
        return None
    return first_of(moments, done, None if state.is_late else state.due_at)


def first_of(
    moments: Iterable[Iterable[str]], done: Collection[str], due_at: datetime | None
) -> datetime | None:
    """Return the earliest moment of a level that is not done, or of the breach."""
    open_ones = [datetime.fromisoformat(at) for name, at in moments if name not in done]
    return min([*open_ones, due_at] if due_at else open_ones, default=None)
