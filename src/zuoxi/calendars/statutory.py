"""The statutory holidays of a year as proposals for rows; the package is asked here alone.

Its knowledge ends with the notice of the State Council on the year (国务院办公厅放假安排), which
comes in the November before. Without one it knows the holidays themselves and no make-up day.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version

from zuoxi.calendars.choices import COUNTRY, MAKE_UP
from zuoxi.calendars.days import Nature

_IN_LIEU = re.compile(r"休息日（由 (\d{4}-\d\d-\d\d) 调休）")
_AS_WELL = "（补假）"
_DAY = timedelta(days=1)
_SATURDAY = 5
_UNNAMED = "节假日"


@dataclass(frozen=True, order=True)
class Proposed:
    """A day as the package has it."""

    day: date
    nature: Nature
    name: str


@dataclass(frozen=True)
class StatutoryYear:
    """What the package knows of a year; ``is_arranged`` once the make-up days are published."""

    year: int
    days: tuple[Proposed, ...]
    source: str
    is_arranged: bool


def statutory_year(year: int) -> StatutoryYear:
    """Return the rest days and make-up working days of a year.

    The Saturdays and Sundays that a holiday reaches to are rest days too, as the notices have them:
    a unit that works on Saturdays has the whole holiday off.
    """
    import holidays  # noqa: PLC0415 - a large package that only an import needs

    package = holidays.country_holidays(COUNTRY, years=[year - 1, year, year + 1], language="zh_CN")
    worked = {each for each in package.weekend_workdays if abs(each.year - year) <= 1}
    names = {day: _bare(name) for day, name in package.items()}
    _name_days_in_lieu(names)
    makeups = {
        date.fromisoformat(found[1]): names[day]
        for day, name in package.items()
        if (found := _IN_LIEU.fullmatch(name))
    }
    _reach_out(names, worked)
    days = [Proposed(day, Nature.REST, name) for day, name in names.items() if day.year == year]
    days += [
        Proposed(day, Nature.WORK, makeups.get(day, "") + MAKE_UP)
        for day in worked
        if day.year == year
    ]
    is_arranged = any(each.year == year for each in worked)
    return StatutoryYear(year, tuple(sorted(days)), f"holidays {version('holidays')}", is_arranged)


def _bare(name: str) -> str:
    """Return the name of the holiday alone, nothing for a day in lieu."""
    if _IN_LIEU.fullmatch(name):
        return ""
    first = re.split(r"[;；、]", name)[0].strip()
    return first.removesuffix(_AS_WELL).replace("农历除夕", "除夕")


def _name_days_in_lieu(names: dict[date, str]) -> None:
    """Give a day in lieu the name of the holiday that it prolongs."""
    for day in sorted(names):
        if not names[day]:
            before = next((each for each in _back(day) if names.get(each)), None)
            after = next((each for each in _ahead(day) if names.get(each)), None)
            names[day] = names.get(before or after or day) or _UNNAMED


def _reach_out(names: dict[date, str], worked: set[date]) -> None:
    """Add the weekend days that touch a holiday."""
    for day in sorted(names):
        for step in (-_DAY, _DAY):
            beside = day + step
            while beside.weekday() >= _SATURDAY and beside not in worked and beside not in names:
                names[beside] = names[day]
                beside += step


def _back(day: date) -> list[date]:
    return [day - _DAY * count for count in range(1, 10)]


def _ahead(day: date) -> list[date]:
    return [day + _DAY * count for count in range(1, 10)]
