"""The event log and the dated options."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EventRow(models.Model):
    """What the log keeps of one write, refusal, sign-in or reveal."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=150)
    channel = models.CharField(max_length=16)
    request_id = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    subject_type = models.CharField(max_length=32)
    subject_id = models.BigIntegerField(null=True)
    centre_id = models.BigIntegerField(null=True)
    leg_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=32)
    to_state = models.CharField(max_length=32)
    data = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same event, in whichever table it was read."""
        if not isinstance(other, EventRow) or self.pk is None:
            return self is other
        return bool(self.pk == other.pk)

    def __hash__(self) -> int:
        return hash(self.pk) if self.pk is not None else super().__hash__()


# What a person may do so often within an hour, as ``accounts.quotas`` counts in the log.
COUNTED_KINDS = ("comments.added", "papers.order_printed", "sheets.export_requested")


class Event(EventRow):
    """An event of the log. Append-only: a trigger refuses change, and loss.

    The archive takes over what is old (``kernel.archive``); ``kernel.history`` reads both.
    """

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["kind", "-id"], name="event_kind"),
            models.Index(fields=["centre_id", "-id"], name="event_centre"),
            models.Index(fields=["request_id"], name="event_request"),
            models.Index(fields=["at", "id"], name="event_at"),
            models.Index(
                fields=["actor", "kind", "-at"],
                condition=models.Q(kind__in=COUNTED_KINDS),
                name="event_counted",
            ),
        ]


class ArchivedEvent(EventRow):
    """An event that the archive has taken over from the log, under its id.

    It is read by subject or by time, so it has two indexes. A trigger refuses change, and deletion
    of what is younger than the law allows or belongs to an order.
    """

    id = models.BigIntegerField(primary_key=True)
    # The log has checked the actor; to check again would lock the accounts while rows are moved.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "id"], name="archived_event_subject"
            ),
            models.Index(fields=["at", "id"], name="archived_event_at"),
        ]


class EveryEvent(EventRow):
    """A row of the view over log and archive together; see ``kernel.history``."""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "kernel_everyevent"


class OptionValue(models.Model):
    """A value of an option from a moment on; the shipped default counts before the first row."""

    key = models.CharField(max_length=64)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="option_value_once"),
            models.CheckConstraint(condition=~Q(source=""), name="option_value_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from:%Y-%m-%d}"
