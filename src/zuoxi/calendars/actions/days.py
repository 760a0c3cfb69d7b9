"""Exceptions: a day that the week does not decide."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from zuoxi.calendars import queries
from zuoxi.calendars.actions import versions
from zuoxi.calendars.choices import HOURS_LIMIT, NAME_LIMIT, DayNature
from zuoxi.calendars.days import Nature, SpecialDay
from zuoxi.calendars.events import DayRemoved, DaySet
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change_calendars
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.faults import Faults


@action("calendars.set_day", policy=may_change_calendars)
def set_day(
    *,
    actor: Actor,
    calendar_id: int,
    day: date,
    nature: str,
    name: str,
    hours: str = "",
    expected_version: int | None,
    now: datetime,
) -> Calendar:
    """Say what a day is, in the place of what was said before; ``hours`` as people write them.

    Past days too: that an office was closed by a storm is known afterwards. What was due then is
    due by the version that its clock names.
    """
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    special = _checked(day, nature, name, hours)
    old = queries.day_of(calendar, day)
    before = queries.day_value(old) if old else None
    if before == special:
        return calendar
    versions.begin(calendar, now=now)
    if old is not None:
        versions.end(calendar, old)
    versions.add_days(calendar, [special], source="", is_imported=False)
    faults = Faults()
    versions.refuse_closed(calendar, faults, "nature", day)
    faults.stop()
    versions.tell(
        DaySet,
        calendar,
        actor=actor,
        now=now,
        day=day.isoformat(),
        old=versions.told_day(before),
        new=versions.told_day(special),
    )
    return calendar


@action("calendars.remove_day", policy=may_change_calendars)
def remove_day(
    *, actor: Actor, calendar_id: int, day: date, expected_version: int | None, now: datetime
) -> Calendar:
    """Take an exception out: the layer above decides on the day again, or the week."""
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    old = queries.day_of(calendar, day)
    if old is None:
        raise NotFound
    versions.begin(calendar, now=now)
    versions.end(calendar, old)
    versions.tell(
        DayRemoved,
        calendar,
        actor=actor,
        now=now,
        day=day.isoformat(),
        old=versions.told_day(queries.day_value(old)),
        new=None,
    )
    return calendar


def _checked(day: date, nature: str, name: str, typed: str) -> SpecialDay:
    """Return the exception; raise InvalidInput with every fault at once."""
    faults = Faults()
    faults.choice("nature", nature, DayNature.values)
    name = faults.line("name", name, limit=NAME_LIMIT)
    line = faults.line("hours", typed, limit=HOURS_LIMIT, required=False)
    hours = versions.read_hours(faults, "hours", line)
    if nature == DayNature.REST and line:
        faults.add("hours", _("Nobody works on a rest day. Leave the hours empty."))
    if nature == DayNature.HALF and not line:
        faults.add("hours", _("Enter the hours that are worked on the half-day."))
    faults.stop()
    return SpecialDay(day, Nature(nature), name, hours or None)
