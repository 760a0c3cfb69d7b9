"""Rows for what clocks show, written after what changed them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zuoxi.clocks.choices import ClockStatus
from zuoxi.clocks.levels import LADDER, Level, levels
from zuoxi.clocks.models import Clock, PassedLevel
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
_KEY = ["order_id", "leg_id", "milestone"]
_WRITTEN = ["unit", "promise", *SHOWN]
_ENDED = (ClockStatus.MET, ClockStatus.CANCELLED)
# What a row says whose promise is no promise any more.
_GONE: Mapping[str, Any] = {
    "state": ClockStatus.CANCELLED.value,
    "is_paused": False,
    "moments": [],
    "next_at": None,
}


@dataclass(frozen=True)
class Kept:
    """A clock to be stored: of which order, and which unit answers for it."""

    order_id: int
    unit_id: int | None
    state: ClockState

    @property
    def key(self) -> tuple[int, int | None, str]:
        """What makes it one row."""
        promise = self.state.promise
        return (self.order_id, promise.leg_id, promise.milestone.value)


def keep_clocks(
    clocks: Iterable[Kept],
    *,
    order_ids: Collection[int],
    ladder: Iterable[Level] = LADDER,
    now: datetime,
) -> int:
    """Store all clocks of some orders, with few statements; return how many rows changed.

    That is no action of its own: what happened stands in the log, and the rows follow from it.
    Whoever calls holds the lock of the orders, so that no older state overtakes a newer one. A row
    whose promise is not among the clocks any more ends.
    """
    ladder, wanted = tuple(ladder), {each.key: each for each in clocks}
    known, passed = _known(order_ids)
    changed = []
    for key, each in wanted.items():
        clock = known.pop(key, None)
        values = shown(each.state, passed[clock.pk] if clock else (), ladder)
        values |= {"unit_id": each.unit_id, "promise": written(each.state.promise)}
        if clock is None:
            new = Clock(order_id=key[0], leg_id=key[1], milestone=key[2])
            changed.append(_with(new, values, now))
        elif any(getattr(clock, name) != value for name, value in values.items()):
            changed.append(_with(clock, values, now))
    gone = (each for each in known.values() if each.state not in _ENDED)
    changed += [_with(each, {**_GONE, "ended_at": now}, now) for each in gone]
    Clock.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=_KEY, update_fields=[*_WRITTEN, "changed_at"]
    )
    return len(changed)


def _known(
    order_ids: Collection[int],
) -> tuple[dict[tuple[int, int | None, str], Clock], Mapping[int, set[str]]]:
    """Return the rows of orders by what makes them one, and the levels that each has passed."""
    # The sweep waits meanwhile; in the order of the keys nobody waits in a circle.
    rows = Clock.objects.filter(order_id__in=order_ids).order_by("pk")
    known = {
        (each.order_id, each.leg_id, each.milestone): each
        for each in rows.select_for_update(no_key=True)
    }
    passed: dict[int, set[str]] = defaultdict(set)
    levels_of = PassedLevel.objects.filter(clock__in=[each.pk for each in known.values()])
    for clock_id, name in levels_of.values_list("clock_id", "name"):
        passed[clock_id].add(name)
    return known, passed


def _with(clock: Clock, values: Mapping[str, Any], now: datetime) -> Clock:
    for name, value in values.items():
        setattr(clock, name, value)
    clock.changed_at = now
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
