"""A file arrives: announced, received part by part, and finished."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.attachments import files, inspection, names, queries
from zuoxi.attachments.actions.limits import (
    require_allowance,
    require_megabytes,
    require_open,
    require_turn,
)
from zuoxi.attachments.actions.storing import store
from zuoxi.attachments.choices import (
    FINGERPRINT_LIMIT,
    LARGEST_CHUNK,
    MEGABYTE,
    MOST_MEGABYTES,
    SPARE_MEGABYTES,
)
from zuoxi.attachments.errors import NoSpace
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.attachments.policies import may_add_attachments
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from zuoxi.kernel.single import single
from zuoxi.kernel.text import clean_text
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.workorders import queries as workorders


@action("attachments.begin_upload", policy=may_add_attachments)
def begin_upload(
    *, actor: Actor, number: str, name: str, size: int, fingerprint: str, now: datetime
) -> Upload:
    """Announce a file for an order, or find the same one that was broken off.

    Nothing has happened to the order yet, so there is no fact; the finished file is one.
    """
    order = workorders.row(actor, number)
    require_open(actor, order)
    name = names.clean_name(name)
    fingerprint = clean_text("fingerprint", fingerprint, limit=FINGERPRINT_LIMIT, required=False)
    if size <= 0:
        raise inspection.refused(_("The file is empty."))
    require_megabytes(size, max(each.at(now) for each in MOST_MEGABYTES.values()))
    earlier = queries.uploads_of(actor).filter(
        order=order, fingerprint=fingerprint, attachment=None
    )
    found = earlier.first() if fingerprint else None
    if found is not None and queries.has_ended(found):
        _forget(found)
    elif found is not None and found.size == size:
        return queries.with_true_length(found)
    require_allowance(actor, size, now=now)
    files.require_space(size, spare=SPARE_MEGABYTES.at(now) * MEGABYTE)
    assert actor.user_id is not None
    # The same file was announced at the same moment, or with another size.
    with refuse_taken({"upload_begun_once": Conflict(_("This file is being sent already."))}):
        return Upload.objects.create(
            order=order,
            key=files.new_key(),
            name=name,
            size=size,
            fingerprint=fingerprint,
            created_by_id=actor.user_id,
            created_at=now,
            touched_at=now,
        )


@action("attachments.receive_chunk", policy=may_add_attachments)
def receive_chunk(
    *, actor: Actor, upload_id: int, offset: int, data: bytes, now: datetime
) -> Upload:
    """Take one part; what has been received before is passed over, so a part may come twice."""
    upload = lock(actor, upload_id)
    if upload.attachment_id is not None:
        return upload
    if not data or len(data) > LARGEST_CHUNK:
        raise InvalidInput(fields={"body": [_("Send between 1 byte and 4 MB at a time.")]})
    end = offset + len(data)
    if end > upload.size:
        raise InvalidInput(fields={"body": [_("The file is longer than was announced.")]})
    if offset > upload.received:
        raise Conflict(
            _("A part of the file is missing. Go on after what has been received."),
            extra={"received": upload.received},
        )
    if end <= upload.received:
        return upload
    fresh = data[upload.received - offset :]
    if upload.received == 0:
        _refuse_early(upload, fresh, now=now)
    files.require_space(len(fresh), spare=SPARE_MEGABYTES.at(now) * MEGABYTE)
    files.append(upload.key, fresh, at=upload.received)
    upload.received = end
    upload.touched_at = now
    upload.save(update_fields=["received", "touched_at"])
    return upload


@action("attachments.finish_upload", policy=may_add_attachments)
def finish_upload(
    *, actor: Actor, upload_id: int, is_signature: bool = False, now: datetime
) -> Attachment:
    """Turn a file that has arrived into an attachment; asked again, return the same one.

    A file that is refused is gone from the disk, and its upload has ended: it is announced anew,
    within the quota, because each look at a file costs a decoder's time.
    """
    upload = lock(actor, upload_id)
    if upload.attachment_id is not None:
        return queries.find(actor, upload.attachment_id)
    if upload.received < upload.size:
        raise Conflict(
            _("A part of the file is missing. Go on after what has been received."),
            extra={"received": upload.received},
        )
    require_turn(actor)
    try:
        attachment = store(upload, actor=actor, is_signature=is_signature, now=now)
    except NoSpace:
        raise
    except DomainError:
        files.discard(upload.key)
        raise
    upload.attachment = attachment
    upload.touched_at = now
    upload.save(update_fields=["attachment", "received", "touched_at"])
    return attachment


@action("attachments.cancel_upload", policy=may_add_attachments)
def cancel_upload(*, actor: Actor, upload_id: int, now: datetime) -> Upload:
    """Drop a file that has not been finished; a finished one stays."""
    del now
    upload = lock(actor, upload_id)
    if upload.attachment_id is None:
        _forget(upload)
        files.discard(upload.key)
    return upload


def lock(actor: Actor, upload_id: int) -> Upload:
    """Return one of the actor's uploads, held against its twin calls."""
    rows = queries.uploads_of(actor).select_related("order").select_for_update(of=("self",))
    upload = single(rows.filter(pk=upload_id))
    if upload is None:
        raise NotFound
    return queries.with_true_length(upload)


def _forget(upload: Upload) -> None:
    """End an upload but for the quota: all of it has come, nothing of it is here."""
    upload.received = upload.size
    upload.fingerprint = ""
    upload.save(update_fields=["received", "fingerprint"])


def _refuse_early(upload: Upload, data: bytes, *, now: datetime) -> None:
    """Refuse by the first part what would be refused at the end, before all of it is sent."""
    if len(data) < min(upload.size, inspection.HEAD):
        return
    form = inspection.form_of(data[: inspection.HEAD])
    inspection.require_honest(upload.name, form)
    require_megabytes(upload.size, MOST_MEGABYTES[form.kind].at(now))
