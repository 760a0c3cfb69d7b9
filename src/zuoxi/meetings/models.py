"""Meetings, those that recur, who takes part, minutes and decisions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.groups.choices import GroupKind
from zuoxi.meetings.choices import ItemKind, Matter, MeetingStatus, Recurrence
from zuoxi.meetings.recurrence import Every, Rule
from zuoxi.org.models import Unit
from zuoxi.workorders.models import WorkOrder

_GROUP = Q(group__in=["", *GroupKind.values])


def _person(**kwargs: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, **kwargs
    )


class Series(models.Model):
    """A meeting that recurs. ``number`` is as in ``recurrence.Rule``; times are the centre's."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    group = models.CharField(max_length=16, choices=GroupKind.choices, blank=True)
    every = models.CharField(max_length=20, choices=Recurrence.choices)
    number = models.PositiveSmallIntegerField(default=0)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    begins = models.TimeField()
    minutes = models.PositiveIntegerField()
    place = models.CharField(max_length=100, blank=True)
    points = models.TextField(blank=True)
    chair = _person()
    created_by = _person()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="series_title"),
            models.CheckConstraint(condition=_GROUP, name="series_group"),
            models.CheckConstraint(condition=Q(every__in=Recurrence.values), name="series_every"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="series_days"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440), name="series_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        """By which rule it recurs."""
        return Rule(Every(self.every), self.number, self.first_day, self.last_day)


class SeriesPart(models.Model):
    """A unit that takes part in a recurring meeting, with a person of it or as a whole."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    user = _person(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "unit", "user"], name="series_part_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["series", "user"],
                condition=Q(user__isnull=False),
                name="series_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.series_id}"


class Meeting(models.Model):
    """One meeting: of a series, about an order, or called by itself.

    ``nominal_day`` is the day that the rule of the series names, wherever it was moved to.
    ``invited_at`` is when the participants heard of it; what nobody has heard of may still change
    with its series.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    group = models.CharField(max_length=16, choices=GroupKind.choices, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="meetings")
    nominal_day = models.DateField(null=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=100, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    chair = _person()
    status = models.CharField(
        max_length=16, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED
    )
    reason = models.TextField(blank=True)
    invited_at = models.DateTimeField(null=True)
    created_by = _person(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="meeting_title"),
            models.CheckConstraint(condition=_GROUP, name="meeting_group"),
            models.CheckConstraint(
                condition=Q(status__in=MeetingStatus.values), name="meeting_status"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(series=None, nominal_day=None)
                | Q(series__isnull=False, nominal_day__isnull=False, order=None),
                name="meeting_of_series_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.CANCELLED) | ~Q(reason=""),
                name="meeting_cancelled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["series", "nominal_day"], name="meeting_once_a_day_of_series"
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "status", "starts_at", "id"], name="meeting_list"),
            models.Index(
                fields=["starts_at"],
                condition=Q(status=MeetingStatus.PLANNED, invited_at=None),
                name="meeting_to_invite",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """A unit that takes part in a meeting, with a person of it or as a whole; who came."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    was_present = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "unit", "user"], name="participant_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="participant_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} at {self.meeting_id}"


class AgendaItem(models.Model):
    """A point of an agenda: an own one, or what was open when the minutes were begun."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    text = models.TextField()
    source_type = models.CharField(max_length=64, blank=True)
    source_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_item_place"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="agenda_item_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="agenda_item_text"),
        ]

    def __str__(self) -> str:
        return f"{self.position} of {self.meeting_id}"


class Minutes(models.Model):
    """A version of the minutes; once it was sent, a change is a new version with its reason."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.TextField(blank=True)
    written_by = _person()
    written_at = models.DateTimeField()
    sent_by = _person(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="minutes_text"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="minutes_changed_with_reason"
            ),
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(sent_at=None), name="minutes_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"minutes {self.number} of {self.meeting_id}"


class Decision(models.Model):
    """What a meeting decided; who owes it, where somebody does, has a task of it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    matter = models.CharField(max_length=16, choices=Matter.choices)
    text = models.TextField()
    recorded_by = _person()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(matter__in=Matter.values), name="decision_matter"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_text"),
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number"),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} of {self.meeting_id}"
