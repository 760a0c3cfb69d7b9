"""Attachments of an order: added at once, opened, withdrawn."""

from datetime import datetime
from typing import BinaryIO

from zuoxi.attachments import files, queries
from zuoxi.attachments.actions.uploads import begin_upload, finish_upload, receive_chunk
from zuoxi.attachments.choices import LARGEST_CHUNK, REASON_LIMIT
from zuoxi.attachments.events import AttachmentOpened, AttachmentWithdrawn
from zuoxi.attachments.models import Attachment
from zuoxi.attachments.policies import may_add_attachments, may_see_attachments, may_withdraw
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotFound
from zuoxi.kernel.text import clean_text


def add_attachment(
    *,
    actor: Actor,
    number: str,
    name: str,
    file: BinaryIO,
    size: int,
    is_signature: bool = False,
    now: datetime,
) -> Attachment:
    """Add a file that is here as a whole; of a refused one its announcement alone is left.

    The steps are actions of their own: the announcement counts in the sender's quota whatever comes
    of the file. Who calls this within an action must not undo that by raising the refusal there.
    A signature must be a PNG picture; it is checked like every other one.
    """
    upload = begin_upload(actor=actor, number=number, name=name, size=size, fingerprint="", now=now)
    try:
        offset = 0
        while data := file.read(LARGEST_CHUNK):
            receive_chunk(actor=actor, upload_id=upload.pk, offset=offset, data=data, now=now)
            offset += len(data)
        return finish_upload(actor=actor, upload_id=upload.pk, is_signature=is_signature, now=now)
    except BaseException:
        files.discard(upload.key)
        raise


@action("attachments.open_attachment", policy=may_see_attachments)
def open_attachment(
    *, actor: Actor, attachment_id: int, goes_on: bool = False, now: datetime
) -> Attachment:
    """Return an attachment whose original is about to be shown; note it, but not its sender.

    What goes on with a look is noted unless that look itself was noted lately: whoever asks for a
    later part alone has opened the file too.
    """
    attachment = queries.find(actor, attachment_id)
    is_own = attachment.added_by_id == actor.user_id
    if not is_own and not (goes_on and queries.was_opened_lately(actor, attachment, now)):
        publish(
            AttachmentOpened(
                subject_id=attachment.pk,
                centre_id=attachment.order.centre_id,
                data={"name": attachment.name, "order": attachment.order.number},
            ),
            actor=actor,
            now=now,
        )
    return attachment


@action("attachments.withdraw_attachment", policy=may_add_attachments)
def withdraw_attachment(
    *, actor: Actor, attachment_id: int, reason: str, now: datetime
) -> Attachment:
    """Show a file no more; row and bytes are kept until their retention ends."""
    attachment = _lock(actor, attachment_id)
    if not may_withdraw(actor, attachment):
        raise Forbidden(extra={"action": "attachments.withdraw_attachment"})
    attachment.withdrawal_reason = clean_text("reason", reason, limit=REASON_LIMIT)
    attachment.withdrawn_by_id = actor.user_id
    attachment.withdrawn_at = now
    attachment.save(update_fields=["withdrawal_reason", "withdrawn_by", "withdrawn_at"])
    order = attachment.order
    publish(
        AttachmentWithdrawn(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            area_ids=order.area_ids,
            data={
                "attachment": attachment.pk,
                "name": attachment.name,
                "reason": attachment.withdrawal_reason,
            },
        ),
        actor=actor,
        now=now,
    )
    return attachment


def _lock(actor: Actor, attachment_id: int) -> Attachment:
    rows = queries.visible_to(actor).select_for_update(of=("self",))
    found = rows.select_related("order").filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    return found
