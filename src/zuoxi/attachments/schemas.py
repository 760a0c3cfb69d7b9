"""Shapes of the attachment calls."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import LongText, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.attachments.choices import LARGEST_CHUNK, FileKind
from zuoxi.attachments.models import Attachment, Upload

_MOST = 2**40


class AttachmentOut(Output):
    """A file of a work order. ``sha256`` is the digest of its content, as it was sent."""

    id: int
    order: str
    kind: FileKind
    media_type: str
    name: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    pages: int | None
    seconds: int | None
    added_by: str
    added_at: datetime

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        """Build the answer for one attachment."""
        return cls(
            id=attachment.pk,
            order=attachment.order.number,
            kind=FileKind(attachment.kind),
            media_type=attachment.media_type,
            name=attachment.name,
            size=attachment.size,
            sha256=attachment.sha256,
            width=attachment.width,
            height=attachment.height,
            pages=attachment.pages,
            seconds=attachment.seconds,
            added_by=attachment.added_by.name,
            added_at=attachment.added_at,
        )


class AttachmentList(Output):
    """All files of one work order, oldest first."""

    items: list[AttachmentOut]


class UploadIn(Input):
    """A file that is going to be sent in parts."""

    order: ShortText
    name: ShortText
    size: Annotated[int, Field(ge=0, le=_MOST)] = Field(description="In bytes.")
    fingerprint: ShortText = Field(
        "",
        description="What the sender recognises the file by. Announcing the same one again for the "
        "same order goes on with the upload that was broken off.",
    )


class UploadOut(Output):
    """How far a file has come: send on from byte ``received``."""

    id: int
    size: int
    received: int
    most_at_once: int = Field(description="The largest part that is taken, in bytes.")
    attachment: int | None = Field(description="The attachment, once the upload is finished.")

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Build the answer for one upload."""
        return cls(
            id=upload.pk,
            size=upload.size,
            received=upload.received,
            most_at_once=LARGEST_CHUNK,
            attachment=upload.attachment_id,
        )


class WithdrawIn(Input):
    """Why a file is to be shown no more."""

    reason: LongText
