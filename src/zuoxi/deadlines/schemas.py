"""Deadlines as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, Moment
from zuoxi.api.schemas import Input, Output
from zuoxi.clocks.facts import Milestone
from zuoxi.clocks.replay import State
from zuoxi.clocks.segments import SegmentNature
from zuoxi.deadlines.choices import ExtensionState, PauseReason, ToldBy
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.presenters import DueLine, Inspected
from zuoxi.deadlines.queries import OrderClock

_NOW = "Left out, it was just now."


class ClockOut(Output):
    """One deadline of a work order; ``leg_id`` null: what the centre owes the customer itself.

    ``due_at`` counts an extension, ``original_due_at`` does not. Seconds are counted as the limit
    counts; ``remaining_seconds`` is negative by what is over.
    """

    milestone: Milestone
    leg_id: int | None
    unit_id: int
    state: State
    is_late: bool
    started_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    reached_at: datetime | None
    overdue_since: datetime | None
    elapsed_seconds: int
    remaining_seconds: int | None
    waits_for: list[str]
    limit_version: str
    calendar_version: str

    @classmethod
    def of(cls, clock: OrderClock) -> Self:
        """Build the answer for one deadline."""
        return cls(**_shown(clock))


class PieceOut(Output):
    """What a clock did from when to when, and why."""

    nature: SegmentNature
    begin: datetime
    end: datetime
    why: str


class InspectedOut(ClockOut):
    """A deadline with all that made it: its limit, its pieces, and the steps in words."""

    limit: str
    counting: str
    source: str
    pieces: list[PieceOut]
    steps: list[str]

    @classmethod
    def shown(cls, found: Inspected) -> Self:
        """Build the answer for one deadline."""
        return cls(
            **_shown(found.clock),
            limit=found.limit,
            counting=found.counting,
            source=found.source,
            pieces=[
                PieceOut(nature=SegmentNature(e.nature), begin=e.begin, end=e.end, why=e.why)
                for e in found.pieces
            ],
            steps=list(found.sentences),
        )


class DeadlineOut(Output):
    """A deadline that is open, with the number of its work order, as the worker wrote it down."""

    order: str
    milestone: Milestone
    leg_id: int | None
    unit_id: int | None
    state: State
    is_paused: bool
    is_late: bool
    due_at: datetime

    @classmethod
    def of(cls, row: DueLine) -> Self:
        """Build the answer for one row."""
        clock = row.clock
        assert clock.due_at is not None
        return cls(
            order=row.order.number,
            milestone=Milestone(clock.milestone),
            leg_id=clock.leg_id,
            unit_id=clock.unit_id,
            state=State(clock.state),
            is_paused=clock.is_paused,
            is_late=clock.is_late,
            due_at=clock.due_at,
        )


class ExtensionOut(Output):
    """A request for more time, with the limit as it was and as it would be."""

    id: int
    order: str
    leg_id: int | None
    milestone: Milestone
    state: ExtensionState
    added: int
    due_at: datetime
    extended_due_at: datetime
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str
    told_by: ToldBy | None
    told_at: datetime | None

    @classmethod
    def of(cls, extension: Extension) -> Self:
        """Build the answer for one request."""
        decided_by = extension.decided_by
        return cls(
            id=extension.pk,
            order=extension.order.number,
            leg_id=extension.leg_id,
            milestone=Milestone(extension.milestone),
            state=ExtensionState(extension.state),
            added=extension.added,
            due_at=extension.due_at,
            extended_due_at=extension.extended_due_at,
            reason=extension.reason,
            asked_by=extension.asked_by.name,
            asked_at=extension.asked_at,
            decided_by=decided_by.name if decided_by else None,
            decided_at=extension.decided_at,
            decision=extension.decision,
            told_by=ToldBy(extension.told_by) if extension.told_by else None,
            told_at=extension.told_at,
        )


class PauseIn(Input):
    """What a work order waits for, and until when it is expected to."""

    reason: PauseReason
    note: LongText
    until: Moment | None = None


class ResumeIn(Input):
    """What a work order does not wait for any more."""

    reason: PauseReason


class ReportIn(Input):
    """A milestone that was reached."""

    milestone: Milestone
    happened_at: Annotated[Moment | None, Field(description=_NOW)] = None
    note: LongText = ""


class CorrectIn(Input):
    """When a milestone was reached in truth, and why what is recorded is wrong."""

    leg_id: Id | None = None
    milestone: Milestone
    happened_at: Moment
    reason: LongText


class ExtendIn(Input):
    """More time for one deadline, in the unit of its limit."""

    leg_id: Id | None = None
    milestone: Milestone
    added: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: LongText


class ExtensionDecisionIn(Input):
    """What is said with a decision; a refusal needs it."""

    decision: LongText = ""


class ToldIn(Input):
    """How the customer was told."""

    way: ToldBy
    told_at: Annotated[Moment | None, Field(description=_NOW)] = None


def _shown(clock: OrderClock) -> dict[str, Any]:
    state = clock.state
    remaining = state.remaining
    return {
        "milestone": clock.milestone,
        "leg_id": state.promise.leg_id,
        "unit_id": clock.unit_id,
        "state": state.state,
        "is_late": state.is_late,
        "started_at": state.started_at,
        "due_at": state.due_at,
        "original_due_at": state.original_due_at,
        "reached_at": state.met_at,
        "overdue_since": state.breached_at,
        "elapsed_seconds": int(state.elapsed.total_seconds()),
        "remaining_seconds": None if remaining is None else int(remaining.total_seconds()),
        "waits_for": list(state.paused_for),
        "limit_version": state.course.limit_version,
        "calendar_version": state.course.calendar_version,
    }
