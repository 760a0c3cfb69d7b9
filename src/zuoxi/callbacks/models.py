"""Callbacks and the calls made for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.callbacks.choices import CallbackStatus, ConnectStatus, Satisfaction, Solved
from zuoxi.workorders.models import Dispatch, WorkOrder


class Callback(models.Model):
    """The task to call the customer of one completed dispatch.

    ``leg`` is a dispatch of the order, or of the main order that it is merged into.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="callbacks")
    leg = models.ForeignKey(Dispatch, models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=16, choices=CallbackStatus.choices, default=CallbackStatus.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CallbackStatus.values), name="callback_status"
            ),
            models.CheckConstraint(
                condition=Q(status=CallbackStatus.OPEN, closed_at=None)
                | (~Q(status=CallbackStatus.OPEN) & Q(closed_at__isnull=False)),
                name="callback_closed_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=CallbackStatus.WITHDRAWN) | ~Q(reason=""),
                name="callback_withdrawn_with_reason",
            ),
            models.UniqueConstraint(
                fields=["leg", "order"],
                condition=~Q(status=CallbackStatus.WITHDRAWN),
                name="callback_once_per_dispatch",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status=CallbackStatus.OPEN),
                name="callback_one_open_per_order",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "created_at", "id"], name="callback_list"),
        ]

    def __str__(self) -> str:
        return f"callback of {self.order_id}"


class Attempt(models.Model):
    """One call for a callback and what came of it."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    connect_status = models.CharField(max_length=16, choices=ConnectStatus.choices)
    solved = models.CharField(max_length=16, choices=Solved.choices, blank=True)
    satisfaction = models.CharField(max_length=20, choices=Satisfaction.choices, blank=True)
    remark = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callback", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=Q(connect_status__in=ConnectStatus.values), name="attempt_connect_status"
            ),
            models.CheckConstraint(
                condition=Q(solved__in=["", *Solved.values]), name="attempt_solved"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__in=["", *Satisfaction.values]),
                name="attempt_satisfaction",
            ),
            models.CheckConstraint(
                condition=(
                    Q(connect_status=ConnectStatus.CONNECTED)
                    & ~Q(solved="")
                    & ~Q(satisfaction="")
                    & ~Q(remark="")
                )
                | (~Q(connect_status=ConnectStatus.CONNECTED) & Q(solved="", satisfaction="")),
                name="attempt_answers_only_when_connected",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of callback {self.callback_id}"
