"""Work orders over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja import Status as Answer

from zuoxi.api.fields import (
    IdempotencyKey,
    IfMatch,
    Limit,
    LongText,
    ShortText,
    etag,
    expected_version,
)
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import CodeLabel, Input, Plain, WarningOut
from zuoxi.customers import presenters as customers
from zuoxi.kernel.errors import NotFound, Text
from zuoxi.kernel.policies import signed_in
from zuoxi.kernel.statements import batch
from zuoxi.workorders import actions, lifecycle, queries
from zuoxi.workorders.choices import (
    MESSAGES,
    Action,
    CodeList,
    FormType,
    OrderList,
    Source,
    Status,
)
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import (
    may_link,
    may_reassign,
    may_regrade,
    may_see_orders,
    may_take_in,
    may_urge,
)
from zuoxi.workorders.queries import OrderDetail, OrderFilter
from zuoxi.workorders.schemas import (
    ActionIn,
    CodeItemList,
    CreateIn,
    EventList,
    EventOut,
    LifecycleOut,
    LinkedOrderList,
    LinkedOrderOut,
    LinkIn,
    RequestFieldList,
    RequestFieldOut,
    UrgeIn,
    WorkOrderOut,
    WorkOrderPage,
    WorkOrderResult,
)

router = Router(tags=["work orders"])


@operation(
    router.post,
    "/work-orders",
    WorkOrderResult,
    status=201,
    policy=may_take_in,
    problems=(409,),
    more={200: WorkOrderResult},
    etag=True,
)
def create_work_order(
    request: Request, response: HttpResponse, body: CreateIn, idempotency_key: IdempotencyKey
) -> Answer[WorkOrderResult]:
    """Create a work order.

    Repeating the call with the same `Idempotency-Key` answers 200 with the first order; with other
    values it is a 409. A past appointment is accepted and answered with a warning.
    """
    now = timezone.now()
    created = actions.create_order(
        actor=request.actor,
        form_type=body.form_type.value,
        customer_no=body.customer_no,
        device_type=body.device_type,
        request_type=body.request_type,
        appointment_at=body.appointment_at,
        description=body.description,
        details=body.dict()["details"],
        follows=body.follows,
        source=body.source.value,
        feedback_due_at=body.feedback_due_at,
        grade=body.grade,
        region_class=body.region_class,
        complexity=body.complexity.value if body.complexity else "",
        answer=body.answer,
        idempotency_key=idempotency_key or "",
        now=now,
    )
    response["ETag"] = etag(created.order.version)
    answer = _result(request, created.order, "done", created.warnings, now)
    return Answer(201 if created.is_new else 200, answer)


@operation(router.get, "/work-orders", WorkOrderPage, policy=may_see_orders)
def list_work_orders(  # noqa: PLR0917 - one query parameter for each filter
    request: Request,
    list_name: Annotated[OrderList | None, Query(None, alias="list")],
    status: Status | None = None,
    form_type: FormType | None = None,
    work_area: ShortText = "",
    customer_no: ShortText = "",
    source: Source | None = None,
    q: ShortText = "",
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> Plain[WorkOrderPage]:
    """List the work orders that the caller may see.

    A working list starts with the order that has waited longest, the archive and an unfiltered
    call with the newest.
    """
    wanted = OrderFilter(
        list_name=list_name.value if list_name else "",
        status=status.value if status else "",
        form_type=form_type.value if form_type else "",
        work_area=work_area,
        customer_no=customer_no,
        source=source.value if source else "",
        q=q.strip(),
    )
    found = queries.listed(request.actor, wanted, cursor=cursor, limit=limit)
    ids = [order.customer_id for order in found.items]
    lines = customers.lines_for(ids, request.actor, timezone.now())
    return WorkOrderPage.of(found.items, lines, found.next_cursor)


@operation(router.get, "/work-orders/{number}", WorkOrderOut, policy=may_see_orders, etag=True)
def get_work_order(
    request: Request,
    response: HttpResponse,
    number: str,
    include: Literal["events"] | None = None,
) -> WorkOrderOut:
    """Get one work order with its dispatches and the caller's legal actions.

    `include=events` adds its history, oldest first.
    """
    with_events = include is not None
    detail, line = _opened(request, number, with_events=with_events)
    response["ETag"] = etag(detail.order.version)
    events = [EventOut.of(each) for each in detail.events] if with_events else None
    return WorkOrderOut.of_detail(detail, line, events=events)


@operation(router.get, "/work-orders/{number}/events", EventList, policy=may_see_orders)
def list_work_order_events(request: Request, number: str) -> EventList:
    """Get the history of one work order, oldest first."""
    order = queries.row(request.actor, number)
    return EventList(items=[EventOut.of(event) for event in queries.history(request.actor, order)])


@operation(
    router.post,
    "/work-orders/{number}/actions/{action}",
    WorkOrderResult,
    policy=may_see_orders,
    problems=(409, 412),
    etag=True,
)
def act_on_work_order(  # noqa: PLR0917 - the path, the body and two headers
    request: Request,
    response: HttpResponse,
    number: str,
    action: Action,
    body: ActionIn,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> WorkOrderResult:
    """Carry out one action of the lifecycle on a work order.

    `GET /work-orders/{number}` says which actions are legal for the caller and what they take.
    Repeating the call with the same `Idempotency-Key` answers with the version that the first has
    made; once the order has gone on and left the caller's sight, with a 409 `already_done`.
    """
    now = timezone.now()
    moved = actions.transition(
        actor=request.actor,
        number=number,
        name=action.value,
        inputs=body.dict(exclude_none=True),
        expected_version=expected_version(if_match),
        idempotency_key=idempotency_key or "",
        now=now,
    )
    response["ETag"] = etag(moved.version)
    return _result(request, moved.order, moved.message, moved.warnings, now)


@operation(
    router.post,
    "/work-orders/{number}/urge",
    WorkOrderOut,
    policy=may_urge,
    problems=(409,),
)
def urge_work_order(request: Request, number: str, body: UrgeIn) -> WorkOrderOut:
    """Record that the customer asks again about an open order; no clock is touched."""
    now = timezone.now()
    actions.urge_order(actor=request.actor, number=number, remark=body.remark, now=now)
    return WorkOrderOut.of_detail(*_opened(request, number))


@operation(router.get, "/work-orders/{number}/links", LinkedOrderList, policy=may_see_orders)
def list_linked_orders(request: Request, number: str) -> LinkedOrderList:
    """List the orders that belong to one order."""
    return _links(request, queries.row(request.actor, number))


@operation(
    router.post,
    "/work-orders/{number}/links",
    LinkedOrderList,
    status=201,
    policy=may_link,
    problems=(409,),
)
def link_work_orders(request: Request, number: str, body: LinkIn) -> LinkedOrderList:
    """Mark two orders as related; the answer is what belongs to the order now."""
    actions.link_orders(actor=request.actor, number=number, other=body.other, now=timezone.now())
    return _links(request, queries.row(request.actor, number))


@operation(router.post, "/work-orders/{number}/links/{other}/end", LinkedOrderList, policy=may_link)
def unlink_work_orders(request: Request, number: str, other: str) -> LinkedOrderList:
    """Take the link between two orders back."""
    actions.unlink_orders(actor=request.actor, number=number, other=other, now=timezone.now())
    return _links(request, queries.row(request.actor, number))


@operation(router.get, "/request-types/{code}/fields", RequestFieldList, policy=signed_in)
def list_request_fields(request: Request, code: str) -> RequestFieldList:
    """Get what a request type asks for beyond the common fields."""
    del request
    item = queries.request_type(code)
    if item is None:
        raise NotFound
    return RequestFieldList(
        items=[RequestFieldOut.of(each) for each in queries.request_fields(item)]
    )


class RegradeIn(Input):
    """The grade and the region class, by code, empty for none; and why."""

    grade: ShortText
    region_class: ShortText
    reason: LongText


@operation(
    router.post,
    "/work-orders/{number}/regrade",
    WorkOrderResult,
    policy=may_regrade,
    problems=(409, 412),
    etag=True,
)
def regrade_work_order(
    request: Request,
    response: HttpResponse,
    number: str,
    body: RegradeIn,
    if_match: IfMatch = None,
) -> WorkOrderResult:
    """Correct how important and urgent an order is, and of which class its region."""
    now = timezone.now()
    order = actions.regrade(
        actor=request.actor,
        number=number,
        grade=body.grade,
        region_class=body.region_class,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=now,
    )
    response["ETag"] = etag(order.version)
    return _result(request, order, "changed", {}, now)


class ReassignIn(Input):
    """Another technician of the order's work area, by code; and why."""

    technician: ShortText
    reason: LongText


@operation(
    router.post,
    "/work-orders/{number}/reassign",
    WorkOrderResult,
    policy=may_reassign,
    problems=(409, 412),
    etag=True,
)
def reassign_work_order(
    request: Request,
    response: HttpResponse,
    number: str,
    body: ReassignIn,
    if_match: IfMatch = None,
) -> WorkOrderResult:
    """Give a dispatched work order to another technician of the same work area."""
    now = timezone.now()
    order = actions.reassign(
        actor=request.actor,
        number=number,
        technician=body.technician,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=now,
    )
    response["ETag"] = etag(order.version)
    return _result(request, order, "changed", {}, now)


@operation(router.get, "/code-lists/{name}", CodeItemList, policy=signed_in)
def get_code_list(request: Request, name: CodeList) -> CodeItemList:
    """Get the values of a code list that may be chosen now."""
    del request
    items = queries.code_items(name.value)
    return CodeItemList(items=[CodeLabel(code=each.code, label=each.label) for each in items])


@operation(router.get, "/lifecycle/{form_type}", LifecycleOut, policy=signed_in)
def get_lifecycle(request: Request, form_type: FormType) -> LifecycleOut:
    """Get the state table of a form type as data."""
    del request
    return LifecycleOut.of(form_type, lifecycle.CURRENT)


def _result(
    request: Request, order: WorkOrder, message: str, warnings: dict[str, Text], now: datetime
) -> WorkOrderResult:
    # Without asking for visibility: a return takes the order out of the returner's sight, and the
    # answer to that very call still says what became of it.
    with batch():
        detail = queries.ask_detail(request.actor, order)
        lines = customers.ask_lines_for([order.customer_id], request.actor, now)
    return WorkOrderResult.of_detail(
        detail(),
        lines()[order.customer_id],
        message=str(MESSAGES[message]),
        warnings=[WarningOut(code=code, message=str(text)) for code, text in warnings.items()],
    )


def _links(request: Request, order: WorkOrder) -> LinkedOrderList:
    found = queries.linked_orders(request.actor, order)
    return LinkedOrderList(items=[LinkedOrderOut.of(each) for each in found])


def _opened(
    request: Request, number: str, *, with_events: bool = False
) -> tuple[OrderDetail, customers.CustomerLine]:
    with batch():
        opened = queries.ask_opened(request.actor, number, with_events=with_events)
        lines = customers.ask_lines_for(queries.customer_of(number), request.actor, timezone.now())
    detail = opened()
    return detail, lines()[detail.order.customer_id]
