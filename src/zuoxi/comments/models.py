"""Comments and whom they mention."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.workorders.models import Dispatch, WorkOrder


class Comment(models.Model):
    """A remark on an order. ``is_internal``: never printed for the customer or sent there.

    ``leg``: what the unit that had the order in this dispatch reports of its progress.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="comments", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    leg = models.ForeignKey(
        Dispatch, models.PROTECT, null=True, related_name="notes", db_index=False
    )
    text = models.TextField()
    is_internal = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("created_at")),
                name="comment_withdrawn_after_creation",
            ),
            models.UniqueConstraint(
                fields=["author", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="comment_added_once",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="comment_order"),
            models.Index(
                fields=["leg", "id"],
                condition=Q(leg__isnull=False, withdrawn_at=None),
                name="comment_progress",
            ),
        ]

    def __str__(self) -> str:
        return f"comment on {self.order_id}"


class Mention(models.Model):
    """A person who should read a comment."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in comment {self.comment_id}"
