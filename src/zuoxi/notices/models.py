"""Notices to persons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.org.models import Unit


class Notice(models.Model):
    """What one person should hear of.

    While it is unread, the same thing happening again renews it: there is one unread notice for
    each receiver, kind and ``group_key``, and ``count`` says how often. ``data`` feeds the sentence
    and holds no personal data of customers.
    """

    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=64)
    group_key = models.CharField(max_length=128)
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    centre = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "kind", "group_key"],
                condition=Q(read_at=None),
                name="notice_one_unread",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="notice_counts_from_one"),
            models.CheckConstraint(condition=~Q(kind=""), name="notice_has_kind"),
            models.CheckConstraint(
                condition=Q(renewed_at__gte=F("created_at")), name="notice_renewed_after_creation"
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiver", "renewed_at", "id"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["receiver", "renewed_at", "id"],
                condition=Q(read_at__isnull=False),
                name="notice_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.receiver_id}"

    @property
    def is_unread(self) -> bool:
        """Whether its receiver has not opened it yet."""
        return self.read_at is None
