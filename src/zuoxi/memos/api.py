"""Messages between departments over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IdempotencyKey, Limit, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.kernel.errors import Forbidden
from zuoxi.memos import actions, presenters, queries, schemas
from zuoxi.memos.choices import Box
from zuoxi.memos.policies import may_see_memos, may_see_readers, may_send_memos
from zuoxi.workorders import queries as orders
from zuoxi.workorders.events import OrderFact

router = Router(tags=["messages of departments"])

MemoId = Annotated[Id, Path()]


@operation(router.get, "/memos", PageOut[schemas.MemoLineOut], policy=may_see_memos)
def list_memos(
    request: Request,
    box: Box = Box.INBOX,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.MemoLineOut]:
    """List the messages of a box, the newest first."""
    now = timezone.now()
    found = queries.page(request.actor, box.value, now=now, cursor=cursor, limit=limit)
    rows = presenters.rows_for(found.items, request.actor, now)
    return PageOut[schemas.MemoLineOut](
        items=[schemas.MemoLineOut.of(each) for each in rows], next_cursor=found.next_cursor
    )


@operation(router.get, "/memo-units", list[schemas.MemoUnitOut], policy=may_send_memos)
def list_memo_units(request: Request) -> list[schemas.MemoUnitOut]:
    """List the units that the caller may write to."""
    offered = queries.offered_units(request.actor)
    return [schemas.MemoUnitOut(id=each.pk, name=each.name) for each in offered]


@operation(
    router.post,
    "/memos",
    schemas.MemoOut,
    status=201,
    policy=may_send_memos,
    problems=(
        404,
        409,
    ),
)
def send_department_memo(
    request: Request, body: schemas.MemoIn, idempotency_key: IdempotencyKey = None
) -> schemas.MemoOut:
    """Send a message to the people of some units."""
    about = None
    if body.order:
        order = orders.row(request.actor, body.order)
        about = actions.About(OrderFact.SUBJECT, order.pk)
    now = timezone.now()
    memo = actions.send_memo(
        actor=request.actor,
        wanted=actions.WantedMemo(
            title=body.title,
            text=body.text,
            units=body.units,
            to_all=body.to_all,
            about=about,
            expires_on=body.expires_on,
        ),
        idempotency_key=idempotency_key or "",
        now=now,
    )
    return _answer(request, memo.pk)


@operation(router.get, "/memos/{memo_id}", schemas.MemoOut, policy=may_see_memos)
def get_memo(request: Request, memo_id: MemoId) -> schemas.MemoOut:
    """Get one message; this leaves no mark that it was read."""
    return _answer(request, memo_id)


@operation(router.post, "/memos/{memo_id}/read", schemas.MemoOut, policy=may_see_memos)
def mark_memo_read(request: Request, memo_id: MemoId) -> schemas.MemoOut:
    """Note that the caller has read a message; a second time changes nothing."""
    actions.mark_read(actor=request.actor, memo_id=memo_id, now=timezone.now())
    return _answer(request, memo_id)


@operation(
    router.get, "/memos/{memo_id}/readers", list[schemas.UnitReadersOut], policy=may_see_memos
)
def list_memo_readers(request: Request, memo_id: MemoId) -> list[schemas.UnitReadersOut]:
    """List by unit who has read a message and who has not: for its author and who oversees."""
    memo = queries.find(request.actor, memo_id)
    if not may_see_readers(request.actor, memo):
        raise Forbidden
    return [schemas.UnitReadersOut.of(each) for each in queries.readers_of(memo)]


@operation(
    router.post,
    "/memos/{memo_id}/withdraw",
    schemas.MemoOut,
    policy=may_send_memos,
    problems=(409,),
)
def withdraw_department_memo(
    request: Request, memo_id: MemoId, body: schemas.MemoReasonIn
) -> schemas.MemoOut:
    """Take a message back, with the reason."""
    actions.withdraw_memo(
        actor=request.actor, memo_id=memo_id, reason=body.reason, now=timezone.now()
    )
    return _answer(request, memo_id)


def _answer(request: Request, memo_id: int) -> schemas.MemoOut:
    memo = queries.find(request.actor, memo_id)
    return schemas.MemoOut.of(presenters.view_of(memo, request.actor, timezone.now()))
