"""A calendar as pages show it: a year in months, its weeks, and what is worth a warning."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from zuoxi.calendars import hours, queries
from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.choices import WEEKDAYS, WHY_LABELS, DayNature, holiday_name
from zuoxi.calendars.days import Plan, SpecialDay, Why
from zuoxi.calendars.models import Calendar, Week
from zuoxi.calendars.presenters.steps import day_words

# What stands in a day besides its number, so that nobody needs to tell colours apart.
MARKS: dict[Why, Promise] = {
    Why.HOLIDAY: pgettext_lazy("mark of a day", "off"),
    Why.EXTRA_DAY: pgettext_lazy("mark of a day", "on"),
    Why.HALF_DAY: pgettext_lazy("mark of a day", "half"),
}


@dataclass(frozen=True)
class Cell:
    """A day of a month: how it looks and what it says aloud."""

    day: date
    why: Why
    mark: str
    label: str
    is_own: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month in rows of seven; None where another month's days would be."""

    title: str
    first: date
    rows: list[list[Cell | None]]
    working_days: int


@dataclass(frozen=True)
class WeekRow:
    """A week that a calendar says, and whether it may still be taken out."""

    week: Week
    days: list[tuple[str, list[str]]]
    is_current: bool
    may_go: bool


@dataclass(frozen=True)
class ListRow:
    """A calendar in the list: its unit, and who says its week today."""

    calendar: Calendar
    title: str
    indent: int
    own_week: bool
    answers: str
    exceptions: int


def title_of(calendar: Calendar | None) -> str:
    """Return what a calendar is called."""
    if calendar is None:
        return _("usual hours")
    return calendar.unit.name if calendar.unit else _("National calendar")


def months_of(whole: WorkingCalendar, year: int, *, own: set[date], today: date) -> list[Month]:
    """Return the twelve months of a year."""
    return [_month(whole, year, number, own, today) for number in range(1, 13)]


def week_rows(calendar: Calendar, today: date) -> list[WeekRow]:
    """Return the weeks that a calendar says, the newest first."""
    rows = queries.weeks_of(calendar)
    valid = [each.valid_from for each in rows if each.valid_from <= today]
    return [
        WeekRow(
            week=each,
            days=shown_week(queries.week_value(each).hours or ((),) * len(WEEKDAYS)),
            is_current=bool(valid) and each.valid_from == valid[-1],
            may_go=each.valid_from >= today,
        )
        for each in reversed(rows)
    ]


def list_rows(found: Sequence[queries.Overview]) -> list[ListRow]:
    """Return the calendars of the list with who answers for their hours today."""
    return [
        ListRow(
            calendar=each.calendar,
            title=title_of(each.calendar),
            indent=each.calendar.unit.depth + 1 if each.calendar.unit else 1,
            own_week=each.answers == each.calendar,
            answers=title_of(each.answers),
            exceptions=each.exceptions,
        )
        for each in found
    ]


@dataclass(frozen=True)
class ShownPlan:
    """What a day has been made of, in words."""

    why: str
    name: str
    hours: str


@dataclass(frozen=True)
class ShownChange:
    """What an import would do to a day, in words."""

    day: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownProposal:
    """What an import would do, in words."""

    proposal: queries.Proposal
    changes: list[ShownChange]
    kept: list[ShownChange]


def shown_plan(plan: Plan) -> ShownPlan:
    """Word what a day has been made of."""
    return ShownPlan(
        str(WHY_LABELS[plan.why]), holiday_name(plan.name), hours.written(plan.hours) or "—"
    )


def shown_day(special: SpecialDay | None) -> str:
    """Word an exception."""
    if special is None:
        return _("as the week says")
    label = str(DayNature(special.nature.value).label)
    parts = [label, holiday_name(special.name), hours.written(special.hours or ())]
    return " · ".join(filter(None, parts))


def shown_proposal(proposal: queries.Proposal) -> ShownProposal:
    """Word what an import would do."""
    return ShownProposal(
        proposal,
        [_shown_change(each) for each in proposal.changes],
        [_shown_change(each) for each in proposal.kept],
    )


def _shown_change(change: queries.Change) -> ShownChange:
    return ShownChange(day_words(change.day), shown_day(change.old), shown_day(change.new))


def weekday_names() -> list[str]:
    """Return the shortest names of Monday to Sunday."""
    return [
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    ]


def shown_week(week: Sequence[hours.Hours]) -> list[tuple[str, list[str]]]:
    """Return each weekday with its hours one by one."""
    names = [str(each) for each in WEEKDAYS.values()]
    return [
        (name, [str(each) for each in of_day]) for name, of_day in zip(names, week, strict=True)
    ]


def warnings_of(knowledge: queries.Known, today: date, *, days: int) -> list[str]:
    """Return what is worth knowing before a deadline reaches days that nobody knows."""
    found = []
    if knowledge.until is None:
        found.append(_("The holidays of this year are not known. Import them."))
    elif queries.is_short(knowledge, today, days=days):
        found.append(
            _("Holidays are known until %(day)s only. Import the next year.")
            % {"day": date_format(knowledge.until, "DATE_FORMAT")}
        )
    found += [
        _(
            "The make-up working days of %(year)s are not published yet. It is counted by the "
            "statutory holidays and weekends."
        )
        % {"year": year}
        for year in knowledge.unarranged
    ]
    return found


def _month(whole: WorkingCalendar, year: int, number: int, own: set[date], today: date) -> Month:
    first = date(year, number, 1)
    rows = [
        [_cell(whole, day, own, today) if day.month == number else None for day in row]
        for row in months.Calendar().monthdatescalendar(year, number)
    ]
    cells = [cell for row in rows for cell in row if cell]
    working = sum(whole.is_working_day(each.day) for each in cells)
    return Month(date_format(first, "F"), first, rows, working)


def _cell(whole: WorkingCalendar, day: date, own: set[date], today: date) -> Cell:
    plan = whole.plan(day)
    says = holiday_name(plan.name)
    label = pgettext("day: why, hours", "%(day)s: %(why)s") % {
        "day": day_words(day),
        "why": "; ".join(
            filter(None, [str(WHY_LABELS[plan.why]), says, hours.written(plan.hours)])
        ),
    }
    mark = str(MARKS.get(plan.why, ""))
    return Cell(day, plan.why, mark, label, day in own, day == today)
