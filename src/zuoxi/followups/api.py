"""Follow-up tasks over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, LongText, Moment, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.customers.presenters import CustomerCard
from zuoxi.followups import actions, presenters, queries
from zuoxi.followups.choices import FollowUpState, Whose
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_follow_up, may_see_follow_ups
from zuoxi.followups.presenters import FollowUpRow

router = Router(tags=["follow-up tasks"])

FollowUpId = Annotated[Id, Path()]


class FollowUpOut(Output):
    """A task that somebody owes a customer; the customer is masked unless revealed."""

    id: int
    order: str
    state: FollowUpState
    state_label: str
    version: int
    task: str
    is_automatic: bool
    owner: str
    owner_name: str
    due_at: datetime
    created_by: str
    created_at: datetime
    customer_no: str
    customer_name: str
    result: str
    customer_informed_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None

    @classmethod
    def of(cls, row: FollowUpRow[CustomerCard]) -> Self:
        """Build the answer for one task."""
        follow_up = row.follow_up
        return cls(
            id=follow_up.pk,
            order=follow_up.order.number,
            state=row.state,
            state_label=row.state_label,
            version=follow_up.version,
            task=row.task,
            is_automatic=follow_up.is_automatic,
            owner=follow_up.owner.username,
            owner_name=follow_up.owner.name,
            due_at=follow_up.due_at,
            created_by=follow_up.created_by.name,
            created_at=follow_up.created_at,
            customer_no=row.card.customer_no,
            customer_name=row.card.title,
            result=follow_up.result,
            customer_informed_at=follow_up.customer_informed_at,
            closed_by=follow_up.closed_by.name if follow_up.closed_by else None,
            closed_at=follow_up.closed_at,
        )


class OpenIn(Input):
    """A new task; without an owner it is the caller's, without a time it is due as usual."""

    task: LongText
    owner: ShortText = ""
    due_at: Moment | None = None


class CloseIn(Input):
    """What came of a task, and when the customer was told."""

    result: LongText
    customer_informed_at: Moment


class HandOverIn(Input):
    """Another owner, by user name, another due time, or both; and why."""

    owner: ShortText = ""
    due_at: Moment | None = None
    reason: LongText


@operation(router.get, "/follow-ups", PageOut[FollowUpOut], policy=may_see_follow_ups)
def list_follow_ups(
    request: Request,
    state: FollowUpState = FollowUpState.OPEN,
    whose: Whose = Whose.ALL,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[FollowUpOut]:
    """List the follow-up tasks of the work orders that the caller may see.

    `open` includes the overdue ones and starts with the one that was due first; `closed` starts
    with the newest.
    """
    now = timezone.now()
    found = queries.page(
        request.actor,
        state=state.value,
        whose=whose.value,
        now=now,
        cursor=cursor,
        limit=limit,
    )
    rows = presenters.rows_for(found.items, request.actor, now)
    return PageOut[FollowUpOut](
        items=[FollowUpOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(
    router.get, "/follow-ups/{follow_up_id}", FollowUpOut, policy=may_see_follow_ups, etag=True
)
def get_follow_up(
    request: Request, response: HttpResponse, follow_up_id: FollowUpId
) -> FollowUpOut:
    """Get one follow-up task."""
    return _answer(request, response, queries.find(request.actor, follow_up_id))


@operation(
    router.post,
    "/work-orders/{number}/follow-ups",
    FollowUpOut,
    status=201,
    policy=may_follow_up,
    etag=True,
)
def open_work_order_follow_up(
    request: Request, response: HttpResponse, number: str, body: OpenIn
) -> FollowUpOut:
    """Open a follow-up task for a work order.

    A work order that is completed as not resolved gets one by itself.
    """
    follow_up = actions.open_follow_up(
        actor=request.actor,
        number=number,
        wanted=actions.Wanted(task=body.task, owner=body.owner, due_at=body.due_at),
        now=timezone.now(),
    )
    return _answer(request, response, follow_up)


@operation(
    router.post,
    "/follow-ups/{follow_up_id}/close",
    FollowUpOut,
    policy=may_follow_up,
    problems=(409, 412),
    etag=True,
)
def close_follow_up(
    request: Request,
    response: HttpResponse,
    follow_up_id: FollowUpId,
    body: CloseIn,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Close a follow-up task with its result and the time at which the customer was informed."""
    follow_up = actions.close_follow_up(
        actor=request.actor,
        follow_up_id=follow_up_id,
        result=body.result,
        customer_informed_at=body.customer_informed_at,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, follow_up)


@operation(
    router.post,
    "/follow-ups/{follow_up_id}/hand-over",
    FollowUpOut,
    policy=may_follow_up,
    problems=(409, 412),
    etag=True,
)
def hand_over_follow_up(
    request: Request,
    response: HttpResponse,
    follow_up_id: FollowUpId,
    body: HandOverIn,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Give a follow-up task another owner, another due time, or both."""
    follow_up = actions.hand_over(
        actor=request.actor,
        follow_up_id=follow_up_id,
        owner=body.owner,
        due_at=body.due_at,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, follow_up)


def _answer(request: Request, response: HttpResponse, follow_up: FollowUp) -> FollowUpOut:
    response["ETag"] = etag(follow_up.version)
    return FollowUpOut.of(presenters.rows_for([follow_up], request.actor, timezone.now())[0])
