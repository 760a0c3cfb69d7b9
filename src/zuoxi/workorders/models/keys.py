"""The keys with which orders were moved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.workorders.models.orders import WorkOrder


class MoveKey(models.Model):
    """A key with which somebody moved an order, and what came of it: the ``version`` after it.

    Whoever did not hear the answer sends the same again and gets this result, for
    as long as ``workorders.key_days`` says.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    message = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="move_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="move_key_not_empty"),
        ]

    def __str__(self) -> str:
        return f"move of {self.order_id} to version {self.version}"
