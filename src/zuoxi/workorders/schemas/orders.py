"""Work orders as the API shows and takes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from zuoxi.accounts.models import User
from zuoxi.api.fields import LongText, ShortText
from zuoxi.api.schemas import CodeLabel, Input, Output, PageOut, Plain, WarningOut
from zuoxi.audit.sentences import sentence_for
from zuoxi.customers.presenters import CustomerLine
from zuoxi.kernel.belief import rows_of
from zuoxi.kernel.models import Event
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders.choices import (
    Complexity,
    FormType,
    OrderList,
    Source,
    Status,
)
from zuoxi.workorders.models import CodeItem, Dispatch, WorkOrder
from zuoxi.workorders.queries import ListedOrder, OrderDetail
from zuoxi.workorders.schemas.lifecycle import ActionOut

_CODES = ("device_type_id", "request_type_id", "grade_id", "region_class_id")


class CustomerRef(Output):
    """The customer of an order; masked unless the caller has revealed the customer."""

    customer_no: str
    name: str
    phone: str
    address: str
    is_masked: bool


class WorkOrderRow(Output):
    """An order as lists show it; `is_bound`: a decision binds it to the work area that has it."""

    number: str
    form_type: FormType
    status: Status
    status_label: str
    list: OrderList
    is_reviewed: bool
    is_bound: bool
    is_merged: bool
    version: int
    round: int
    customer: CustomerRef
    device_type: CodeLabel
    request_type: CodeLabel
    grade: CodeLabel | None
    region_class: CodeLabel | None
    appointment_at: datetime | None
    description: str
    details: dict[str, object]
    source: Source
    feedback_due_at: datetime | None
    work_area: CodeLabel | None
    technician: CodeLabel | None
    is_resolved: bool | None
    is_petition: bool
    callback_required: bool
    urges: int
    urged_at: datetime | None
    received_by: str
    received_at: datetime
    last_action_at: datetime


class DispatchOut(Output):
    """One leg: a hand-over to a work area, with its end and outcome."""

    round: int
    work_area: CodeLabel
    technician: CodeLabel
    remark: str
    decision_basis: str
    dispatched_by: str
    dispatched_at: datetime
    accepted_by: str | None
    accepted_at: datetime | None
    named_by: str | None
    named_at: datetime | None
    outcome: str | None
    finished_by: str | None
    finished_at: datetime | None
    handler: CodeLabel | None
    resolution_notes: str
    is_resolved: bool | None
    is_petition: bool
    callback_required: bool
    return_reason: CodeLabel | None
    misdispatch_note: str
    misdispatch_supplement: str

    @classmethod
    def of(cls, leg: Dispatch) -> Self:
        """Build the answer for one leg."""
        return cls(
            round=leg.round,
            work_area=_named(leg.work_area),
            technician=_named(leg.technician),
            remark=leg.remark,
            decision_basis=leg.decision_basis,
            dispatched_by=leg.dispatched_by.name,
            dispatched_at=leg.dispatched_at,
            accepted_by=_person(leg.accepted_by),
            accepted_at=leg.accepted_at,
            named_by=_person(leg.named_by),
            named_at=leg.named_at,
            outcome=leg.outcome or None,
            finished_by=_person(leg.finished_by),
            finished_at=leg.finished_at,
            handler=_named(leg.handler) if leg.handler else None,
            resolution_notes=leg.resolution_notes,
            is_resolved=leg.is_resolved,
            is_petition=leg.is_petition,
            callback_required=leg.callback_required,
            return_reason=code_label(leg.return_reason) if leg.return_reason else None,
            misdispatch_note=leg.misdispatch_note,
            misdispatch_supplement=leg.misdispatch_supplement,
        )


class MergedOrderOut(Output):
    """An order that is the same matter as the one it is merged into."""

    number: str
    customer_no: str
    request_type: CodeLabel
    description: str
    callback_required: bool
    urges: int
    received_at: datetime

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        """Build the answer for one merged order."""
        return cls(
            number=order.number,
            customer_no=order.customer.customer_no,
            request_type=code_label(order.request_type),
            description=order.description,
            callback_required=order.callback_required,
            urges=order.urges,
            received_at=order.received_at,
        )


class EventOut(Output):
    """One event of an order's history."""

    id: int
    at: datetime
    kind: str
    actor: str
    channel: str
    from_state: str | None
    to_state: str | None
    sentence: str
    inputs: dict[str, object]

    @classmethod
    def of(cls, event: Event) -> Self:
        """Build the answer for one event row."""
        return cls(
            id=event.pk,
            at=event.at,
            kind=event.kind,
            actor=event.actor_name,
            channel=event.channel,
            from_state=event.from_state or None,
            to_state=event.to_state or None,
            sentence=sentence_for(event),
            inputs=event.data,
        )


class WorkOrderOut(WorkOrderRow):
    """One order with its legs and what the caller may do next; `events` only where asked for."""

    submitted_by: str | None
    submitted_at: datetime | None
    review_remark: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    archived_by: str | None
    archived_at: datetime | None
    complexity: Complexity | None
    answer: str
    merged_into: str | None
    merged_orders: list[MergedOrderOut]
    dispatches: list[DispatchOut]
    legal_actions: list[ActionOut]
    events: list[EventOut] | None = None

    @classmethod
    def of_detail(cls, detail: OrderDetail, customer: CustomerLine, **more: object) -> Self:
        """Build the answer for one order with everything that belongs to it."""
        order = detail.order
        return cls.model_validate(
            _row(order, customer, Beside([order]))
            | {
                "submitted_by": _person(order.submitted_by),
                "submitted_at": order.submitted_at,
                "review_remark": order.review_remark,
                "reviewed_by": _person(order.reviewed_by),
                "reviewed_at": order.reviewed_at,
                "archived_by": _person(order.archived_by),
                "archived_at": order.archived_at,
                "complexity": Complexity(order.complexity) if order.complexity else None,
                "answer": order.answer,
                "merged_into": order.merged_into.number if order.merged_into else None,
                "merged_orders": [MergedOrderOut.of(each) for each in detail.merged],
                "dispatches": [DispatchOut.of(leg) for leg in detail.legs],
                "legal_actions": [ActionOut.of(arrow) for arrow in detail.actions],
            }
            | more
        )


class WorkOrderPage(PageOut[WorkOrderRow]):
    """One page of work orders."""

    @classmethod
    def of(
        cls, orders: Sequence[ListedOrder], customers: Mapping[int, CustomerLine], next_cursor: str
    ) -> Plain[Self]:
        """Build the answer for some orders and the lines of their customers by id."""
        beside = Beside(orders)
        items = [_row(each, customers[each.customer_id], beside) for each in orders]
        return Plain({"items": items, "next_cursor": next_cursor})


class WorkOrderResult(WorkOrderOut):
    """The order after a creation or an action, with the printed success message.

    After an action that takes the order out of the caller's sight, this is the last look at it.
    """

    message: str
    warnings: list[WarningOut]


class EventList(Output):
    """The whole history of an order, oldest first."""

    items: list[EventOut]


class CodeItemList(Output):
    """The values of a code list that may be chosen now, in their order."""

    items: list[CodeLabel]


class ActionIn(Input):
    """The inputs of all actions; each action takes the ones that the lifecycle names for it."""

    work_area: ShortText | None = None
    technician: ShortText | None = None
    remark: LongText | None = None
    return_reason: ShortText | None = None
    misdispatch_note: LongText | None = None
    handler: ShortText | None = None
    resolution_notes: LongText | None = None
    is_resolved: bool | None = None
    is_petition: bool | None = None
    callback_required: bool | None = None
    review_remark: LongText | None = None
    reason: LongText | None = None
    basis: LongText | None = None
    into: ShortText | None = None
    answer: LongText | None = None


def _person(user: User | None) -> str | None:
    return user.name if user else None


def code_label(item: CodeItem) -> CodeLabel:
    """Return a value of a code list with its label in the reader's language."""
    return CodeLabel(code=item.code, label=item.label)


class Beside:
    """What the ids in some orders stand for, in the reader's language.

    Each is looked up and written once, however many orders have it.
    """

    def __init__(self, orders: Sequence[WorkOrder | ListedOrder]) -> None:
        codes = {getattr(each, name) for each in orders for name in _CODES} - {None}
        units = {each.work_area_id for each in orders} - {None}
        technicians = {each.technician_id for each in orders} - {None}
        people = {each.received_by_id for each in orders}
        self.codes = {pk: code_label(each) for pk, each in rows_of(CodeItem, codes).items()}
        self.units = {pk: _named(each) for pk, each in rows_of(Unit, units).items()}
        self.technicians = {
            pk: _named(each) for pk, each in rows_of(Technician, technicians).items()
        }
        self.people = {pk: each.name for pk, each in rows_of(User, people).items()}
        self.statuses = {name: str(Status(name).label) for name in {o.status for o in orders}}


def _named(each: Unit | Technician) -> CodeLabel:
    return CodeLabel(code=each.code, label=each.name)


def _row(
    order: WorkOrder | ListedOrder, customer: CustomerLine, beside: Beside
) -> dict[str, object]:
    return {
        "number": order.number,
        "form_type": order.form_type,
        "status": order.status,
        "status_label": beside.statuses[order.status],
        "list": order.state.list_name,
        "is_reviewed": order.is_reviewed,
        "is_bound": order.is_bound,
        "is_merged": order.merged_into_id is not None,
        "version": order.version,
        "round": order.round,
        "customer": {
            "customer_no": customer.customer_no,
            "name": customer.title,
            "phone": customer.phone,
            "address": customer.address,
            "is_masked": not customer.is_revealed,
        },
        "device_type": beside.codes[order.device_type_id],
        "request_type": beside.codes[order.request_type_id],
        "grade": beside.codes.get(order.grade_id),
        "region_class": beside.codes.get(order.region_class_id),
        "appointment_at": order.appointment_at,
        "description": order.description,
        "details": order.details,
        "source": order.source,
        "feedback_due_at": order.feedback_due_at,
        "work_area": beside.units.get(order.work_area_id),
        "technician": beside.technicians.get(order.technician_id),
        "is_resolved": order.is_resolved,
        "is_petition": order.is_petition,
        "callback_required": order.callback_required,
        "urges": order.urges,
        "urged_at": order.urged_at,
        "received_by": beside.people[order.received_by_id],
        "received_at": order.received_at,
        "last_action_at": order.last_action_at,
    }
