"""Inspections and the orders of their samples."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.inspections.choices import InspectionStatus, Method, Verdict
from zuoxi.org.models import Unit
from zuoxi.workorders.models import WorkOrder


class Inspection(models.Model):
    """One inspection of the departments of a centre, or of one of them.

    ``population`` is how many orders there were to draw from; with the ``seed`` and the same orders
    the same sample comes out again.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=100)
    first_day = models.DateField()
    last_day = models.DateField()
    method = models.CharField(max_length=16, choices=Method.choices)
    seed = models.CharField(max_length=32, blank=True)
    population = models.PositiveIntegerField()
    status = models.CharField(
        max_length=16, choices=InspectionStatus.choices, default=InspectionStatus.OPEN
    )
    conclusion = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    begun_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="inspection_title"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="inspection_period"
            ),
            models.CheckConstraint(
                condition=(Q(method=Method.RANDOM) & ~Q(seed=""))
                | Q(method=Method.CHOSEN, seed=""),
                name="inspection_drawn_with_seed",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=InspectionStatus.OPEN, closed_at=None, closed_by=None, conclusion=""
                )
                | (
                    Q(
                        status=InspectionStatus.CLOSED,
                        closed_at__isnull=False,
                        closed_by__isnull=False,
                    )
                    & ~Q(conclusion="")
                ),
                name="inspection_closed_with_conclusion",
            ),
        ]
        indexes = [models.Index(fields=["centre", "begun_at", "id"], name="inspection_list")]

    def __str__(self) -> str:
        return self.title


class Sampled(models.Model):
    """One order of a sample: which department handled it, and what was found."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="sample")
    position = models.PositiveIntegerField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    text = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "order"], name="sampled_order_once"),
            models.UniqueConstraint(fields=["inspection", "position"], name="sampled_position"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.PENDING, judged_at=None, judged_by=None)
                | (
                    Q(verdict__in=[Verdict.IN_ORDER, Verdict.FINDING])
                    & Q(judged_at__isnull=False, judged_by__isnull=False)
                ),
                name="sampled_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.FINDING) | ~Q(text=""), name="sampled_finding_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} of {self.inspection_id}"
