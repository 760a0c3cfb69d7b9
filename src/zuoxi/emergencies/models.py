"""Emergencies: who was told, what was planned, which orders belong to one, and the answer."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.emergencies.choices import OPEN, EmergencyKind, EmergencyStatus
from zuoxi.org.models import Unit
from zuoxi.tasks.models import Task
from zuoxi.workorders.models import CodeItem, WorkOrder


def _person(**kwargs: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, **kwargs
    )


def _code() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(CodeItem, models.PROTECT, null=True, related_name="+", db_index=False)


class Emergency(models.Model):
    """One emergency of a centre.

    The three codes are the subject of a group complaint that the system proposed; empty for what
    somebody reported. ``ending`` is why it was dismissed, or the summary with which it was closed.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=EmergencyKind.choices)
    title = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=EmergencyStatus.choices)
    request_type = _code()
    device_type = _code()
    region_class = _code()
    created_at = models.DateTimeField()
    started_by = _person(null=True)
    started_at = models.DateTimeField(null=True)
    ended_by = _person(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EmergencyKind.values), name="emergency_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=EmergencyStatus.values), name="emergency_status"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[EmergencyStatus.PROPOSED, EmergencyStatus.DISMISSED],
                    started_at=None,
                    started_by=None,
                )
                | Q(
                    status__in=[EmergencyStatus.STARTED, EmergencyStatus.CLOSED],
                    started_at__isnull=False,
                    started_by__isnull=False,
                )
                & ~Q(title=""),
                name="emergency_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None, ended_by=None, ending="")
                | Q(
                    status__in=[EmergencyStatus.DISMISSED, EmergencyStatus.CLOSED],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                )
                & ~Q(ending=""),
                name="emergency_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(request_type=None, device_type=None, region_class=None)
                | Q(request_type__isnull=False, device_type__isnull=False),
                name="emergency_subject_whole",
            ),
            # A subject is proposed once, however many workers look.
            models.UniqueConstraint(
                fields=["centre", "request_type", "device_type", "region_class"],
                condition=Q(status__in=OPEN, request_type__isnull=False),
                nulls_distinct=False,
                name="emergency_one_open_per_subject",
            ),
        ]
        indexes = [models.Index(fields=["centre", "status", "id"], name="emergency_list")]

    def __str__(self) -> str:
        return self.title or f"proposal {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is proposed or under way."""
        return self.status in OPEN


class Receipt(models.Model):
    """Somebody was told; ``unit`` is the department or the centre for which."""

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="receipts", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["emergency", "user"], name="emergency_receipt_once")
        ]

    def __str__(self) -> str:
        return f"{self.emergency_id} to {self.user_id}"


class Meeting(models.Model):
    """The record of an emergency meeting."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="meetings")
    held_at = models.DateTimeField()
    participants = models.CharField(max_length=500)
    minutes = models.TextField()
    by = _person()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(minutes="") & ~Q(participants=""), name="emergency_meeting_recorded"
            )
        ]

    def __str__(self) -> str:
        return f"meeting on {self.emergency_id}"


class Plan(models.Model):
    """One version of the plan; never changed, and without effect until it is approved."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="plans", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField()
    drafted_by = _person()
    drafted_at = models.DateTimeField()
    approved_by = _person(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["emergency", "number"], name="emergency_plan_once"),
            models.CheckConstraint(condition=~Q(text=""), name="emergency_plan_text"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="emergency_plan_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number} of {self.emergency_id}"


class PlanTask(models.Model):
    """The share of one unit in a plan; ``task`` is set when the plan is approved."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="shares", db_index=False)
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    due_at = models.DateTimeField(null=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="emergency_share_once"),
            models.CheckConstraint(condition=~Q(text=""), name="emergency_share_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One answer to all orders that belong to the emergency then."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="answers")
    text = models.TextField()
    by = _person()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="emergency_answer_text")]

    def __str__(self) -> str:
        return f"answer on {self.emergency_id}"


class LinkedOrder(models.Model):
    """An order belongs to an emergency; ``answer`` is the last common answer that reached it."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="links", db_index=False)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    added_by = _person(null=True)
    added_at = models.DateTimeField()
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    # The answer that waits for its turn; empty when it has come.
    waiting = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["emergency", "order"], name="emergency_order_once"),
            models.CheckConstraint(
                condition=Q(answer=None, answered_at=None)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="emergency_order_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["waiting", "id"],
                condition=Q(waiting__isnull=False),
                name="emergency_answer_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.emergency_id}"
