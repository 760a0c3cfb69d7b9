"""The hours of a week, from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from zuoxi.calendars import queries
from zuoxi.calendars.actions import versions
from zuoxi.calendars.choices import HOURS_LIMIT, WEEKDAYS
from zuoxi.calendars.events import WeekRemoved, WeekSet
from zuoxi.calendars.layers import LayerWeek
from zuoxi.calendars.models import Calendar, Week
from zuoxi.calendars.policies import may_change_calendars
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, NotFound
from zuoxi.kernel.faults import Faults


@dataclass(frozen=True, kw_only=True)
class WantedWeek:
    """A week as typed: its first day, the hours of each weekday by name, or those from above.

    ``hours`` maps ``monday`` to ``sunday`` to texts such as ``08:30-12:00, 13:30-17:30``; a day
    that is empty or missing is a rest day. With ``inherits`` hours are not looked at.
    """

    valid_from: str
    hours: Mapping[str, str] = field(default_factory=dict)
    inherits: bool = False
    works_holidays: bool = False


@action("calendars.set_week", policy=may_change_calendars)
def set_week(
    *,
    actor: Actor,
    calendar_id: int,
    wanted: WantedWeek,
    expected_version: int | None,
    now: datetime,
) -> Calendar:
    """Say the week of a calendar from a day on, in the place of one that begins on the same day.

    It begins today or later, so that what was due by the week before stays due then.
    """
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    week = _checked(calendar, wanted, versions.today_of(calendar, now))
    old = _current(calendar, week.valid_from)
    before = queries.week_value(old) if old else None
    if before == week:
        return calendar
    versions.begin(calendar, now=now)
    if old is not None:
        versions.end(calendar, old)
    versions.add_week(calendar, week)
    faults = Faults()
    versions.refuse_closed(calendar, faults, "hours", week.valid_from)
    faults.stop()
    versions.tell(
        WeekSet,
        calendar,
        actor=actor,
        now=now,
        valid_from=week.valid_from.isoformat(),
        old=versions.told_week(before),
        new=versions.told_week(week),
    )
    return calendar


@action("calendars.remove_week", policy=may_change_calendars)
def remove_week(
    *,
    actor: Actor,
    calendar_id: int,
    valid_from: date,
    expected_version: int | None,
    now: datetime,
) -> Calendar:
    """Take out a week that begins today or later; one that was in force is ended by the next."""
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    week = _current(calendar, valid_from)
    if week is None:
        raise NotFound
    if valid_from < versions.today_of(calendar, now):
        raise Conflict(_("This week has been in force. Set another one from a day on."))
    versions.begin(calendar, now=now)
    versions.end(calendar, week)
    versions.tell(
        WeekRemoved,
        calendar,
        actor=actor,
        now=now,
        valid_from=valid_from.isoformat(),
        old=versions.told_week(queries.week_value(week)),
        new=None,
    )
    return calendar


def _current(calendar: Calendar, valid_from: date) -> Week | None:
    return next(
        (each for each in queries.weeks_of(calendar) if each.valid_from == valid_from), None
    )


def _checked(calendar: Calendar, wanted: WantedWeek, today: date) -> LayerWeek:
    """Return the week; raise InvalidInput with every fault at once."""
    faults = Faults()
    valid_from = today
    with faults.noted():
        valid_from = read_day("valid_from", wanted.valid_from)
    if valid_from < today:
        faults.add("valid_from", _("A week begins today or later: what was due stays due then."))
    for name in wanted.hours:
        if name not in WEEKDAYS:
            faults.add("hours", _("There is no such weekday: %(name)s") % {"name": name[:20]})
    texts = {
        name: faults.line(name, wanted.hours.get(name), limit=HOURS_LIMIT, required=False)
        for name in WEEKDAYS
    }
    days = tuple(versions.read_hours(faults, name, text) for name, text in texts.items())
    if wanted.inherits and calendar.is_national:
        faults.add("inherits", _("There is no calendar above the national one."))
    if not wanted.inherits and not faults and not any(days):
        faults.add("hours", _("Enter the hours of at least one day."))
    faults.stop()
    if wanted.inherits:
        return LayerWeek(valid_from, None)
    works_holidays = wanted.works_holidays and not calendar.is_national
    return LayerWeek(valid_from, days, works_holidays)
