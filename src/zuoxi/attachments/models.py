"""Attachments of work orders, and the uploads by which they come."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.attachments.choices import FINGERPRINT_LIMIT, NAME_LIMIT, FileKind
from zuoxi.workorders.models import WorkOrder


class Attachment(models.Model):
    """One file of one order. ``key`` names it on the disk (``files.py``); it is never shown."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="attachments", db_index=False)
    kind = models.CharField(max_length=16, choices=FileKind.choices)
    media_type = models.CharField(max_length=32)
    name = models.CharField(max_length=NAME_LIMIT)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=32, unique=True)
    has_thumbnail = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="attachment_kind"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                ),
                name="attachment_withdrawn_with_reason",
            ),
            models.UniqueConstraint(
                fields=["order", "sha256"],
                condition=Q(withdrawn_at=None),
                name="attachment_once_per_order",
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="attachment_of_order")]

    def __str__(self) -> str:
        return f"attachment {self.pk} of {self.order_id}"


class Upload(models.Model):
    """A file on its way, part by part. ``received`` bytes are safe and need not come again.

    ``fingerprint`` is what the sender's browser recognises its file by: beginning the same upload
    again finds the one that was broken off. What was cancelled or refused keeps its row, without
    its bytes, until the sweep: it counts towards what one person may send in an hour.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=NAME_LIMIT)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    fingerprint = models.CharField(max_length=FINGERPRINT_LIMIT, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__gte=0, received__lte=F("size")),
                name="upload_within_its_size",
            ),
            models.UniqueConstraint(
                fields=["created_by", "order", "fingerprint"],
                condition=Q(attachment=None) & ~Q(fingerprint=""),
                name="upload_begun_once",
            ),
        ]
        indexes = [
            models.Index(fields=["created_by", "created_at"], name="upload_of_person"),
            models.Index(fields=["touched_at"], name="upload_touched"),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}: {self.received}/{self.size}"
