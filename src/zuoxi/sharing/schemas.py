"""Information sharing over the API."""

from datetime import datetime
from typing import Self

from zuoxi.api.fields import Id, LongText
from zuoxi.api.schemas import CodeLabel, Input, Output
from zuoxi.sharing.choices import SharedKind
from zuoxi.sharing.models import Right
from zuoxi.sharing.presenters import CustomerHit, DemandHit, ItemHit, Note, Progress
from zuoxi.workorders.models import CodeItem, WorkOrder


class PurchaseOut(Output):
    """What a customer has ordered."""

    what: str
    at: datetime
    is_done: bool | None


class CustomerHitOut(Output):
    """A customer, masked unless the caller has revealed the record."""

    customer_no: str
    name: str
    phone: str
    address: str
    is_revealed: bool
    purchases: list[PurchaseOut]

    @classmethod
    def of(cls, hit: CustomerHit) -> Self:
        """Build the answer for one customer."""
        card = hit.card
        return cls(
            customer_no=card.customer_no,
            name=card.title,
            phone=card.phone.text if card.phone else "",
            address=card.address.text if card.address else "",
            is_revealed=card.is_revealed,
            purchases=[
                PurchaseOut(what=each.what, at=each.at, is_done=each.is_done)
                for each in hit.purchases
            ],
        )


class MatterOut(Output):
    """What a demand is about, without the customer and without free text."""

    number: str
    request_type: CodeLabel
    device_type: CodeLabel
    grade: CodeLabel | None
    region_class: CodeLabel | None
    source: str
    status: str
    is_resolved: bool | None
    work_area: str
    received_at: datetime

    @classmethod
    def matter(cls, order: WorkOrder) -> Self:
        """Build the answer for one order."""
        return cls(
            number=order.number,
            request_type=_code(order.request_type),
            device_type=_code(order.device_type),
            grade=_code(order.grade) if order.grade else None,
            region_class=_code(order.region_class) if order.region_class else None,
            source=order.source,
            status=order.status,
            is_resolved=order.is_resolved,
            work_area=order.work_area.name if order.work_area else "",
            received_at=order.received_at,
        )


class DemandHitOut(Output):
    """A demand; `is_whole` says that `/work-orders/{number}` shows the caller its order."""

    matter: MatterOut
    is_whole: bool

    @classmethod
    def of(cls, hit: DemandHit) -> Self:
        """Build the answer for one demand."""
        return cls(matter=MatterOut.matter(hit.order), is_whole=hit.is_whole)


class ItemHitOut(Output):
    """One hand-over of an item in which the caller's departments take part."""

    number: str
    round: int
    work_area: str
    request_type: CodeLabel
    status: str
    outcome: str
    dispatched_at: datetime
    finished_at: datetime | None
    is_whole: bool

    @classmethod
    def of(cls, hit: ItemHit) -> Self:
        """Build the answer for one hand-over."""
        leg = hit.leg
        return cls(
            number=leg.order.number,
            round=leg.round,
            work_area=leg.work_area.name,
            request_type=_code(leg.order.request_type),
            status=leg.order.status,
            outcome=leg.outcome,
            dispatched_at=leg.dispatched_at,
            finished_at=leg.finished_at,
            is_whole=hit.is_whole,
        )


class ProgressOut(Output):
    """One hand-over: when what was done, and what came of it, without personal data."""

    round: int
    work_area: str
    dispatched_at: datetime
    accepted_at: datetime | None
    finished_at: datetime | None
    outcome: str
    is_resolved: bool | None
    result: str

    @classmethod
    def of(cls, row: Progress) -> Self:
        """Build the answer for one hand-over."""
        leg = row.leg
        return cls(
            round=leg.round,
            work_area=leg.work_area.name,
            dispatched_at=leg.dispatched_at,
            accepted_at=leg.accepted_at,
            finished_at=leg.finished_at,
            outcome=leg.outcome,
            is_resolved=leg.is_resolved,
            result=row.result,
        )


class SharedNoteOut(Output):
    """A progress note, without personal data."""

    author: str
    at: datetime
    text: str

    @classmethod
    def of(cls, note: Note) -> Self:
        """Build the answer for one note."""
        return cls(author=note.author, at=note.at, text=note.text)


class ItemOut(Output):
    """How an item goes on."""

    matter: MatterOut
    progress: list[ProgressOut]
    notes: list[SharedNoteOut]


class RightOut(Output):
    """A right of a department."""

    id: int
    department: str
    kind: SharedKind
    reason: str
    given_by: str
    given_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, right: Right) -> Self:
        """Build the answer for one right."""
        return cls(
            id=right.pk,
            department=right.department.name,
            kind=SharedKind(right.kind),
            reason=right.reason,
            given_by=right.given_by.name,
            given_at=right.given_at,
            ended_at=right.ended_at,
        )


class RightIn(Input):
    """A right for a department: `customers` or `demands` of its whole centre."""

    department: Id
    kind: SharedKind
    reason: LongText


def _code(item: CodeItem) -> CodeLabel:
    return CodeLabel(code=item.code, label=item.label)
