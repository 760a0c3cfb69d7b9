"""Attachments over the API: the same queries and actions as the pages.

Large files are sent in parts, which survives a broken link: ``POST /uploads``, then ``PUT`` until
all of it is received, then ``finish`` (docs/adr/0018).
"""

from typing import Annotated, BinaryIO, cast

from django.http import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Path, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from zuoxi.api.fields import Id, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import gives_bytes, operation, takes_bytes
from zuoxi.attachments import actions, downloads, queries
from zuoxi.attachments.choices import LARGEST_CHUNK
from zuoxi.attachments.policies import may_add_attachments, may_see_attachments
from zuoxi.attachments.schemas import AttachmentList, AttachmentOut, UploadIn, UploadOut, WithdrawIn
from zuoxi.workorders import queries as workorders

router = Router(tags=["attachments"])

AttachmentId = Annotated[Id, Path()]
UploadId = Annotated[Id, Path()]
Offset = Annotated[int, Field(ge=0, le=2**40), Query()]


@operation(
    router.get, "/work-orders/{number}/attachments", AttachmentList, policy=may_see_attachments
)
def list_attachments(request: Request, number: Annotated[ShortText, Path()]) -> AttachmentList:
    """List the files of a work order, oldest first."""
    order = workorders.row(request.actor, number)
    return AttachmentList(items=[AttachmentOut.of(each) for each in queries.of_order(order)])


@operation(
    router.post,
    "/work-orders/{number}/attachments",
    AttachmentOut,
    status=201,
    policy=may_add_attachments,
    problems=(409, 413, 429, 507),
)
def add_attachment(
    request: Request, number: Annotated[ShortText, Path()], file: File[UploadedFile]
) -> AttachmentOut:
    """Add a file of at most 25 MB at once.

    What the file is, is decided by its content: photos (JPEG, PNG, WebP, HEIC), PDF documents,
    sound recordings (WAV, MP3, OGG, M4A). The same content again gives the same attachment.
    """
    added = actions.add_attachment(
        actor=request.actor,
        number=number,
        name=file.name or "",
        file=cast("BinaryIO", file.file),
        size=file.size or 0,
        now=timezone.now(),
    )
    return AttachmentOut.of(queries.find(request.actor, added.pk))


@operation(
    router.get,
    "/attachments/{attachment_id}/content",
    policy=may_see_attachments,
    document=gives_bytes(),
)
def get_attachment_content(request: Request, attachment_id: AttachmentId) -> HttpResponseBase:
    """Get a file as it was sent; one range of bytes may be asked for."""
    attachment = actions.open_attachment(
        actor=request.actor,
        attachment_id=attachment_id,
        goes_on=downloads.goes_on(request),
        now=timezone.now(),
    )
    return downloads.original(request, attachment, save=True)


@operation(
    router.post,
    "/attachments/{attachment_id}/withdraw",
    policy=may_add_attachments,
    status=204,
)
def withdraw_attachment(request: Request, attachment_id: AttachmentId, body: WithdrawIn) -> None:
    """Withdraw a file: it is shown no more, and kept until its retention ends."""
    actions.withdraw_attachment(
        actor=request.actor, attachment_id=attachment_id, reason=body.reason, now=timezone.now()
    )


@operation(
    router.post,
    "/uploads",
    UploadOut,
    status=201,
    policy=may_add_attachments,
    problems=(404, 409, 429, 507),
)
def begin_upload(request: Request, body: UploadIn) -> UploadOut:
    """Announce a file of up to 100 MB, to be sent in parts."""
    upload = actions.begin_upload(
        actor=request.actor,
        number=body.order,
        name=body.name,
        size=body.size,
        fingerprint=body.fingerprint,
        now=timezone.now(),
    )
    return UploadOut.of(upload)


@operation(router.get, "/uploads/{upload_id}", UploadOut, policy=may_add_attachments)
def get_upload(request: Request, upload_id: UploadId) -> UploadOut:
    """Get how far a file has come, to go on after a broken link."""
    return UploadOut.of(queries.upload(request.actor, upload_id))


@operation(
    router.put,
    "/uploads/{upload_id}",
    UploadOut,
    policy=may_add_attachments,
    problems=(409, 413, 507),
    document=takes_bytes(),
)
def receive_chunk(request: Request, upload_id: UploadId, offset: Offset) -> UploadOut:
    """Send one part of a file, beginning at byte `offset`.

    The answer comes when the part is safe on the disk. A part may be sent again; a gap is a 409
    that says in `received` where to go on.
    """
    upload = actions.receive_chunk(
        actor=request.actor,
        upload_id=upload_id,
        offset=offset,
        data=_body(request),
        now=timezone.now(),
    )
    return UploadOut.of(upload)


@operation(
    router.post,
    "/uploads/{upload_id}/finish",
    AttachmentOut,
    policy=may_add_attachments,
    problems=(409, 429, 507),
)
def finish_upload(request: Request, upload_id: UploadId) -> AttachmentOut:
    """Make the received file an attachment; asked again, give the same one."""
    attachment = actions.finish_upload(actor=request.actor, upload_id=upload_id, now=timezone.now())
    return AttachmentOut.of(queries.find(request.actor, attachment.pk))


@operation(router.delete, "/uploads/{upload_id}", policy=may_add_attachments, status=204)
def cancel_upload(request: Request, upload_id: UploadId) -> None:
    """Drop a file that has not been finished."""
    actions.cancel_upload(actor=request.actor, upload_id=upload_id, now=timezone.now())


def _body(request: Request) -> bytes:
    """Return the part that was sent, at most one byte more than the action accepts.

    Read past Django's limit for forms, which is lower. A part that broke off on its way is none.
    """
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    data = request.read(min(announced, LARGEST_CHUNK + 1))
    if len(data) < min(announced, LARGEST_CHUNK + 1):
        raise UnreadablePostError
    return bytes(data)
