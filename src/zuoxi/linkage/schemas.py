"""Linkage as the API shows and takes it."""

from datetime import datetime
from typing import Self

from zuoxi.api.fields import LongText, Moment, ShortText
from zuoxi.api.schemas import CodeLabel, Input, Output, PageOut
from zuoxi.comments.models import Comment
from zuoxi.linkage.choices import (
    TO_DO,
    Aspect,
    Concern,
    Direction,
    ExchangeState,
    InformedBy,
    RequestKind,
    Side,
    WaitsFor,
)
from zuoxi.linkage.models import Exchange
from zuoxi.linkage.queries import DailyRow, Node, Rates, Tree
from zuoxi.org.models import Unit
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder


class NoteOut(Output):
    """A progress note on the item or on one of its sub-orders."""

    department: str
    author: str
    text: str
    created_at: datetime

    @classmethod
    def of(cls, note: Comment) -> Self:
        """Build the answer for one note."""
        return cls(
            department=note.leg.work_area.name if note.leg else "",
            author=note.author.name,
            text=note.text,
            created_at=note.created_at,
        )


class NodeOut(Output):
    """The share of one department: the item itself with its lead, or a sub-order."""

    number: str
    is_lead: bool
    is_seen: bool
    department: CodeLabel | None
    side: Side | None
    status: Status
    handler: str
    result: str
    is_done: bool

    @classmethod
    def of(cls, node: Node) -> Self:
        """Build the answer for one share."""
        return cls(
            number=node.order.number,
            is_lead=node.is_lead,
            is_seen=node.is_seen,
            department=_unit(node.unit) if node.unit else None,
            side=(Side.EXTERNAL if node.is_external else Side.INTERNAL) if node.unit else None,
            status=Status(node.order.status),
            handler=node.handler,
            result=node.result,
            is_done=node.is_done,
        )


class InformedOut(Output):
    """When and how the customer was told the result."""

    way: InformedBy
    at: datetime
    remark: str
    recorded_by: str


class LinkageOut(Output):
    """A linkage item, as whoever takes part in it sees it."""

    number: str
    matter: str
    version: int
    transferred_by: str
    transferred_at: datetime
    waits_for: WaitsFor
    waived_by: str | None
    waived_at: datetime | None
    waived_reason: str
    nodes: list[NodeOut]
    waiting_for: list[str]
    informed: InformedOut | None
    notes: list[NoteOut]

    @classmethod
    def of(cls, tree: Tree) -> Self:
        """Build the answer for one item."""
        item, informed = tree.item, tree.informed
        return cls(
            number=tree.order.number,
            matter=tree.order.description,
            version=tree.order.version,
            transferred_by=item.transferred_by.name,
            transferred_at=item.transferred_at,
            waits_for=WaitsFor(item.waits_for),
            waived_by=item.waived_by.name if item.waived_by else None,
            waived_at=item.waived_at,
            waived_reason=item.waived_reason,
            nodes=[NodeOut.of(each) for each in tree.nodes],
            waiting_for=[each.order.number for each in tree.blocking],
            informed=InformedOut(
                way=InformedBy(informed.way),
                at=informed.at,
                remark=informed.remark,
                recorded_by=informed.recorded_by.name,
            )
            if informed
            else None,
            notes=[NoteOut.of(each) for each in tree.notes],
        )


class ItemRowOut(Output):
    """A linkage item in the working group's list."""

    number: str
    status: Status
    matter: str
    department: CodeLabel | None
    transferred_at: datetime

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        """Build the answer for one item."""
        return cls(
            number=order.number,
            status=Status(order.status),
            matter=order.description,
            department=_unit(order.work_area) if order.work_area else None,
            transferred_at=order.linkage_item.transferred_at,
        )


class ItemPage(PageOut[ItemRowOut]):
    """One page of linkage items."""


class ConcernOut(Output):
    """One thing that is wrong with an order, and what is to be done about it."""

    concern: Concern
    label: str
    to_do: str


class DailyRowOut(Output):
    """An order on the daily list."""

    number: str
    status: Status
    department: CodeLabel | None
    last_action_at: datetime
    concerns: list[ConcernOut]

    @classmethod
    def of(cls, row: DailyRow) -> Self:
        """Build the answer for one line."""
        order = row.order
        return cls(
            number=order.number,
            status=Status(order.status),
            department=_unit(order.work_area) if order.work_area else None,
            last_action_at=order.last_action_at,
            concerns=[
                ConcernOut(concern=each, label=str(each.label), to_do=str(TO_DO[each]))
                for each in row.concerns
            ],
        )


class DailyPage(PageOut[DailyRowOut]):
    """One page of the daily list."""


class RatesOut(Output):
    """What was asked of a department and what it was told, with what it has answered."""

    days: int
    orders: int
    orders_answered: int
    requests: int
    requests_answered: int
    inbound_percent: int | None
    feedback: int
    feedback_answered: int
    outbound_percent: int | None

    @classmethod
    def of(cls, rates: Rates, days: int) -> Self:
        """Build the answer for one department."""
        return cls(
            days=days,
            orders=rates.orders,
            orders_answered=rates.orders_answered,
            requests=rates.requests,
            requests_answered=rates.requests_answered,
            inbound_percent=rates.inbound_percent,
            feedback=rates.feedback,
            feedback_answered=rates.feedback_answered,
            outbound_percent=rates.outbound_percent,
        )


class ReplyOut(Output):
    """What a unit has said."""

    text: str
    is_answer: bool
    by: str
    at: datetime


class ExchangeOut(Output):
    """A request to a department or region, or feedback given to it."""

    id: int
    direction: Direction
    unit: CodeLabel
    kind: RequestKind | None
    aspect: Aspect | None
    order: str | None
    text: str
    is_urgent: bool
    state: ExchangeState
    version: int
    made_by: str
    made_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    replies: list[ReplyOut]

    @classmethod
    def of(cls, found: Exchange) -> Self:
        """Build the answer for one request or feedback."""
        return cls(
            id=found.pk,
            direction=Direction(found.direction),
            unit=_unit(found.unit),
            kind=RequestKind(found.kind) if found.kind else None,
            aspect=Aspect(found.aspect) if found.aspect else None,
            order=found.order.number if found.order else None,
            text=found.text,
            is_urgent=found.is_urgent,
            state=ExchangeState(found.state),
            version=found.version,
            made_by=found.made_by.name,
            made_at=found.made_at,
            answered_at=found.answered_at,
            closed_at=found.closed_at,
            replies=[
                ReplyOut(text=each.text, is_answer=each.is_answer, by=each.by.name, at=each.at)
                for each in found.replies.all()
            ],
        )


class ExchangePage(PageOut[ExchangeOut]):
    """One page of requests and feedback."""


class TransferIn(Input):
    """Why a work order is complex."""

    reason: LongText = ""


class DivideIn(Input):
    """Which department assists with what; both codes."""

    department: ShortText
    technician: ShortText
    matter: LongText


class WaitRuleIn(Input):
    """What the end waits for."""

    waits_for: WaitsFor


class WaiveIn(Input):
    """Why it ends over open sub-orders."""

    reason: LongText


class InformIn(Input):
    """When and how the customer was told the result."""

    way: InformedBy
    informed_at: Moment
    remark: LongText = ""


class HandlerIn(Input):
    """Who of the department handles it, by code."""

    technician: ShortText


class HandlerOut(Output):
    """Who handles a work order at its department."""

    number: str
    version: int
    technician: CodeLabel

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        """Build the answer for one work order."""
        person = order.technician
        assert person is not None
        return cls(
            number=order.number,
            version=order.version,
            technician=CodeLabel(code=person.code, label=person.name),
        )


class ExchangeIn(Input):
    """What is asked or passed on; `subject` is a kind of request or an aspect of feedback."""

    direction: Direction
    unit: ShortText
    subject: ShortText
    text: LongText
    order: ShortText = ""
    is_urgent: bool = False
    centre_id: int | None = None


class ReplyIn(Input):
    """What a unit says; an answer, or how far it is."""

    text: LongText
    is_answer: bool = True


def _unit(unit: Unit) -> CodeLabel:
    return CodeLabel(code=unit.code, label=unit.name)
