"""Linkage over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.contacts import queries as contacts
from zuoxi.linkage import actions, queries, schemas
from zuoxi.linkage.choices import Concern, Direction, ExchangeState
from zuoxi.linkage.policies import (
    may_ask,
    may_inform,
    may_reply,
    may_see_linkage,
    may_set_rule,
    may_supervise,
    may_waive,
)
from zuoxi.workorders import actions as moves
from zuoxi.workorders.policies import may_divide, may_name_handler, may_transfer

router = Router(tags=["linkage"])

Number = Annotated[ShortText, Path()]
Pk = Annotated[Id, Path()]


@operation(router.get, "/linkage/items", schemas.ItemPage, policy=may_see_linkage)
def list_linkage_items(
    request: Request,
    is_open: bool = True,  # noqa: FBT001, FBT002 - a query parameter
    cursor: ShortText = "",
    limit: Limit = 50,
) -> schemas.ItemPage:
    """List the complex work orders: open ones, the oldest first, or those that have ended."""
    found = queries.page_of_items(request.actor, is_open=is_open, cursor=cursor, limit=limit)
    return schemas.ItemPage(
        items=[schemas.ItemRowOut.of(each) for each in found.items], next_cursor=found.next_cursor
    )


@operation(router.get, "/linkage/daily", schemas.DailyPage, policy=may_supervise)
def list_linkage_concerns(
    request: Request, concern: Concern | None = None, cursor: ShortText = "", limit: Limit = 50
) -> schemas.DailyPage:
    """List what hangs at departments and with the working group, the longest first."""
    found = queries.daily(
        request.actor,
        now=timezone.now(),
        concern=concern.value if concern else "",
        cursor=cursor,
        limit=limit,
    )
    return schemas.DailyPage(
        items=[schemas.DailyRowOut.of(each) for each in found.items],
        next_cursor=found.next_cursor,
    )


@operation(router.get, "/departments/{pk}/rates", schemas.RatesOut, policy=may_see_linkage)
def get_department_rates(request: Request, pk: Pk) -> schemas.RatesOut:
    """Get the response rates of a department both ways."""
    unit = contacts.department(request.actor, pk)
    span = queries.span_of(timezone.now())
    return schemas.RatesOut.of(queries.rates_of(request.actor, unit, span), span.days)


@operation(
    router.get,
    "/work-orders/{number}/linkage",
    schemas.LinkageOut,
    policy=may_see_linkage,
    etag=True,
)
def get_linkage_item(
    request: Request, response: HttpResponse, number: Number
) -> schemas.LinkageOut:
    """Get the linkage item that a work order is, or is a sub-order of."""
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/transfer",
    schemas.LinkageOut,
    policy=may_transfer,
    problems=(409, 412),
    etag=True,
)
def transfer_work_order(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.TransferIn,
    if_match: IfMatch = None,
) -> schemas.LinkageOut:
    """Give a work order that turned out to be complex to the working group."""
    moves.transfer(
        actor=request.actor,
        number=number,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/sub-orders",
    schemas.LinkageOut,
    status=201,
    policy=may_divide,
    problems=(409, 412),
    etag=True,
)
def divide_work_order(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.DivideIn,
    if_match: IfMatch = None,
) -> schemas.LinkageOut:
    """Have a department assist: it gets a sub-order, dispatched at once."""
    moves.divide(
        actor=request.actor,
        number=number,
        department=body.department,
        technician=body.technician,
        matter=body.matter,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/linkage/rule",
    schemas.LinkageOut,
    policy=may_set_rule,
    problems=(409, 412),
    etag=True,
)
def set_linkage_rule(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.WaitRuleIn,
    if_match: IfMatch = None,
) -> schemas.LinkageOut:
    """Say whether the item waits for all of its sub-orders or for any one."""
    actions.set_rule(
        actor=request.actor,
        number=number,
        waits_for=body.waits_for.value,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/linkage/waive",
    schemas.LinkageOut,
    policy=may_waive,
    problems=(409, 412),
    etag=True,
)
def waive_sub_orders(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.WaiveIn,
    if_match: IfMatch = None,
) -> schemas.LinkageOut:
    """Let the item end over the sub-orders that are open now, with the reason."""
    actions.waive_parts(
        actor=request.actor,
        number=number,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/linkage/informed",
    schemas.LinkageOut,
    policy=may_inform,
    problems=(409, 412),
    etag=True,
)
def record_customer_informed(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.InformIn,
    if_match: IfMatch = None,
) -> schemas.LinkageOut:
    """Record that the customer was told the result; without that the item is not archived."""
    actions.inform_customer(
        actor=request.actor,
        number=number,
        way=body.way.value,
        informed_at=body.informed_at,
        remark=body.remark,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _item(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/handler",
    schemas.HandlerOut,
    policy=may_name_handler,
    problems=(409, 412),
    etag=True,
)
def name_work_order_handler(
    request: Request,
    response: HttpResponse,
    number: Number,
    body: schemas.HandlerIn,
    if_match: IfMatch = None,
) -> schemas.HandlerOut:
    """Name who of the department handles a work order that lies there."""
    order = moves.name_handler(
        actor=request.actor,
        number=number,
        technician=body.technician,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    response["ETag"] = etag(order.version)
    return schemas.HandlerOut.of(order)


@operation(router.get, "/exchanges", schemas.ExchangePage, policy=may_see_linkage)
def list_exchanges(
    request: Request,
    direction: Direction | None = None,
    state: ExchangeState | None = None,
    unit_id: int | None = None,
    cursor: ShortText = "",
    limit: Limit = 50,
) -> schemas.ExchangePage:
    """List requests to departments and regions, and feedback given to them, the newest first."""
    found = queries.page_of_exchanges(
        request.actor,
        direction=direction.value if direction else "",
        state=state.value if state else "",
        unit_id=unit_id,
        cursor=cursor,
        limit=limit,
    )
    return schemas.ExchangePage(
        items=[schemas.ExchangeOut.of(each) for each in found.items],
        next_cursor=found.next_cursor,
    )


@operation(
    router.post, "/exchanges", schemas.ExchangeOut, status=201, policy=may_ask, problems=(404,)
)
def open_exchange(request: Request, body: schemas.ExchangeIn) -> schemas.ExchangeOut:
    """Ask a department or region for support, or pass on to it what users say."""
    wanted = actions.Wanted(
        direction=body.direction.value,
        unit=body.unit,
        subject=body.subject,
        text=body.text,
        order=body.order,
        is_urgent=body.is_urgent,
    )
    found = actions.open_exchange(
        actor=request.actor, wanted=wanted, centre_id=body.centre_id, now=timezone.now()
    )
    return schemas.ExchangeOut.of(found)


@operation(router.get, "/exchanges/{pk}", schemas.ExchangeOut, policy=may_see_linkage, etag=True)
def get_exchange(request: Request, response: HttpResponse, pk: Pk) -> schemas.ExchangeOut:
    """Get one request or feedback with what was replied."""
    found = queries.find_exchange(request.actor, pk)
    response["ETag"] = etag(found.version)
    return schemas.ExchangeOut.of(found)


@operation(
    router.post,
    "/exchanges/{pk}/replies",
    schemas.ExchangeOut,
    policy=may_reply,
    problems=(409, 412),
)
def reply_to_exchange(
    request: Request, pk: Pk, body: schemas.ReplyIn, if_match: IfMatch = None
) -> schemas.ExchangeOut:
    """Say how far it is, or answer, for the unit that was asked."""
    found = actions.reply(
        actor=request.actor,
        exchange_id=pk,
        text=body.text,
        is_answer=body.is_answer,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return schemas.ExchangeOut.of(found)


@operation(
    router.post,
    "/exchanges/{pk}/close",
    schemas.ExchangeOut,
    policy=may_ask,
    problems=(409, 412),
)
def close_exchange(request: Request, pk: Pk, if_match: IfMatch = None) -> schemas.ExchangeOut:
    """End it for the centre that began it."""
    found = actions.close_exchange(
        actor=request.actor,
        exchange_id=pk,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return schemas.ExchangeOut.of(found)


def _item(request: Request, response: HttpResponse, number: str) -> schemas.LinkageOut:
    order = queries.find_member(request.actor, number)
    tree = queries.tree_of(request.actor, order)
    response["ETag"] = etag(tree.order.version)
    return schemas.LinkageOut.of(tree)
