"""Emergencies over the API."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, Moment, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.emergencies.choices import MOST_TASKS, EmergencyKind, EmergencyStatus
from zuoxi.emergencies.models import Plan
from zuoxi.emergencies.presenters import EmergencyRow, EmergencyView


class EmergencyLineOut(Output):
    """An emergency in a list."""

    id: int
    title: str
    kind: EmergencyKind
    status: EmergencyStatus
    orders: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: EmergencyRow) -> Self:
        """Build the answer for one emergency."""
        found = row.emergency
        return cls(
            id=found.pk,
            title=row.title,
            kind=EmergencyKind(found.kind),
            status=EmergencyStatus(found.status),
            orders=row.orders,
            created_at=found.created_at,
            started_at=found.started_at,
            ended_at=found.ended_at,
            version=found.version,
        )


class ReceiptOut(Output):
    """Somebody who was told."""

    name: str
    unit: str
    told_at: datetime
    confirmed_at: datetime | None


class EmergencyMeetingOut(Output):
    """The record of a meeting."""

    held_at: datetime
    participants: str
    minutes: str


class ShareOut(Output):
    """What one unit is to do; `task` is the id of its task once the plan is in effect."""

    unit: str
    text: str
    due_at: datetime | None
    task: int | None


class PlanOut(Output):
    """One version of the plan; without effect until it is approved."""

    number: int
    text: str
    drafted_by: str
    drafted_at: datetime
    approved_at: datetime | None
    shares: list[ShareOut]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Build the answer for one version."""
        return cls(
            number=plan.number,
            text=plan.text,
            drafted_by=plan.drafted_by.name,
            drafted_at=plan.drafted_at,
            approved_at=plan.approved_at,
            shares=[
                ShareOut(unit=each.unit.name, text=each.text, due_at=each.due_at, task=each.task_id)
                for each in plan.shares.all()
            ],
        )


class EmergencyOrderOut(Output):
    """An order that belongs to an emergency."""

    number: str
    status: str
    answered_at: datetime | None
    answer: str


class EmergencyOut(EmergencyLineOut):
    """One emergency; of its work orders those that the caller may see."""

    centre: str
    description: str
    ending: str
    manual: str
    answered: int
    receipts: list[ReceiptOut]
    meetings: list[EmergencyMeetingOut]
    plans: list[PlanOut]
    work_orders: list[EmergencyOrderOut]

    @classmethod
    def whole(cls, view: EmergencyView) -> Self:
        """Build the answer for one emergency."""
        found = view.emergency
        return cls(
            **dict(EmergencyLineOut.of(view.row)),
            centre=found.centre.code,
            description=found.description,
            ending=found.ending,
            manual=view.manual,
            answered=view.answered,
            receipts=[
                ReceiptOut(
                    name=each.user.name,
                    unit=each.unit.name,
                    told_at=each.told_at,
                    confirmed_at=each.confirmed_at,
                )
                for each in view.receipts
            ],
            meetings=[
                EmergencyMeetingOut(
                    held_at=each.held_at, participants=each.participants, minutes=each.minutes
                )
                for each in view.meetings
            ],
            plans=[PlanOut.of(each) for each in view.plans],
            work_orders=[
                EmergencyOrderOut(
                    number=each.order.number,
                    status=each.order.status,
                    answered_at=each.answered_at,
                    answer=each.answer.text if each.answer else "",
                )
                for each in view.links
            ],
        )


class EmergencyIn(Input):
    """An emergency to be started; `units` are ids of the departments to tell."""

    kind: EmergencyKind
    title: ShortText
    description: LongText = ""
    units: Annotated[list[Id], Field(max_length=1000)] = []
    centre: Id | None = None


class EmergencyReasonIn(Input):
    """Why a proposal is no emergency."""

    reason: LongText


class EmergencyOrdersIn(Input):
    """The number of a work order that belongs to it."""

    number: ShortText


class EmergencyMeetingIn(Input):
    """The record of a meeting."""

    held_at: Moment
    participants: ShortText
    minutes: LongText


class ShareIn(Input):
    """What one unit, by its id, is to do."""

    unit: Id
    text: LongText
    due_at: Moment | None = None


class PlanIn(Input):
    """A plan with a share for each unit."""

    text: LongText
    shares: Annotated[list[ShareIn], Field(max_length=MOST_TASKS)]


class AnswerIn(Input):
    """One answer to all work orders."""

    text: LongText


class SummaryIn(Input):
    """The summary with which an emergency is closed."""

    summary: LongText
