"""Comments over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from zuoxi.api.fields import Id, IdempotencyKey, Limit, LongText, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.comments import actions, presenters, queries
from zuoxi.comments.choices import MOST_MENTIONS
from zuoxi.comments.models import Comment
from zuoxi.comments.policies import may_comment
from zuoxi.comments.presenters import CommentRow
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.policies import may_see_orders

router = Router(tags=["comments"])


class PersonOut(Output):
    """Somebody who may be mentioned, by the id that a comment names."""

    id: int
    name: str


class CommentOut(Output):
    """A comment on a work order; the text of a withdrawn one is empty."""

    id: int
    author: str
    text: str
    mentions: list[str]
    is_internal: bool
    is_progress: bool
    created_at: datetime
    withdrawn_at: datetime | None
    may_withdraw: bool

    @classmethod
    def of(cls, row: CommentRow) -> Self:
        """Build the answer for one comment."""
        comment = row.comment
        return cls(
            id=comment.pk,
            author=comment.author.name,
            text=row.text,
            mentions=row.mentions,
            is_internal=comment.is_internal,
            is_progress=comment.leg_id is not None,
            created_at=comment.created_at,
            withdrawn_at=comment.withdrawn_at,
            may_withdraw=row.may_withdraw,
        )


class CommentIn(Input):
    """A comment; `mentions` are ids of people who may see the work order.

    `is_progress`: what the department or work area that has the order reports of it.
    """

    text: LongText
    mentions: Annotated[list[Id], Field(max_length=MOST_MENTIONS)] = []
    is_internal: bool = True
    is_progress: bool = False


Number = Annotated[ShortText, Path()]
CommentId = Annotated[Id, Path()]


@operation(router.get, "/work-orders/{number}/comments", PageOut[CommentOut], policy=may_see_orders)
def list_comments(
    request: Request, number: Number, cursor: ShortText = "", limit: Limit = queries.PAGE_SIZE
) -> PageOut[CommentOut]:
    """List the comments on a work order, the newest first."""
    order = workorders.row(request.actor, number)
    found = queries.page(order, cursor=cursor, limit=limit)
    rows = presenters.rows_for(found.items, request.actor, timezone.now())
    return PageOut[CommentOut](
        items=[CommentOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(router.get, "/work-orders/{number}/people", list[PersonOut], policy=may_see_orders)
def list_people_of_order(request: Request, number: Number) -> list[PersonOut]:
    """List the people who may see a work order now, and so may be mentioned."""
    order = workorders.row(request.actor, number)
    return [PersonOut(id=each.pk, name=each.name) for each in queries.mentionable(order)]


@operation(
    router.post,
    "/work-orders/{number}/comments",
    CommentOut,
    status=201,
    policy=may_comment,
    problems=(409, 429),
)
def add_work_order_comment(
    request: Request, number: Number, body: CommentIn, idempotency_key: IdempotencyKey = None
) -> CommentOut:
    """Add a comment to a work order.

    It changes neither status nor version. Whoever is mentioned gets a notice.
    """
    comment = actions.add_comment(
        actor=request.actor,
        number=number,
        draft=actions.Draft(
            text=body.text,
            mentions=frozenset(body.mentions),
            is_internal=body.is_internal,
            is_progress=body.is_progress,
        ),
        idempotency_key=idempotency_key or "",
        now=timezone.now(),
    )
    return _answer(request, comment)


@operation(
    router.post,
    "/work-orders/{number}/comments/{comment_id}/withdraw",
    CommentOut,
    policy=may_comment,
    problems=(409,),
)
def withdraw_work_order_comment(
    request: Request, number: Number, comment_id: CommentId
) -> CommentOut:
    """Withdraw an own comment, within some minutes; its text stays in the history."""
    comment = actions.withdraw_comment(
        actor=request.actor, number=number, comment_id=comment_id, now=timezone.now()
    )
    return _answer(request, comment)


def _answer(request: Request, comment: Comment) -> CommentOut:
    (row,) = presenters.rows_for([comment], request.actor, timezone.now())
    return CommentOut.of(row)
