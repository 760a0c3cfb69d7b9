"""The State Council's notices on holidays (放假安排) of 2024 to 2026, typed from the notices.

Days off from … to …, and the days that are worked instead.
"""

from datetime import date, timedelta

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.days import DatedWeek, Nature, SpecialDay
from zuoxi.calendars.hours import read

OFF = {
    "元旦": ["2024-01-01", "2025-01-01", "2026-01-01/2026-01-03"],
    "春节": ["2024-02-10/2024-02-17", "2025-01-28/2025-02-04", "2026-02-15/2026-02-23"],
    "清明节": ["2024-04-04/2024-04-06", "2025-04-04/2025-04-06", "2026-04-04/2026-04-06"],
    "劳动节": ["2024-05-01/2024-05-05", "2025-05-01/2025-05-05", "2026-05-01/2026-05-05"],
    "端午节": ["2024-06-10", "2025-05-31/2025-06-02", "2026-06-19/2026-06-21"],
    "中秋节": ["2024-09-15/2024-09-17", "2026-09-25/2026-09-27"],
    "国庆节": ["2024-10-01/2024-10-07", "2025-10-01/2025-10-08", "2026-10-01/2026-10-07"],
}
WORKED = [
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14"),
    *("2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
]
OFFICE = read("08:30-12:00, 13:30-17:30")


def special_days() -> list[SpecialDay]:
    """Return all days off and all days worked instead."""
    days = [
        SpecialDay(first + timedelta(days=index), Nature.REST, name)
        for name, spans in OFF.items()
        for first, last in map(_ends, spans)
        for index in range((last - first).days + 1)
    ]
    return days + [SpecialDay(date.fromisoformat(each), Nature.WORK, "调休") for each in WORKED]


def calendar() -> WorkingCalendar:
    """Return the calendar of an office in China."""
    week = (OFFICE,) * 5 + ((), ())
    return WorkingCalendar((DatedWeek(date(2000, 1, 1), week),), tuple(special_days()))


def _ends(span: str) -> tuple[date, date]:
    first, _slash, last = span.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)
