"""The deadlines of an order, and those of many orders, one row each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.calendars.presenters.steps import length_words
from zuoxi.clocks.choices import ClockMilestone
from zuoxi.clocks.levels import LADDER, levels
from zuoxi.clocks.models import Clock
from zuoxi.clocks.replay import ClockState, State
from zuoxi.deadlines.choices import PauseReason
from zuoxi.deadlines.queries import OrderClock
from zuoxi.deadlines.queries.pages import DueRow
from zuoxi.workorders.models import WorkOrder

_SOON = next(each for each in LADDER if each.name == "soon")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class StateBadge:
    """Where a deadline stands, as a badge."""

    text: str | Text
    tone: str
    icon: str


_WAITING = StateBadge(pgettext_lazy("deadline", "Not started"), "grey", "clock")
_RUNNING = StateBadge(pgettext_lazy("deadline", "Running"), "green", "player-play")
_SOON_DUE = StateBadge(pgettext_lazy("deadline", "Due soon"), "amber", "clock")
_PAUSED = StateBadge(pgettext_lazy("deadline", "Waiting"), "blue", "player-pause")
_OVERDUE = StateBadge(pgettext_lazy("deadline", "Overdue"), "red", "alert-triangle")
_IN_TIME = StateBadge(pgettext_lazy("deadline", "In time"), "green", "check")
_LATE = StateBadge(pgettext_lazy("deadline", "Late"), "red", "alert-triangle")
_ENDED = StateBadge(pgettext_lazy("deadline", "Ended"), "grey", "minus")


@dataclass(frozen=True)
class ClockRow:
    """One deadline of an order: what, whose, until when, where it stands, what is left."""

    milestone: str | Text
    whose: str
    round: int | None
    due_at: datetime | None
    badge: StateBadge
    left: str
    reached_at: datetime | None
    is_open: bool
    waits_for: str
    url: str


@dataclass(frozen=True)
class DueLine:
    """One row of the list of what is due."""

    clock: Clock
    order: WorkOrder
    milestone: str | Text
    badge: StateBadge
    url: str


def rows_of(clocks: Iterable[OrderClock], now: datetime) -> list[ClockRow]:
    """Return the rows of an order's page: what is open first, by when it is due."""
    shown = sorted(clocks, key=_urgency)
    return [_row(each, now) for each in shown]


def due_lines(rows: Sequence[DueRow], now: datetime) -> list[DueLine]:
    """Return the rows of the list of what is due."""
    return [
        DueLine(
            each.clock,
            each.order,
            ClockMilestone(each.clock.milestone).label,
            _stored_badge(each.clock, now),
            url_of(each.order, each.clock.leg_id, each.clock.milestone),
        )
        for each in rows
    ]


def url_of(order: WorkOrder, leg_id: int | None, milestone: str) -> str:
    """Return the page of one deadline."""
    return reverse("deadlines:clock", args=[order.number, leg_id or 0, milestone])


def badge_of(state: ClockState, now: datetime) -> StateBadge:
    """Return where a clock stands; the time before the deadline that asks for haste is its own."""
    if state.state is State.MET:
        return _LATE if state.is_late else _IN_TIME
    if state.state is State.RUNNING:
        (soon,) = levels(state, [_SOON])
        return _SOON_DUE if soon.at <= now else _RUNNING
    return {
        State.WAITING: _WAITING,
        State.PAUSED: _PAUSED,
        State.BREACHED: _OVERDUE,
        State.CANCELLED: _LATE if state.is_late else _ENDED,
    }[state.state]


def left_words(state: ClockState) -> str:
    """Say how much time is left, or by how much it is over, as the limit counts it."""
    if state.remaining is None or not state.is_open:
        return ""
    words = length_words(abs(state.remaining) // _MINUTE)
    if state.remaining < timedelta() or state.is_late:
        return _("over by %(length)s") % {"length": words}
    return _("%(length)s left") % {"length": words}


def _row(clock: OrderClock, now: datetime) -> ClockRow:
    state, promise = clock.state, clock.state.promise
    return ClockRow(
        milestone=ClockMilestone(promise.milestone.value).label,
        whose=clock.leg.work_area.name if clock.leg else str(_OF_CENTRE),
        round=clock.leg.round if clock.leg else None,
        due_at=state.due_at,
        badge=badge_of(state, now),
        left=left_words(state),
        reached_at=state.met_at,
        is_open=state.is_open,
        waits_for=waits_words(state.paused_for),
        url=url_of(clock.order, promise.leg_id, promise.milestone.value),
    )


_OF_CENTRE = gettext_lazy("Service centre")


def waits_words(reasons: Iterable[str]) -> str:
    """Name what a clock waits for."""
    return _(", ").join(
        str(PauseReason(each).label) for each in reasons if each in PauseReason.values
    )


def _urgency(clock: OrderClock) -> tuple[bool, datetime, bool]:
    state = clock.state
    return (not state.is_open, state.due_at or state.until, clock.leg is not None)


def _stored_badge(clock: Clock, now: datetime) -> StateBadge:
    if clock.is_paused:
        return _PAUSED
    assert clock.due_at is not None
    if clock.is_late or clock.due_at < now:
        return _OVERDUE
    soon = next((at for name, at in clock.moments if name == _SOON.name), "")
    return _SOON_DUE if soon and datetime.fromisoformat(soon) <= now else _RUNNING
