"""What happens to calendars. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class CalendarFact(Fact):
    """A fact about one calendar; ``data`` has its ``unit`` (empty: national) and ``version``.

    Weeks and days stand in ``data`` as they were and as they are, so that each can be set back.
    """

    SUBJECT: ClassVar[str] = "calendars.calendar"


class CalendarCreated(CalendarFact):
    """A unit got a calendar of its own; it says nothing yet."""

    KIND = "calendars.created"


class WeekSet(CalendarFact):
    """A week was added or changed; ``data`` has ``valid_from``, ``old`` and ``new``."""

    KIND = "calendars.week_set"


class WeekRemoved(CalendarFact):
    """A week that was not in force yet was taken out; ``data`` as of WeekSet."""

    KIND = "calendars.week_removed"


class DaySet(CalendarFact):
    """An exception was added or changed; ``data`` has ``day``, ``old`` and ``new``."""

    KIND = "calendars.day_set"


class DayRemoved(CalendarFact):
    """An exception was taken out: the week decides again; ``data`` as of DaySet."""

    KIND = "calendars.day_removed"


class HolidaysImported(CalendarFact):
    """The holidays of a year were taken over; ``data`` has the ``year`` and the days changed."""

    KIND = "calendars.holidays_imported"


class VersionRestored(CalendarFact):
    """A calendar says again what it said in an earlier version; ``data`` has ``restored``."""

    KIND = "calendars.version_restored"
