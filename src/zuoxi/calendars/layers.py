"""Layers of calendars: the nearest that says something answers. Pure Python."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.days import DatedWeek, SpecialDay
from zuoxi.calendars.hours import Week


@dataclass(frozen=True, order=True)
class LayerWeek:
    """What a layer says of the week from a day on; without hours the layer above answers again.

    With ``works_holidays`` the special days of the layers above do not count while it is valid: an
    emergency team works through the National Day unless its own layer says otherwise.
    """

    valid_from: date
    hours: Week | None
    works_holidays: bool = False


@dataclass(frozen=True)
class Layer:
    """What one calendar says for itself, nothing of it inherited."""

    weeks: tuple[LayerWeek, ...] = ()
    special: tuple[SpecialDay, ...] = ()

    def week_on(self, day: date) -> LayerWeek | None:
        """Return what the layer says of the week on a day, None if nothing."""
        weeks = sorted(self.weeks)
        index = bisect_right([each.valid_from for each in weeks], day)
        found = weeks[index - 1] if index else None
        return found if found and found.hours is not None else None


def combined(layers: Sequence[Layer], *, zone: str, usual: Week) -> WorkingCalendar:
    """Return the calendar of a unit from its layers, the nearest first.

    ``usual`` is worked where no layer says a week. Equal results are one object, so that the sums
    it has made for one question serve the next.
    """
    changes = sorted({date.min, *(week.valid_from for each in layers for week in each.weeks)})
    weeks = [DatedWeek(day, _hours_on(layers, day) or usual) for day in changes]
    special: dict[date, SpecialDay] = {}
    for distance, layer in enumerate(layers):
        for each in layer.special:
            if each.day not in special and distance <= _reach(layers, each.day):
                special[each.day] = each
    return _one_of_its_kind(WorkingCalendar(tuple(weeks), tuple(special.values()), zone))


def answering(layers: Sequence[Layer], day: date) -> int | None:
    """Return which layer's week is valid on a day, None for the usual one."""
    return next((at for at, each in enumerate(layers) if each.week_on(day)), None)


def _hours_on(layers: Iterable[Layer], day: date) -> Week | None:
    found = (each.week_on(day) for each in layers)
    return next((each.hours for each in found if each), None)


def _reach(layers: Sequence[Layer], day: date) -> int:
    """Return the farthest layer whose special days count on a day."""
    at = answering(layers, day)
    week = layers[at].week_on(day) if at is not None else None
    return at if at is not None and week and week.works_holidays else len(layers)


@lru_cache(maxsize=256)
def _one_of_its_kind(calendar: WorkingCalendar) -> WorkingCalendar:
    return calendar
