"""Notices over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, Limit, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Output, PageOut
from zuoxi.kernel.policies import signed_in
from zuoxi.notices import actions, presenters, queries
from zuoxi.notices.presenters import NoticeRow

router = Router(tags=["notices"])


class SubjectOut(Output):
    """What a notice is about; label and page are empty if the caller may no longer see it."""

    type: str
    label: str
    url: str


class NoticeOut(Output):
    """Something the caller should hear of; `count` says how often it happened while unread."""

    id: int
    kind: str
    kind_label: str
    sentence: str
    subject: SubjectOut
    given_by: str
    count: int
    created_at: datetime
    renewed_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: NoticeRow) -> Self:
        """Build the answer for one notice."""
        notice = row.notice
        return cls(
            id=notice.pk,
            kind=notice.kind,
            kind_label=str(row.kind.label),
            sentence=row.sentence,
            subject=SubjectOut(
                type=notice.subject_type,
                label=row.subject.label if row.subject else "",
                url=row.subject.url if row.subject else "",
            ),
            given_by=notice.given_by.name if notice.given_by else "",
            count=notice.count,
            created_at=notice.created_at,
            renewed_at=notice.renewed_at,
            read_at=notice.read_at,
        )


class ReadAllOut(Output):
    """How many notices were marked as read."""

    count: int


NoticeId = Annotated[Id, Path()]


@operation(router.get, "/notices", PageOut[NoticeOut], policy=signed_in)
def list_notices(
    request: Request,
    unread: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[NoticeOut]:
    """List the caller's own notices, those not yet read first, each part newest first.

    With `unread=true` the others are left out.
    """
    wanted = queries.unread_page if unread else queries.page
    found = wanted(request.actor, cursor=cursor, limit=limit)
    rows = presenters.rows_for(found.items, request.actor)
    return PageOut[NoticeOut](
        items=[NoticeOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(router.post, "/notices/read-all", ReadAllOut, policy=signed_in)
def mark_all_notices_read(request: Request) -> ReadAllOut:
    """Mark all of the caller's notices as read."""
    return ReadAllOut(count=actions.mark_all_read(actor=request.actor, now=timezone.now()))


@operation(router.post, "/notices/{notice_id}/read", NoticeOut, policy=signed_in)
def mark_notice_read(request: Request, notice_id: NoticeId) -> NoticeOut:
    """Mark one notice as read; repeating it changes nothing."""
    notice = actions.mark_read(actor=request.actor, notice_id=notice_id, now=timezone.now())
    return NoticeOut.of(presenters.rows_for([notice], request.actor)[0])
