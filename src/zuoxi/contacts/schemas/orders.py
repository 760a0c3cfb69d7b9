"""Agreed processes, and what concerns one order."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.contacts.choices import End, ProcessState, ReachOutcome, Way
from zuoxi.contacts.models import (
    Process,
)
from zuoxi.contacts.presenters import ReachState
from zuoxi.contacts.queries import OpenProcess
from zuoxi.contacts.schemas.register import ContactPersonOut


class StepOut(Output):
    """A step; on an order also who has done it and when."""

    id: int
    position: int
    text: str
    who: str
    done_by: str | None = None
    done_at: datetime | None = None


class StepIn(Input):
    """A step as proposed."""

    text: ShortText
    who: ShortText = ""


class ProcessIn(Input):
    """The steps for a type of request, in their order."""

    request_type: ShortText
    steps: Annotated[list[StepIn], Field(max_length=200)]
    note: LongText = ""


class ReasonIn(Input):
    """Why."""

    reason: LongText


class ProcessOut(Output):
    """One version of a process."""

    id: int
    department_id: int
    request_type: str
    number: int
    state: ProcessState
    state_label: str
    steps: list[StepOut]
    note: str
    proposed_by: str
    proposed_at: datetime
    centre_approved_by: str | None
    department_approved_by: str | None
    in_force_at: datetime | None
    ended_at: datetime | None
    refusal: str

    @classmethod
    def of(cls, process: Process) -> Self:
        """Build the answer for one version."""
        centre, department = process.centre_approved_by, process.department_approved_by
        return cls(
            id=process.pk,
            department_id=process.department_id,
            request_type=process.request_type.code,
            number=process.number,
            state=process.state,
            state_label=str(process.state.label),
            steps=[
                StepOut(id=each.pk, position=each.position, text=each.text, who=each.who)
                for each in process.steps.all()
            ],
            note=process.note,
            proposed_by=process.proposed_by.name,
            proposed_at=process.proposed_at,
            centre_approved_by=centre.name if centre else None,
            department_approved_by=department.name if department else None,
            in_force_at=process.in_force_at,
            ended_at=process.ended_at,
            refusal=process.refusal,
        )


class OrderProcessOut(Output):
    """The version that holds for an order, with what is done."""

    process_id: int
    number: int
    steps: list[StepOut]

    @classmethod
    def of(cls, process: OpenProcess) -> Self:
        """Build the answer for one order."""
        return cls(
            process_id=process.process.pk,
            number=process.process.number,
            steps=[
                StepOut(
                    id=each.step.pk,
                    position=each.step.position,
                    text=each.step.text,
                    who=each.step.who,
                    done_by=each.tick.ticked_by.name if each.tick else None,
                    done_at=each.tick.ticked_at if each.tick else None,
                )
                for each in process.rows
            ],
        )


class StartIn(Input):
    """Whom to reach; without an interface it is the one for the order's type of request."""

    interface_id: Id | None = None
    is_urgent: bool = False


class AttemptIn(Input):
    """What came of a try: `reached` or `not_reached`, and by which way."""

    outcome: ReachOutcome
    way: Way
    remark: LongText = ""


class CandidateOut(Output):
    """Who is tried, and for whom; `is_turn` says whose turn it is."""

    person: ContactPersonOut
    stands_in_for: str
    is_on_duty: bool
    is_turn: bool
    is_tried: bool


class ReachAttemptOut(Output):
    """A try that was made; without `by` the time ran out."""

    person: str
    outcome: ReachOutcome
    way: str
    remark: str
    by: str | None
    at: datetime


class ReachOutOut(Output):
    """Whom to reach for an order that lies with a department, and what was tried."""

    order: str
    department_id: int
    interface_id: int | None
    is_under_way: bool
    is_urgent: bool
    round: int
    version: int
    due_at: datetime | None
    end: End | None
    candidates: list[CandidateOut]
    attempts: list[ReachAttemptOut]

    @classmethod
    def of(cls, state: ReachState) -> Self:
        """Build the answer for one order."""
        found = state.reach_out
        return cls(
            order=state.order.number,
            department_id=state.department.pk,
            interface_id=state.interface.pk if state.interface else None,
            is_under_way=state.is_under_way,
            is_urgent=bool(found and found.is_urgent),
            round=found.round if found else 0,
            version=found.version if found else 0,
            due_at=found.due_at if found else None,
            end=End(found.end) if found and found.end else None,
            candidates=[
                CandidateOut(
                    person=ContactPersonOut.of(each.card, []),
                    stands_in_for=(each.candidate.turn_of.name if each.candidate.stands_in else ""),
                    is_on_duty=each.candidate.is_on_duty,
                    is_turn=each.is_turn,
                    is_tried=each.is_tried,
                )
                for each in state.rows
            ],
            attempts=[
                ReachAttemptOut(
                    person=each.person.name,
                    outcome=ReachOutcome(each.outcome),
                    way=each.way,
                    remark=each.remark,
                    by=each.by.name if each.by else None,
                    at=each.at,
                )
                for each in state.attempts
            ],
        )
