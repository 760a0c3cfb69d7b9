"""Callbacks over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, LongText, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.callbacks import actions, presenters, queries
from zuoxi.callbacks.choices import CallbackStatus, ConnectStatus, Satisfaction, Solved
from zuoxi.callbacks.models import Callback
from zuoxi.callbacks.policies import may_record_results, may_see_callbacks
from zuoxi.callbacks.presenters import CallbackRow
from zuoxi.customers.presenters import CustomerCard

router = Router(tags=["callbacks"])


class AttemptOut(Output):
    """One call and what came of it."""

    number: int
    connect_status: ConnectStatus
    solved: Solved | None
    satisfaction: Satisfaction | None
    remark: str
    made_by: str
    made_at: datetime


class CallbackOut(Output):
    """A customer to call, or who was called; name and telephone are masked unless revealed."""

    id: int
    status: CallbackStatus
    status_label: str
    version: int
    order: str
    customer_no: str
    customer_name: str
    phone: str
    created_at: datetime
    closed_at: datetime | None
    reason: str
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, row: CallbackRow[CustomerCard]) -> Self:
        """Build the answer for one callback."""
        callback = row.callback
        return cls(
            id=callback.pk,
            status=CallbackStatus(callback.status),
            status_label=row.status_label,
            version=callback.version,
            order=callback.order.number,
            customer_no=row.card.customer_no,
            customer_name=row.card.title,
            phone=row.card.phone.text if row.card.phone else "",
            created_at=callback.created_at,
            closed_at=callback.closed_at,
            reason=row.reason,
            attempts=[
                AttemptOut(
                    number=each.number,
                    connect_status=ConnectStatus(each.connect_status),
                    solved=Solved(each.solved) if each.solved else None,
                    satisfaction=Satisfaction(each.satisfaction) if each.satisfaction else None,
                    remark=each.remark,
                    made_by=each.made_by.name,
                    made_at=each.made_at,
                )
                for each in row.attempts
            ],
        )


class ResultIn(Input):
    """What came of one call; the answers and the remark are required when connected."""

    connect_status: ConnectStatus
    solved: Solved | None = None
    satisfaction: Satisfaction | None = None
    remark: LongText = ""


CallbackId = Annotated[Id, Path()]


@operation(router.get, "/callbacks", PageOut[CallbackOut], policy=may_see_callbacks)
def list_callbacks(
    request: Request,
    status: CallbackStatus | None = None,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[CallbackOut]:
    """List the callbacks that the caller may see.

    With `status=open` the longest waiting comes first, otherwise the newest.
    """
    wanted = status.value if status else ""
    found = queries.page(request.actor, status=wanted, cursor=cursor, limit=limit)
    rows = presenters.rows_for(found.items, request.actor, timezone.now())
    return PageOut[CallbackOut](
        items=[CallbackOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(router.get, "/callbacks/{callback_id}", CallbackOut, policy=may_see_callbacks, etag=True)
def get_callback(request: Request, response: HttpResponse, callback_id: CallbackId) -> CallbackOut:
    """Get one callback with its calls."""
    return _answer(request, response, queries.find(request.actor, callback_id))


@operation(
    router.post,
    "/callbacks/{callback_id}/result",
    CallbackOut,
    policy=may_record_results,
    problems=(409, 412),
    etag=True,
)
def record_callback_result(
    request: Request,
    response: HttpResponse,
    callback_id: CallbackId,
    body: ResultIn,
    if_match: IfMatch = None,
) -> CallbackOut:
    """Record the result of one call.

    Reaching the customer closes the callback; so does a refusal, or the last attempt allowed.
    """
    callback = actions.record_result(
        actor=request.actor,
        callback_id=callback_id,
        result=actions.Result(
            connect_status=body.connect_status.value,
            solved=body.solved.value if body.solved else "",
            satisfaction=body.satisfaction.value if body.satisfaction else "",
            remark=body.remark,
        ),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, callback)


def _answer(request: Request, response: HttpResponse, callback: Callback) -> CallbackOut:
    response["ETag"] = etag(callback.version)
    return CallbackOut.of(presenters.rows_for([callback], request.actor, timezone.now())[0])
