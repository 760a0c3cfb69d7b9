"""Recurring meetings, and the days on which they are due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from zuoxi.accounts.choices import Role
from zuoxi.calendars import queries as calendars
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.meetings.choices import AHEAD_DAYS
from zuoxi.meetings.models import Meeting, Series, SeriesPart
from zuoxi.meetings.policies import OVERSEERS
from zuoxi.meetings.recurrence import IsWorking, Occurrence, occurrences

_OVERSEEING = OVERSEERS | {Role.AUDITOR}


def visible_series(actor: Actor) -> QuerySet[Series]:
    """Return the recurring meetings of the actor, the actor's units, and the overseen centres."""
    me = actor.user_id or 0
    mine = SeriesPart.objects.filter(series=OuterRef("pk")).filter(
        Q(user_id=me)
        | Q(unit_id__in=groups.home_units(actor))
        | Q(unit_id__in=actor.centre_ids, user=None)
    )
    overseen = actor.places_of(_OVERSEEING) | groups.centres_led(actor, GroupKind.LEADERSHIP)
    workers = groups.centres_led(actor, GroupKind.WORKING)
    return Series.objects.filter(
        Q(chair_id=me)
        | Q(created_by_id=me)
        | Q(centre_id__in=overseen)
        | (Q(centre_id__in=workers) & ~Q(group=GroupKind.LEADERSHIP))
        | Exists(mine)
    )


def series_list(actor: Actor) -> list[Series]:
    """Return the visible series: those that go on first."""
    rows = visible_series(actor).select_related("centre", "chair")
    return sorted(rows, key=lambda each: (each.ended_at is not None, each.title, each.pk))


def find_series(actor: Actor, pk: int) -> Series:
    """Return one visible series; raise NotFound otherwise."""
    found = single(visible_series(actor).select_related("centre", "chair").filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def parts_of(series: Series) -> list[SeriesPart]:
    """Return who takes part in a series, by unit."""
    rows = SeriesPart.objects.filter(series=series).select_related("unit", "user")
    return list(rows.order_by("unit__path", "user__name", "pk"))


def running_series() -> QuerySet[Series]:
    """Return the series that go on."""
    return Series.objects.filter(ended_at=None, centre__is_active=True)


def series_to_continue() -> list[int]:
    """Return the series that go on, for the job that puts their next meetings on the list."""
    return list(running_series().order_by("pk").values_list("pk", flat=True))


def is_working_at(centre_id: int) -> IsWorking:
    """Return what tells the working days of a centre, by its working calendar."""
    calendar = calendars.calendar_for(centre_id).calendar

    def is_working(day: date) -> bool:
        return bool(calendar.plan(day).hours)

    return is_working


def due_occurrences(series: Series, now: datetime) -> list[Occurrence]:
    """Return the occurrences of the days ahead that have no meeting yet."""
    today = now.astimezone(ZoneInfo(series.centre.time_zone)).date()
    until = today + timedelta(days=AHEAD_DAYS.at(now))
    found = _upcoming(series, today, until)
    made = Meeting.objects.filter(series=series, nominal_day__in=[e.nominal for e in found])
    known = set(made.values_list("nominal_day", flat=True))
    return [each for each in found if each.nominal not in known]


def _upcoming(series: Series, today: date, until: date) -> list[Occurrence]:
    # What was named for a rest day before today may be held today or later.
    since = today - timedelta(days=31)
    found: Iterable[Occurrence] = occurrences(
        series.rule, is_working_at(series.centre_id), since, until
    )
    return [each for each in found if each.held >= today]
