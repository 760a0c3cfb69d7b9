"""Clocks as rows: what they show, kept for searching, and which of their levels have passed.

The truth are the facts of the order. A row can be made again from them at any time.
"""

from django.db import models
from django.db.models import F, Q

from zuoxi.clocks.choices import LEVEL_LIMIT, VERSION_LIMIT, ClockMilestone, ClockStatus
from zuoxi.org.models import Unit

_GOING = (ClockStatus.RUNNING, ClockStatus.BREACHED)
_OPEN = (*_GOING, ClockStatus.PAUSED)


class Clock(models.Model):
    """One promise of an order or of one of its legs, both named by number.

    ``promise`` is what was promised, ``moments`` when each level falls due. ``next_at`` is when
    there is something to note: a level, or the breach. A clock that stands has none.
    """

    order_id = models.PositiveBigIntegerField()
    leg_id = models.PositiveBigIntegerField(null=True)
    milestone = models.CharField(max_length=8, choices=ClockMilestone.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    promise = models.JSONField()
    limit_version = models.CharField(max_length=VERSION_LIMIT, blank=True)
    calendar_version = models.CharField(max_length=VERSION_LIMIT, blank=True)
    state = models.CharField(max_length=9, choices=ClockStatus.choices)
    is_paused = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    broken_due_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    moments = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_id", "leg_id", "milestone"],
                nulls_distinct=False,
                name="clock_once_per_milestone",
            ),
            models.CheckConstraint(
                condition=Q(milestone__in=ClockMilestone.values), name="clock_milestone"
            ),
            models.CheckConstraint(condition=Q(state__in=ClockStatus.values), name="clock_state"),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(state__in=_GOING, is_paused=False),
                name="clock_next_while_going",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_OPEN) | Q(started_at__isnull=False, due_at__isnull=False),
                name="clock_open_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state=ClockStatus.MET, met_at__isnull=False)
                | (~Q(state=ClockStatus.MET) & Q(met_at=None)),
                name="clock_met_at",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(breached_at__isnull=False),
                name="clock_late_since",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClockStatus.BREACHED) | Q(is_late=True),
                name="clock_breached_is_late",
            ),
            models.CheckConstraint(
                condition=Q(breached_at=None, broken_due_at=None)
                | Q(breached_at__gte=F("broken_due_at")),
                name="clock_broken_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="clock_next"
            ),
            models.Index(
                fields=["unit", "due_at", "id"],
                condition=Q(state__in=_OPEN),
                name="clock_open_of_unit",
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=_OPEN), name="clock_open"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} of order {self.order_id}"


class PassedLevel(models.Model):
    """That a level of a clock has fallen due; each is noted once, whoever looks.

    ``told_at`` is when those whom it is for were told; None: not yet.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="passed", db_index=False)
    name = models.CharField(max_length=LEVEL_LIMIT)
    fell_due_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "name"], name="passed_level_once"),
            models.CheckConstraint(
                condition=Q(noted_at__gte=F("fell_due_at")), name="passed_level_noted_after"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at=None), name="passed_level_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of clock {self.clock_id}"
