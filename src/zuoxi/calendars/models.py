"""Calendars of units and what they say: weeks from a day on, and exceptions by day.

Rows are never changed: a new version ends those that it replaces and adds its own. What a calendar
said in any version can be read again (``since_version``, ``until_version``).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from zuoxi.calendars.choices import DayNature
from zuoxi.calendars.hours import DAY_MINUTES, Hours, Interval
from zuoxi.org.models import Unit

_LAST_WEEKDAY = 6
_CURRENT = Q(until_version=None)


def _never_twice(name: str, minutes: str) -> ExclusionConstraint:
    """Refuse overlapping hours.

    ``minutes`` gives each owner and day minutes of their own, so that one range says it all and
    no extension of the database is needed to compare keys beside ranges.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            (
                Func(
                    template=f"int8range({minutes} + starts, {minutes} + ends)",
                    output_field=BigIntegerRangeField(),
                ),
                RangeOperators.OVERLAPS,
            )
        ],
    )


class Calendar(models.Model):
    """A layer: the national calendar, or what a unit says for itself and for the units below it.

    Whatever it does not say is answered by the next one above it.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(unit=None),
                nulls_distinct=False,
                name="calendar_one_national",
            )
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"

    @property
    def is_national(self) -> bool:
        """Whether it is the one that all others rest on."""
        return self.unit_id is None


class Versioned(models.Model):
    """A row that was said in one version and holds until another one says otherwise."""

    since_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class Week(Versioned):
    """The hours of a week from a day on; without hours of its own it ends what was said before."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="weeks", db_index=False)
    valid_from = models.DateField()
    inherits = models.BooleanField(default=False)
    works_holidays = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "valid_from"], condition=_CURRENT, name="week_once_per_day"
            ),
            models.CheckConstraint(
                condition=_CURRENT | Q(until_version__gt=F("since_version")), name="week_versions"
            ),
            models.CheckConstraint(
                condition=Q(inherits=False) | Q(works_holidays=False), name="week_inherits_all"
            ),
        ]
        indexes = [models.Index(fields=["calendar", "valid_from"], name="week_of_calendar")]

    def __str__(self) -> str:
        return f"week from {self.valid_from}"


class Opening(models.Model):
    """Some hours, in minutes after midnight."""

    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @property
    def interval(self) -> Interval:
        """The hours as a value."""
        return Interval(self.starts, self.ends)


class WeekHours(Opening):
    """Hours of a weekday; Monday is 0."""

    week = models.ForeignKey(Week, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends"), ends__lte=DAY_MINUTES), name="week_hours_in_a_day"
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=_LAST_WEEKDAY), name="week_hours_weekday"
            ),
            _never_twice("week_hours_no_overlap", "week_id * 10080 + weekday * 1440"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.interval}"


class DayException(Versioned):
    """A dated exception: a rest day, a working day, a half-day."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    nature = models.CharField(max_length=8, choices=DayNature.choices)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=100, blank=True)
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=_CURRENT, name="day_exception_once"
            ),
            models.CheckConstraint(
                condition=_CURRENT | Q(until_version__gt=F("since_version")),
                name="day_exception_versions",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=DayNature.values), name="day_exception_nature"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="day_exception_named"),
        ]
        indexes = [models.Index(fields=["calendar", "day"], name="day_exception_of_calendar")]

    def __str__(self) -> str:
        return f"{self.day}: {self.nature}"


class DayHours(Opening):
    """Hours of an exception; a working day without any has those of the week."""

    exception = models.ForeignKey(DayException, models.PROTECT, related_name="hours")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends"), ends__lte=DAY_MINUTES), name="day_hours_in_a_day"
            ),
            _never_twice("day_hours_no_overlap", "exception_id * 1440"),
        ]

    def __str__(self) -> str:
        return str(self.interval)


def hours_of(openings: list[Opening]) -> Hours:
    """Return stored hours as a value, in their order."""
    return tuple(sorted(each.interval for each in openings))
