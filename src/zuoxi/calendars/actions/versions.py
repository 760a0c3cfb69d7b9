"""How a calendar gets its next version: lock it, end rows, add rows, tell what is different."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from zuoxi.calendars import hours, queries
from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.choices import WEEKDAYS
from zuoxi.calendars.days import SpecialDay
from zuoxi.calendars.events import CalendarFact
from zuoxi.calendars.layers import LayerWeek
from zuoxi.calendars.models import Calendar, DayException, DayHours, Week, WeekHours
from zuoxi.calendars.policies import may_change
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

_A_YEAR = 366


def lock(actor: Actor, calendar_id: int, *, expected_version: int | None) -> Calendar:
    """Return a visible calendar for a write; raise NotFound, Forbidden or Stale."""
    rows = queries.visible_to(actor).select_for_update(of=("self",), no_key=True)
    calendar = single(rows.filter(pk=calendar_id))
    if calendar is None:
        raise NotFound
    if not may_change(actor, calendar):
        raise Forbidden(extra={"calendar": calendar.pk})
    if expected_version is not None and expected_version != calendar.version:
        raise Stale(extra={"version": calendar.version})
    return calendar


def begin(calendar: Calendar, *, now: datetime) -> None:
    """Raise the version: rows that are added or ended from here on belong to it."""
    calendar.version += 1
    calendar.changed_at = now
    calendar.save(update_fields=["version", "changed_at"])


def end(calendar: Calendar, row: Week | DayException) -> None:
    """End a row with this version."""
    row.until_version = calendar.version
    row.save(update_fields=["until_version"])


def add_week(calendar: Calendar, week: LayerWeek) -> Week:
    """Add a week with this version."""
    row = Week.objects.create(
        calendar=calendar,
        valid_from=week.valid_from,
        inherits=week.hours is None,
        works_holidays=week.works_holidays,
        since_version=calendar.version,
    )
    WeekHours.objects.bulk_create(
        WeekHours(week=row, weekday=weekday, starts=each.start, ends=each.end)
        for weekday, of_day in enumerate(week.hours or ())
        for each in of_day
    )
    return row


def add_days(
    calendar: Calendar, days: Iterable[SpecialDay], *, source: str, is_imported: bool
) -> None:
    """Add exceptions with this version."""
    given = list(days)
    rows = DayException.objects.bulk_create(
        DayException(
            calendar=calendar,
            day=each.day,
            nature=each.nature.value,
            name=each.name,
            source=source,
            is_imported=is_imported,
            since_version=calendar.version,
        )
        for each in given
    )
    DayHours.objects.bulk_create(
        DayHours(exception=row, starts=each.start, ends=each.end)
        for row, day in zip(rows, given, strict=True)
        for each in day.hours or ()
    )


def tell(
    kind: type[CalendarFact],
    calendar: Calendar,
    *,
    actor: Actor,
    now: datetime,
    **data: object,
) -> None:
    """Publish a fact about a calendar."""
    publish(
        kind(
            subject_id=calendar.pk,
            centre_id=centre_of(calendar.unit),
            data={
                "unit": calendar.unit.name if calendar.unit else "",
                "version": calendar.version,
                **data,
            },
        ),
        actor=actor,
        now=now,
    )


def centre_of(unit: Unit | None) -> int | None:
    """Return the centre that a unit is or belongs to."""
    if unit is None:
        return None
    return unit.pk if unit.kind == UnitKind.CENTRE else unit.centre_id


def read_hours(faults: Faults, name: str, text: str) -> hours.Hours:
    """Return typed hours; note what is wrong with them and return none."""
    try:
        return hours.read(text)
    except hours.BadHours as fault:
        messages = {
            "unreadable": _("Write hours such as 08:30-12:00, 13:30-17:30. Not read: %(text)s"),
            "empty": _("These hours end before they begin, or at once: %(text)s"),
            "outside": _("A day ends at 24:00: %(text)s"),
            "overlap": _("These hours overlap: %(text)s"),
        }
        faults.add(name, messages[fault.reason] % {"text": fault.text})
        return ()


def refuse_closed(calendar: Calendar, faults: Faults, name: str, day: date) -> None:
    """Note a fault if from a day on there is no working time for so long that nothing is ever due.

    Asked after the rows were written, inside the transaction that a fault undoes.
    """
    whole = queries.combined_of(calendar)
    try:
        whole.next_working_day(day)
        whole.next_working_day(day + timedelta(days=_A_YEAR))
    except CannotCount:
        faults.add(name, _("Without any working time in 400 days nothing would ever be due."))


def today_of(calendar: Calendar, now: datetime) -> date:
    """Return the day where the calendar counts."""
    return now.astimezone(ZoneInfo(queries.zone_of(calendar.unit))).date()


def told_week(week: LayerWeek | None) -> Mapping[str, Any] | None:
    """Return a week as the log keeps it."""
    if week is None:
        return None
    if week.hours is None:
        return {"inherits": True}
    written = {
        name: hours.written(of_day) for name, of_day in zip(WEEKDAYS, week.hours, strict=True)
    }
    return {"hours": written, "works_holidays": week.works_holidays}


def told_day(day: SpecialDay | None) -> Mapping[str, Any] | None:
    """Return an exception as the log keeps it."""
    if day is None:
        return None
    own = hours.written(day.hours or ())
    return {"nature": day.nature.value, "name": day.name, "hours": own}
