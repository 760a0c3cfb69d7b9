"""By whom the work was confirmed on site."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.attachments.models import Attachment
from zuoxi.fieldwork.choices import REASON_LIMIT, SIGNER_LIMIT
from zuoxi.workorders.models import WorkOrder


class SignOff(models.Model):
    """The customer's word that the work was done: a drawn signature, or why there is none.

    ``round`` is the dispatch that it belongs to; there may be several, the latest counts.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveIntegerField()
    signer = models.CharField(max_length=SIGNER_LIMIT)
    signature = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signature__isnull=False, reason="")
                | (Q(signature=None) & ~Q(reason="")),
                name="sign_off_drawn_or_with_reason",
            ),
            models.CheckConstraint(condition=~Q(signer=""), name="sign_off_by_somebody"),
            models.UniqueConstraint(
                fields=["taken_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="sign_off_taken_once",
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="sign_off_of_order")]

    def __str__(self) -> str:
        return f"sign-off {self.pk} of {self.order_id}"
