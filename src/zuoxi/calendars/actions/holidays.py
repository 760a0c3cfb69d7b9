"""The statutory holidays, and the national calendar that they stand in."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from zuoxi.calendars import queries
from zuoxi.calendars.actions import versions
from zuoxi.calendars.choices import USUAL_WEEK
from zuoxi.calendars.events import CalendarCreated, HolidaysImported
from zuoxi.calendars.layers import LayerWeek
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change_calendars
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.kernel.policies import system_only

_SINCE = date(2000, 1, 1)


@action("calendars.import_holidays", policy=may_change_calendars)
def import_holidays(
    *, actor: Actor, calendar_id: int, year: int, expected_version: int | None, now: datetime
) -> Calendar:
    """Take the statutory holidays of a year over into the national calendar.

    What somebody has set by hand stays. Days that were imported before and are not in the notice
    any more go: before it comes, make-up days are not known.
    """
    calendar = versions.lock(actor, calendar_id, expected_version=expected_version)
    if not calendar.is_national:
        raise Conflict(_("Holidays are imported into the national calendar, for all units."))
    proposal = queries.proposal(calendar, year)
    if not proposal.changes:
        return calendar
    _take_over(calendar, proposal, now=now)
    versions.tell(
        HolidaysImported,
        calendar,
        actor=actor,
        now=now,
        year=year,
        source=proposal.source,
        is_arranged=proposal.is_arranged,
        days=[
            {
                "day": each.day.isoformat(),
                "old": versions.told_day(each.old),
                "new": versions.told_day(each.new),
            }
            for each in proposal.changes
        ],
    )
    return calendar


@action("calendars.load_national_calendar", policy=system_only, internal=True)
def load_national_calendar(*, actor: Actor, now: datetime) -> Calendar:
    """Found the national calendar of an installation, with the holidays of the years around now.

    Called by `zuoxi migrate`; one that exists is left as it is.
    """
    found = Calendar.objects.filter(unit=None).first()
    if found is not None:
        return found
    calendar = Calendar.objects.create(created_at=now, changed_at=now)
    versions.begin(calendar, now=now)
    versions.add_week(calendar, LayerWeek(_SINCE, USUAL_WEEK))
    for year in range(now.year - 1, now.year + 2):
        _take_over(calendar, queries.proposal(calendar, year), now=now)
    versions.tell(CalendarCreated, calendar, actor=actor, now=now)
    return calendar


def _take_over(calendar: Calendar, proposal: queries.Proposal, *, now: datetime) -> None:
    versions.begin(calendar, now=now)
    rows = {each.day: each for each in queries.days_of(calendar, year=proposal.year)}
    for change in proposal.changes:
        if change.old is not None:
            versions.end(calendar, rows[change.day])
    new = [each.new for each in proposal.changes if each.new is not None]
    versions.add_days(calendar, new, source=proposal.source, is_imported=True)
