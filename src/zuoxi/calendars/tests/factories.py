"""A national calendar with the holidays of 2025 to 2027, and calendars of units, by the actions."""

from datetime import UTC, datetime

from zuoxi.calendars import actions
from zuoxi.calendars.choices import WEEKDAYS
from zuoxi.calendars.models import Calendar
from zuoxi.kernel.actors import SYSTEM
from zuoxi.org.models import Unit

# Friday, 10:00 in China.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICE = dict.fromkeys(list(WEEKDAYS)[:5], "09:00-12:00, 13:00-18:00")
ALWAYS = dict.fromkeys(WEEKDAYS, "00:00-24:00")


def national() -> Calendar:
    """Return the national calendar, founded as by `zuoxi migrate`."""
    return actions.load_national_calendar(actor=SYSTEM, now=NOW)


def calendar_of(unit: Unit) -> Calendar:
    """Give a unit a calendar."""
    return actions.create_calendar(actor=SYSTEM, unit_id=unit.pk, now=NOW)


def set_week(calendar: Calendar, hours=OFFICE, *, actor=SYSTEM, version=None, now=NOW, **more):
    """Say a week, from the day of NOW on."""
    wanted = actions.WantedWeek(**{"valid_from": "2026-11-20", "hours": hours} | more)
    return actions.set_week(
        actor=actor, calendar_id=calendar.pk, wanted=wanted, expected_version=version, now=now
    )


def set_day(calendar: Calendar, day, nature, name="…", hours="", *, actor=SYSTEM, version=None):
    """Say what a day is."""
    return actions.set_day(
        actor=actor,
        calendar_id=calendar.pk,
        day=day,
        nature=nature,
        name=name,
        hours=hours,
        expected_version=version,
        now=NOW,
    )
