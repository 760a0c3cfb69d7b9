"""Attachments as people see them: by the rules of their orders."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from zuoxi.accounts.quotas import HOUR
from zuoxi.attachments import files
from zuoxi.attachments.events import AttachmentOpened
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.models import Event
from zuoxi.kernel.single import single
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

# For so long the parts that a player asks for belong to one look.
ONE_LOOK = timedelta(minutes=10)


def visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Return the attachments of the orders that the actor may see, without withdrawn ones."""
    orders = workorders.visible_to(actor).values("pk")
    return Attachment.objects.filter(order__in=orders, withdrawn_at=None)


def find(actor: Actor, pk: int) -> Attachment:
    """Return one visible attachment with its order and sender; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related("order", "added_by").filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def was_opened_lately(actor: Actor, attachment: Attachment, now: datetime) -> bool:
    """Tell whether it is noted that the actor opened the original some minutes ago."""
    noted = Event.objects.filter(
        kind=AttachmentOpened.KIND,
        subject_type=AttachmentOpened.SUBJECT,
        subject_id=attachment.pk,
        actor_id=actor.user_id,
        at__gt=now - ONE_LOOK,
    )
    return noted.exists()


def of_order(order: WorkOrder) -> list[Attachment]:
    """Return the files of an order that the caller was allowed to see, oldest first.

    All of them: how many there can be is limited when they are added.
    """
    rows = Attachment.objects.filter(order=order, withdrawn_at=None).select_related("added_by")
    found = list(rows.order_by("id"))
    for each in found:
        each.order = order
    return found


def upload(actor: Actor, pk: int) -> Upload:
    """Return one of the actor's own uploads; raise NotFound otherwise."""
    found = uploads_of(actor).select_related("order").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return with_true_length(found)


def with_true_length(upload: Upload) -> Upload:
    """Believe the disk where it holds less than the row says; raise NotFound for an ended one."""
    if has_ended(upload):
        raise NotFound
    if upload.attachment_id is None:
        upload.received = min(upload.received, files.arrived(upload.key))
    return upload


def has_ended(upload: Upload) -> bool:
    """Tell whether an upload was cancelled, refused or lost: nothing is left of what came."""
    is_open = upload.attachment_id is None
    return is_open and upload.received > 0 and not files.arrived(upload.key)


def uploads_of(actor: Actor) -> QuerySet[Upload]:
    """Return what the actor is sending or has sent lately; nobody else sees it."""
    return Upload.objects.filter(created_by_id=actor.user_id)


def sent_lately(actor: Actor, now: datetime) -> list[tuple[datetime, int]]:
    """Return when the actor has announced files of which size in the last hour, newest first."""
    rows = uploads_of(actor).filter(created_at__gt=now - HOUR).order_by("-created_at")
    return list(rows.values_list("created_at", "size"))
