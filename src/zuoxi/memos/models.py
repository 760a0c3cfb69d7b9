"""Messages between departments, whom they go to, and who has read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.org.models import Unit


class Memo(models.Model):
    """A message to units of one centre; it is never changed, only taken back.

    ``subject_type`` and ``subject_id`` name what it is about as events do; a reader is led there
    only where the reader may see it. ``expires_on`` is the last day on which it counts.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=100)
    text = models.TextField()
    to_all = models.BooleanField(default=False)
    subject_type = models.CharField(max_length=64, blank=True)
    subject_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField()
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawal = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="memo_says_something"
            ),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id=None)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="memo_subject_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal=""),
                name="memo_withdrawn_with_reason",
            ),
            models.UniqueConstraint(
                fields=["author", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="memo_sent_once",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "sent_at", "id"], name="memo_centre"),
            models.Index(fields=["author", "sent_at", "id"], name="memo_author"),
            # What counts today, for the number in the rail: the rest is years of messages.
            models.Index(
                fields=["expires_on"], condition=Q(withdrawn_at=None), name="memo_counts_until"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MemoUnit(models.Model):
    """A unit that a message was sent to, and thereby everybody who works there."""

    memo = models.ForeignKey(Memo, models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["memo", "unit"], name="memo_unit_once")]
        indexes = [models.Index(fields=["unit", "memo"], name="memo_of_unit")]

    def __str__(self) -> str:
        return f"memo {self.memo_id} to {self.unit_id}"


class Reading(models.Model):
    """Somebody has opened a message; there is no row before that."""

    memo = models.ForeignKey(Memo, models.PROTECT, related_name="readings", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["memo", "user"], name="memo_read_once")]

    def __str__(self) -> str:
        return f"memo {self.memo_id} read by {self.user_id}"
