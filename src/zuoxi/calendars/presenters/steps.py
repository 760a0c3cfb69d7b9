"""The explanation of a deadline, a sentence for each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zuoxi.calendars.choices import WHY_LABELS, holiday_name
from zuoxi.calendars.counting import Due, Rule, Step

_HOUR = 60


@dataclass(frozen=True)
class ShownDue:
    """A due time as a person reads it, and how it came about."""

    text: str
    steps: list[str]


def shown_due(due: Due, zone: str) -> ShownDue:
    """Word a due time; the end of a day is 24:00 of that day, not the night after it."""
    words = _Words(ZoneInfo(zone))
    return ShownDue(words.moment(due.at, due.day), [words.step(each) for each in due.steps])


def step_words(step: Step, zone: ZoneInfo) -> str:
    """Return the sentence of one step, with its times in a time zone."""
    return _Words(zone).step(step)


def day_words(day: date) -> str:
    """Return a day with its weekday."""
    return pgettext("day and weekday", "%(day)s (%(weekday)s)") % {
        "day": date_format(day, "DATE_FORMAT"),
        "weekday": date_format(day, "D"),
    }


def length_words(minutes: int) -> str:
    """Return so many minutes in hours and minutes."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


class _Words:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._sentences: Mapping[Rule, Callable[[Step], str]] = {
            Rule.EVENT: self._event,
            Rule.FIRST_DAY_NOT_COUNTED: self._first_day,
            Rule.WAITS_FOR_OPENING: self._waits,
            Rule.FROM_MIDNIGHT: self._from_midnight,
            Rule.RAN_ROUND_THE_CLOCK: self._ran,
            Rule.WORKED: self._worked,
            Rule.COUNTED: self._counted,
            Rule.PASSED_OVER: self._passed_over,
            Rule.LAST_DAY: self._last_day,
            Rule.ROLLED: self._rolled,
            Rule.END_OF_DAY: self._end_of_day,
            Rule.CLOSE_OF_BUSINESS: self._close,
            Rule.NO_BUSINESS: self._no_business,
            Rule.SAME_TIME: self._same_time,
            Rule.DUE: self._due,
        }

    def step(self, step: Step) -> str:
        return self._sentences[step.rule](step)

    def moment(self, at: datetime | None, day: date) -> str:
        """Return a moment that belongs to a day; its end is 24:00."""
        assert at is not None
        local = at.astimezone(self._zone)
        clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
        if local.date() == day + timedelta(days=1) and clock == "00:00":
            clock = "24:00"
        else:
            day = local.date()
        return f"{day_words(day)} {clock}"

    def _event(self, step: Step) -> str:
        return _("Begins with the event: %(moment)s.") % self._at(step)

    def _first_day(self, step: Step) -> str:
        return _("The day on which it begins is not counted: %(day)s.") % self._at(step)

    def _waits(self, step: Step) -> str:
        return _("Outside of working time; counted from the next opening: %(moment)s.") % {
            "moment": self._of(step)
        }

    def _from_midnight(self, step: Step) -> str:
        return _("Counted from 00:00 of the next day: %(day)s.") % self._at(step)

    def _ran(self, step: Step) -> str:
        return _("Runs round the clock for %(length)s, until %(moment)s.") % {
            "length": length_words(step.count or 0),
            "moment": self._of(step),
        }

    def _worked(self, step: Step) -> str:
        return _("%(day)s, %(why)s: %(length)s; %(total)s so far.") % {
            **self._at(step),
            "length": length_words(step.count or 0),
            "total": length_words(step.total or 0),
        }

    def _counted(self, step: Step) -> str:
        values = {**self._at(step), "count": step.count, "total": step.total}
        text = ngettext(
            "%(days)s%(reason)s: counted, %(count)s day; %(total)s so far.",
            "%(days)s%(reason)s: counted, %(count)s days; %(total)s so far.",
            step.count or 0,
        )
        return text % values

    def _passed_over(self, step: Step) -> str:
        return _("%(days)s%(reason)s: not counted.") % self._at(step)

    def _last_day(self, step: Step) -> str:
        return _("The last day is %(day)s.") % self._at(step)

    def _rolled(self, step: Step) -> str:
        return _(
            "The last day is a rest day%(reason)s; it moves to the next working day: %(to)s."
        ) % {
            **self._at(step),
            "to": day_words(step.until or step.day),
        }

    def _end_of_day(self, step: Step) -> str:
        return _("Ends at 24:00 of the last day: %(day)s.") % self._at(step)

    def _close(self, step: Step) -> str:
        return _("Ends at the close of business: %(moment)s.") % self._at(step)

    def _no_business(self, step: Step) -> str:
        return _("There is no business on the last day: %(day)s.") % self._at(step)

    def _same_time(self, step: Step) -> str:
        return _("Ends at the time of day at which it began: %(moment)s.") % self._at(step)

    def _due(self, step: Step) -> str:
        return _("Due: %(moment)s.") % self._at(step)

    def _of(self, step: Step) -> str:
        assert step.at is not None
        return self.moment(step.at, step.at.astimezone(self._zone).date())

    def _at(self, step: Step) -> dict[str, object]:
        day = day_words(step.day)
        several = step.until is not None and step.until != step.day
        days = pgettext("from day to day", "%(first)s – %(last)s")
        why = WHY_LABELS[step.why] if step.why else ""
        named = holiday_name(step.name) or why
        return {
            "day": day,
            "days": days % {"first": day, "last": day_words(step.until or step.day)}
            if several
            else day,
            "why": named,
            "reason": pgettext("reason", " (%(why)s)") % {"why": named} if named else "",
            "moment": self.moment(step.at, step.day) if step.at else "",
        }
