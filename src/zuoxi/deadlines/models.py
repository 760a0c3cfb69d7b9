"""Which orders have to be counted again, and requests for more time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.clocks.choices import ClockMilestone
from zuoxi.deadlines.choices import NOTE_LIMIT, ExtensionState, ToldBy
from zuoxi.workorders.models import Dispatch, WorkOrder

_DECIDED = (ExtensionState.GRANTED, ExtensionState.REFUSED)


class Mark(models.Model):
    """That something has happened to an order which its clocks do not show yet.

    A trigger on the event log leaves one for each event of an order, in its transaction; the worker
    takes them away with what it has counted. So no event is ever missed, whoever is killed.
    """

    order_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"mark of order {self.order_id}"


class Extension(models.Model):
    """A request for more time for one promise of an order, or of one of its dispatches.

    ``added`` is in the unit of the limit's own term. ``decided_by`` is another person than
    ``asked_by``. ``told_…`` is when and how the customer was told that it takes longer.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    leg = models.ForeignKey(Dispatch, models.PROTECT, null=True, related_name="+", db_index=False)
    milestone = models.CharField(max_length=8, choices=ClockMilestone.choices)
    state = models.CharField(
        max_length=9, choices=ExtensionState.choices, default=ExtensionState.ASKED
    )
    added = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    extended_due_at = models.DateTimeField()
    reason = models.CharField(max_length=NOTE_LIMIT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=NOTE_LIMIT, blank=True)
    told_by = models.CharField(max_length=9, choices=ToldBy.choices, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "leg", "milestone"],
                condition=Q(state=ExtensionState.ASKED),
                nulls_distinct=False,
                name="extension_one_asked",
            ),
            models.CheckConstraint(
                condition=Q(milestone__in=ClockMilestone.values), name="extension_milestone"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ExtensionState.values), name="extension_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=_DECIDED) & Q(decided_by=None, decided_at=None)),
                name="extension_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="extension_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.REFUSED) | ~Q(decision=""),
                name="extension_refused_why",
            ),
            models.CheckConstraint(
                condition=Q(added__gt=0) & Q(extended_due_at__gt=F("due_at")),
                name="extension_is_longer",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__lt=F("due_at")), name="extension_asked_before_due"
            ),
            models.CheckConstraint(
                condition=Q(told_by="", told_at=None)
                | (
                    Q(told_by__in=ToldBy.values, told_at__isnull=False)
                    & Q(state=ExtensionState.GRANTED)
                ),
                name="extension_told_of",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "id"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_to_decide",
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.milestone} of order {self.order_id}"
