"""Versions of a centre's limits, their rules, and what units have said to them.

Rules change while their version is a draft and never afterwards: an order may name the version.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zuoxi.calendars.counting import MOST, Clock, EndRule, Roll, StartRule, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.choices import (
    NOTE_LIMIT,
    OPEN_STATES,
    REASON_LIMIT,
    SOURCE_LIMIT,
    VersionState,
)
from zuoxi.limits.matching import Evidence, Pause, Since
from zuoxi.org import models as org
from zuoxi.workorders.models import CodeItem

_DECIDED = (VersionState.OFFERED.value, VersionState.REJECTED.value)


def _one_of(name: str, values: type[Milestone | Since | Evidence | Clock | StartRule]) -> Q:
    return Q(**{f"{name}__in": [each.value for each in values]})


class Version(models.Model):
    """A set of limits of a centre.

    ``decided_by`` is the head of the centre who has agreed to it or rejected it. ``revision``
    counts the changes of a draft, so that two persons do not overwrite each other.
    """

    centre = models.ForeignKey(org.Unit, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices)
    valid_from = models.DateField(null=True)
    preset = models.CharField(max_length=20, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="limits_version_number"),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(state__in=OPEN_STATES),
                name="limits_one_open_version",
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="limits_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[VersionState.PROPOSED.value, *_DECIDED])
                | Q(valid_from__isnull=False, proposed_by__isnull=False, proposed_at__isnull=False),
                name="limits_proposed_for_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=_DECIDED) & Q(decided_by=None, decided_at=None)),
                name="limits_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.REJECTED) | ~Q(reason=""),
                name="limits_rejected_why",
            ),
        ]

    def __str__(self) -> str:
        return f"limits of {self.centre_id}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether its rules may still be changed."""
        return self.state == VersionState.DRAFT


class Rule(models.Model):
    """The limits of all cases with these values; a value that is missing stands for any."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="rules", db_index=False)
    grade = models.ForeignKey(CodeItem, models.PROTECT, null=True, related_name="+", db_index=False)
    request_type = models.ForeignKey(
        CodeItem, models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit = models.ForeignKey(org.Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    region = models.ForeignKey(
        CodeItem, models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_interim = models.BooleanField(default=False)
    evidence = models.CharField(max_length=12)
    source = models.CharField(max_length=SOURCE_LIMIT)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)

    class Meta:
        constraints = [
            # Two rules that match one case equally name the same values: there is no tie.
            models.UniqueConstraint(
                fields=["version", "grade", "request_type", "unit", "region"],
                nulls_distinct=False,
                name="limits_rule_once",
            ),
            models.CheckConstraint(
                condition=_one_of("evidence", Evidence), name="limits_rule_evidence"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="limits_rule_has_source"),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"


class RuleLimit(models.Model):
    """How long one milestone may take; without evidence of its own it has that of its rule."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="limits", db_index=False)
    milestone = models.CharField(max_length=12)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    clock = models.CharField(max_length=16)
    start_rule = models.CharField(max_length=16)
    end_rule = models.CharField(max_length=20)
    roll = models.CharField(max_length=20)
    since = models.CharField(max_length=12)
    pauses = ArrayField(models.CharField(max_length=16), default=list)
    evidence = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=SOURCE_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "milestone"], name="limits_milestone_once"),
            models.CheckConstraint(
                condition=_one_of("milestone", Milestone), name="limits_milestone"
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.MINUTES.value, amount__lte=MOST[Unit.MINUTES])
                | Q(unit=Unit.HOURS.value, amount__lte=MOST[Unit.HOURS])
                | Q(
                    unit=Unit.NATURAL_DAYS.value,
                    clock=Clock.ROUND_THE_CLOCK.value,
                    amount__lte=MOST[Unit.NATURAL_DAYS],
                )
                | Q(
                    unit=Unit.WORKING_DAYS.value,
                    clock=Clock.CALENDAR.value,
                    amount__lte=MOST[Unit.WORKING_DAYS],
                ),
                name="limits_term_counts",
            ),
            models.CheckConstraint(
                condition=Q(clock__in=[each.value for each in Clock])
                & Q(start_rule__in=[each.value for each in StartRule])
                & Q(end_rule__in=[each.value for each in EndRule])
                & Q(roll__in=[each.value for each in Roll])
                & Q(pauses__contained_by=[each.value for each in Pause]),
                name="limits_term_rules",
            ),
            models.CheckConstraint(condition=_one_of("since", Since), name="limits_since"),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                | Q(milestone=Milestone.REPLY.value, since=Since.FINISHED.value),
                name="limits_not_in_no_time",
            ),
            models.CheckConstraint(
                condition=Q(evidence="") | (_one_of("evidence", Evidence) & ~Q(source="")),
                name="limits_evidence_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.amount} {self.unit}"


class Agreement(models.Model):
    """What the head of a unit has said to a version that the head of the centre stands behind.

    ``centre_signed_by`` is the head of the centre again: the two who sign are two persons, and
    that is held here and nowhere else.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="agreements", db_index=False)
    unit = models.ForeignKey(org.Unit, models.PROTECT, related_name="+")
    is_agreed = models.BooleanField()
    centre_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField()
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "unit"], name="limits_agreement_once"),
            models.CheckConstraint(
                condition=~Q(signed_by=F("centre_signed_by")), name="limits_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(is_agreed=True, reason="") | (Q(is_agreed=False) & ~Q(reason="")),
                name="limits_disagreed_why",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"
