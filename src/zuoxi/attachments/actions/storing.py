"""A whole file on the disk becomes a row, a thumbnail and a fact."""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.attachments import files, inspection, names
from zuoxi.attachments.actions.limits import require_megabytes, require_open
from zuoxi.attachments.choices import MOST_MEGABYTES, MOST_MEGAPIXELS, MOST_PER_ORDER, FileKind
from zuoxi.attachments.events import AttachmentAdded
from zuoxi.attachments.inspection import Finding
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

_MEGA = 1_000_000


def store(upload: Upload, *, actor: Actor, is_signature: bool, now: datetime) -> Attachment:
    """Check what has arrived and make it an attachment, inside the caller's transaction.

    The same content twice in one order is one attachment. The file stands under its name before
    there is a row: a crash in between leaves a file too many, which the sweep removes.
    A signature has no thumbnail: it is personal data, and each look at it is to be noted.
    """
    finding = _inspected(upload, is_signature=is_signature, now=now)
    with files.arriving(upload.key).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # Nobody archives the order between the question and the row.
    order = workorders.lock(actor, upload.order.number)
    require_open(actor, order)
    twin = Attachment.objects.filter(order=order, sha256=digest, withdrawn_at=None).first()
    if twin is not None:
        twin.order = order
        return twin
    _require_room(order, now=now)
    files.seal(upload.key)
    if finding.thumbnail:
        files.keep_thumbnail(upload.key, finding.thumbnail)
    attachment = _row(upload, finding, order=order, digest=digest)
    if is_signature:
        attachment.kind = FileKind.SIGNATURE
    attachment.added_by_id = upload.created_by_id
    attachment.added_at = now
    attachment.save(force_insert=True)
    _announce(attachment, order, actor=actor, now=now)
    return attachment


def _inspected(upload: Upload, *, is_signature: bool, now: datetime) -> Finding:
    finding = inspection.inspect(
        files.arriving(upload.key), most_pixels=MOST_MEGAPIXELS.at(now) * _MEGA
    )
    inspection.require_honest(upload.name, finding.form)
    if is_signature and finding.form is not inspection.PNG:
        raise inspection.refused(_("A signature is a PNG picture."))
    require_megabytes(upload.size, MOST_MEGABYTES[finding.form.kind].at(now))
    return replace(finding, thumbnail=b"") if is_signature else finding


def _require_room(order: WorkOrder, *, now: datetime) -> None:
    most = MOST_PER_ORDER.at(now)
    if Attachment.objects.filter(order=order, withdrawn_at=None).count() >= most:
        raise Conflict(_("This work order has %(most)s files already.") % {"most": most})


def _row(upload: Upload, finding: Finding, *, order: WorkOrder, digest: str) -> Attachment:
    form = finding.form
    return Attachment(
        order=order,
        kind=form.kind,
        media_type=form.media_type,
        name=names.with_ending(
            upload.name, form.endings[0], accepted=form.endings, fallback=form.kind.value
        ),
        size=upload.size,
        sha256=digest,
        key=upload.key,
        has_thumbnail=bool(finding.thumbnail),
        width=finding.width,
        height=finding.height,
        pages=finding.pages,
        seconds=finding.seconds,
    )


def _announce(attachment: Attachment, order: WorkOrder, *, actor: Actor, now: datetime) -> None:
    publish(
        AttachmentAdded(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            area_ids=order.area_ids,
            data={
                "attachment": attachment.pk,
                "kind": attachment.kind,
                "name": attachment.name,
                "size": attachment.size,
                "sha256": attachment.sha256,
            },
        ),
        actor=actor,
        now=now,
    )
