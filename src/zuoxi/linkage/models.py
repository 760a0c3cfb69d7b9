"""Linkage items, who was told, alarms, and what passes between the centre and departments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.linkage.choices import (
    Aspect,
    Direction,
    ExchangeState,
    InformedBy,
    RequestKind,
    WaitsFor,
)
from zuoxi.org.models import Unit
from zuoxi.workorders.models import Dispatch, WorkOrder

_USER = settings.AUTH_USER_MODEL


class Item(models.Model):
    """What the working group keeps of a complex order: since when, and what its end waits for.

    A waiver counts for the sub-orders that there were when it was given.
    """

    order = models.OneToOneField(
        WorkOrder, models.PROTECT, primary_key=True, related_name="linkage_item"
    )
    transferred_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", db_index=False)
    transferred_at = models.DateTimeField()
    waits_for = models.CharField(max_length=8, choices=WaitsFor.choices, default=WaitsFor.ALL)
    waived_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", db_index=False
    )
    waived_at = models.DateTimeField(null=True)
    waived_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_for__in=WaitsFor.values), name="linkage_item_waits_for"
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waived_reason="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason=""),
                name="linkage_item_waived_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"linkage item {self.pk}"


class Informed(models.Model):
    """The customer of a complex order was told what came of one dispatch, when and how."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    leg = models.OneToOneField(Dispatch, models.PROTECT, related_name="customer_informed")
    way = models.CharField(max_length=16, choices=InformedBy.choices)
    at = models.DateTimeField()
    remark = models.TextField(blank=True)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=InformedBy.values), name="customer_informed_way"
            ),
            models.CheckConstraint(
                condition=Q(at__lte=F("recorded_at")), name="customer_informed_before_recorded"
            ),
        ]

    def __str__(self) -> str:
        return f"customer of {self.order_id} informed"


class Alarm(models.Model):
    """A dispatch to a department whose handler was not named in time; raised once."""

    leg = models.OneToOneField(
        Dispatch, models.PROTECT, primary_key=True, related_name="handler_alarm"
    )
    raised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"alarm of dispatch {self.pk}"


class Exchange(models.Model):
    """What the centre asks of a department or region, or passes on to it, outside of dispatches.

    ``order`` is the work order it came up with, if any. A request has a ``kind``, feedback has an
    ``aspect``; urgent feedback is told at once.
    """

    direction = models.CharField(max_length=16, choices=Direction.choices)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=RequestKind.choices, blank=True)
    aspect = models.CharField(max_length=16, choices=Aspect.choices, blank=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="exchanges")
    text = models.TextField()
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=16, choices=ExchangeState.choices, default=ExchangeState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="exchange_has_text"),
            models.CheckConstraint(
                condition=Q(direction=Direction.REQUEST, aspect="", kind__in=RequestKind.values)
                | Q(direction=Direction.FEEDBACK, kind="", aspect__in=Aspect.values),
                name="exchange_kind_by_direction",
            ),
            models.CheckConstraint(
                condition=Q(state=ExchangeState.OPEN, answered_at=None, closed_at=None)
                | Q(state=ExchangeState.ANSWERED, answered_at__isnull=False, closed_at=None)
                | Q(state=ExchangeState.CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="exchange_state_by_times",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "direction", "made_at", "id"], name="exchange_of_unit"),
            models.Index(fields=["centre", "made_at", "id"], name="exchange_of_centre"),
            # Of all ever the few that somebody has to see to.
            models.Index(
                fields=["unit", "id"],
                condition=Q(state=ExchangeState.OPEN),
                name="exchange_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.pk}"

    @property
    def subject_label(self) -> str:
        """What it is about, in the reader's language."""
        shown = RequestKind(self.kind) if self.kind else Aspect(self.aspect)
        return str(shown.label)


class Reply(models.Model):
    """What the unit says to a request or feedback: how far it is, or the answer."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="replies")
    text = models.TextField()
    is_answer = models.BooleanField(default=False)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_has_text"),
        ]

    def __str__(self) -> str:
        return f"reply to {self.exchange_id}"
