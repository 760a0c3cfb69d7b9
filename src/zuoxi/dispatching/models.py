"""Who looks at or has taken an order, operations on many orders, and who has done which work."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.dispatching.choices import BulkKind, Result
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders.models import CodeItem, WorkOrder


class Claim(models.Model):
    """Who has taken an order, and until when. It binds nobody; it warns.

    It holds for one version of the order, so it ends with the next action by whomever.
    """

    order = models.OneToOneField(WorkOrder, models.PROTECT, related_name="+")
    order_version = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("claimed_at")), name="claim_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"claim of {self.order_id}"


class Viewing(models.Model):
    """Somebody has an order open; renewed by the open page. Unlogged: a hint, no record."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "user"], name="viewing_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="viewing_seen_at")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.order_id}"


class Bulk(models.Model):
    """One action on many orders, with the same inputs for all; a job runs a deferred one."""

    kind = models.CharField(max_length=16, choices=BulkKind.choices)
    inputs = models.JSONField(default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    is_deferred = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    undo_started_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BulkKind.values), name="bulk_kind"),
            models.CheckConstraint(
                condition=Q(undo_started_at=None) | Q(finished_at__isnull=False),
                name="bulk_undone_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undo_started_at__isnull=False),
                name="bulk_undone_when_undo_started",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether some of its orders still wait for their turn, forwards or back."""
        return self.finished_at is None or (
            self.undo_started_at is not None and self.undone_at is None
        )


class BulkItem(models.Model):
    """One order of a bulk operation; ``result`` and ``undo_result`` are empty until its turn.

    ``order`` is empty where the person cannot see an order of that number. ``moved_version`` is
    the order's version after the action: an undo takes back nothing that somebody else did since.
    ``technician_before`` had the order before a reassignment.
    """

    bulk = models.ForeignKey(Bulk, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=64)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False
    )
    expected_version = models.PositiveIntegerField(null=True)
    moved_version = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=16, choices=Result.choices, blank=True)
    message = models.TextField(blank=True)
    technician_before = models.ForeignKey(
        Technician, models.PROTECT, null=True, related_name="+", db_index=False
    )
    undo_result = models.CharField(max_length=16, choices=Result.choices, blank=True)
    undo_message = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "position"], name="bulk_item_position_once"),
            models.UniqueConstraint(fields=["bulk", "number"], name="bulk_item_order_once"),
            models.CheckConstraint(
                condition=Q(result__in=["", *Result.values]), name="bulk_item_result"
            ),
            models.CheckConstraint(
                condition=Q(undo_result__in=["", *Result.values]), name="bulk_item_undo_result"
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.DONE) | Q(moved_version__isnull=False),
                name="bulk_item_done_with_version",
            ),
            models.CheckConstraint(
                condition=Q(undo_result="") | Q(result=Result.DONE),
                name="bulk_item_undone_when_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}/{self.position}"


class Experience(models.Model):
    """How many orders a technician has resolved, by device type and district of the customer.

    Counted at each completion, so that a suggestion reads a few rows and not the history.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    work_area = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    technician = models.ForeignKey(Technician, models.PROTECT, related_name="+", db_index=False)
    device_type = models.ForeignKey(CodeItem, models.PROTECT, related_name="+", db_index=False)
    city = models.CharField(max_length=64, blank=True)
    district = models.CharField(max_length=64, blank=True)
    jobs = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "work_area", "technician", "device_type", "city", "district"],
                name="experience_once",
            ),
            models.CheckConstraint(condition=Q(jobs__gte=1), name="experience_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.technician_id}: {self.jobs}"
