"""Follow-up tasks."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.workorders.models import WorkOrder


class FollowUp(models.Model):
    """What one person has to see to for the customer of one order, until a moment."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="follow_ups")
    task = models.TextField()
    # Opened by an unresolved completion; its text is one of ours and is translated when shown.
    is_automatic = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    result = models.TextField(blank=True)
    customer_informed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(task=""), name="follow_up_task"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("created_at")), name="follow_up_due_later"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, customer_informed_at=None, result="")
                | Q(
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    customer_informed_at__isnull=False,
                )
                & ~Q(result=""),
                name="follow_up_closed_with_result",
            ),
            models.CheckConstraint(
                # Times are typed in whole minutes: one in the minute of the creation is not before.
                condition=Q(customer_informed_at=None)
                | Q(
                    customer_informed_at__gt=F("created_at") - timedelta(minutes=1),
                    customer_informed_at__lte=F("closed_at"),
                ),
                name="follow_up_informed_while_open",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(closed_at=None, is_automatic=True),
                name="follow_up_one_automatic_per_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=Q(closed_at=None),
                name="follow_up_own_open",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(closed_at=None), name="follow_up_open"
            ),
            models.Index(
                fields=["owner", "closed_at", "id"],
                condition=Q(closed_at__isnull=False),
                name="follow_up_own_closed",
            ),
            models.Index(
                fields=["closed_at", "id"],
                condition=Q(closed_at__isnull=False),
                name="follow_up_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.order_id}"
