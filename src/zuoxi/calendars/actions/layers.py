"""A calendar for a unit, and back to an earlier version of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.calendars import queries
from zuoxi.calendars.actions import versions
from zuoxi.calendars.events import CalendarCreated, VersionRestored
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change, may_change_calendars
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.uniqueness import refuse_taken, unique_key
from zuoxi.org import queries as org


@action("calendars.create_calendar", policy=may_change_calendars)
def create_calendar(*, actor: Actor, unit_id: int, now: datetime) -> Calendar:
    """Give a unit a calendar of its own; until it says something, it is as the one above."""
    try:
        unit = org.unit(actor, unit_id)
    except NotFound:
        raise InvalidInput(fields={"unit": [_("Choose a unit.")]}) from None
    calendar = Calendar(unit=unit, created_at=now, changed_at=now)
    if not may_change(actor, calendar):
        raise Forbidden(extra={"unit": unit.code})
    taken = InvalidInput(fields={"unit": [_("This unit has a calendar of its own already.")]})
    with refuse_taken({unique_key(Calendar, "unit_id"): taken}):
        calendar.save()
    versions.tell(CalendarCreated, calendar, actor=actor, now=now)
    return calendar


@action("calendars.restore_version", policy=may_change_calendars)
def restore_version(
    *, actor: Actor, calendar_id: int, version: int, expected_version: int | None, now: datetime
) -> Calendar:
    """Let a calendar say again what it said in an earlier version, as a new version."""
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    if not 0 <= version < calendar.version:
        raise Conflict(_("There is no such earlier version."), extra={"version": calendar.version})
    weeks = {each.valid_from: each for each in queries.weeks_of(calendar, version)}
    days = {each.day: each for each in queries.days_of(calendar, version=version)}
    old_weeks = queries.weeks_of(calendar)
    old_days = queries.days_of(calendar)
    versions.begin(calendar, now=now)
    changed: list[str] = []
    for week in old_weeks:
        same = weeks.get(week.valid_from)
        if same is not None and queries.week_value(same) == queries.week_value(week):
            del weeks[week.valid_from]
        else:
            changed.append(week.valid_from.isoformat())
            versions.end(calendar, week)
    for week in weeks.values():
        versions.add_week(calendar, queries.week_value(week))
    for day in old_days:
        kept = days.get(day.day)
        if kept is not None and queries.day_value(kept) == queries.day_value(day):
            del days[day.day]
        else:
            changed.append(day.day.isoformat())
            versions.end(calendar, day)
    for day in days.values():
        value = queries.day_value(day)
        versions.add_days(calendar, [value], source=day.source, is_imported=day.is_imported)
    changed += [each.isoformat() for each in (*weeks, *days)]
    versions.tell(
        VersionRestored,
        calendar,
        actor=actor,
        now=now,
        restored=version,
        changed=sorted(set(changed)),
    )
    return calendar
