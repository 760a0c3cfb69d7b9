"""The slow obvious way to count: look at the clock on the wall every minute, and note who works."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.days import Nature

MINUTE = timedelta(minutes=1)


def hours_on(calendar: WorkingCalendar, day: date):
    """Return the hours of a day, from the very rows of the calendar."""
    week = ((),) * 7
    for each in sorted(calendar.weeks, key=lambda one: one.valid_from):
        if each.valid_from <= day:
            week = each.hours
    found = [each for each in calendar.special if each.day == day]
    found.sort(key=lambda one: one.nature is Nature.REST)
    if not found:
        return week[day.weekday()]
    if found[0].nature is Nature.REST:
        return ()
    return found[0].hours or next((each for each in week if each), ())


def open_minutes(calendar: WorkingCalendar, start: datetime, minutes: int):
    """Yield the whole minutes of work from ``start`` on, each with whether it is worked.

    Work begins in the first minute in which the clock of that day shows the opening or later, and
    ends in the first one in which it shows the closing or later.
    """
    zone = ZoneInfo(calendar.zone)
    at = start.astimezone(UTC) - timedelta(days=1)
    at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    end = start.astimezone(UTC) + timedelta(minutes=minutes)
    latest: dict[date, int] = {}
    while at < end:
        local = at.astimezone(zone)
        day = local.date()
        shown = local.hour * 60 + local.minute
        # A clock that is set back does not open a second time what it has closed.
        latest[day] = max(latest.get(day, 0), shown)
        is_open = any(each.start <= latest[day] < each.end for each in hours_on(calendar, day))
        if at >= start:
            yield at, is_open
        at += MINUTE
