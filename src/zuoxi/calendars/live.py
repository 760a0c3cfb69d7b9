"""Which open pages hear of a calendar."""

from zuoxi.calendars import events
from zuoxi.kernel.events import Signal, live


def _signal(_fact: events.CalendarFact) -> Signal:
    # Few look at calendars, and those of the units below show what is said above.
    audience = frozenset({"role:administrator", "role:supervisor", "role:auditor"})
    return Signal(audience=audience, topics=frozenset({"calendars"}))


for _fact_type in (
    events.CalendarCreated,
    events.WeekSet,
    events.WeekRemoved,
    events.DaySet,
    events.DayRemoved,
    events.HolidaysImported,
    events.VersionRestored,
):
    live(_fact_type)(_signal)
