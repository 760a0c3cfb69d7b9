"""Shapes of the API calls about calendars."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Moment, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.calendars import hours, queries
from zuoxi.calendars.choices import WEEKDAYS, DayNature
from zuoxi.calendars.counting import PRESETS, Clock, EndRule, Roll, StartRule, Unit
from zuoxi.calendars.days import Nature, SpecialDay, Why
from zuoxi.calendars.models import Calendar, DayException, Week

_HOURS = "Hours by weekday, such as `08:30-12:00, 13:30-17:30`; a day without any is a rest day."


class CalendarIn(Input):
    """The unit, by its code, that gets a calendar of its own."""

    unit: ShortText


class WeekIn(Input):
    """The hours of a week from a day on, today or later."""

    valid_from: date
    hours: Annotated[
        dict[ShortText, ShortText],
        Field(default_factory=dict, max_length=20, description=_HOURS),
    ]
    inherits: Annotated[
        bool, Field(description="From this day as the calendar above; hours are not looked at.")
    ] = False
    works_holidays: Annotated[
        bool, Field(description="The exceptions of the calendars above do not count.")
    ] = False


class DayIn(Input):
    """What a day is; a working day without hours has those of the week."""

    nature: DayNature
    name: ShortText
    hours: ShortText = ""


class WeekOut(Output):
    """A week that a calendar says."""

    valid_from: date
    inherits: bool
    works_holidays: bool
    hours: dict[str, str]

    @classmethod
    def of(cls, week: Week) -> Self:
        """Build the answer for one week."""
        value = queries.week_value(week)
        return cls(
            valid_from=week.valid_from,
            inherits=week.inherits,
            works_holidays=week.works_holidays,
            hours=written(value.hours or ()),
        )


class SpecialDayOut(Output):
    """An exception as it is or would be."""

    nature: Nature
    name: str
    hours: str

    @classmethod
    def of(cls, special: SpecialDay | None) -> Self | None:
        """Build the answer for an exception, none for none."""
        if special is None:
            return None
        own = hours.written(special.hours or ())
        return cls(nature=special.nature, name=special.name, hours=own)


class ExceptionOut(Output):
    """An exception of a calendar, and where it comes from."""

    day: date
    nature: Nature
    name: str
    hours: str
    source: str
    is_imported: bool

    @classmethod
    def of(cls, row: DayException) -> Self:
        """Build the answer for one exception."""
        value = queries.day_value(row)
        return cls(
            day=row.day,
            nature=value.nature,
            name=row.name,
            hours=hours.written(value.hours or ()),
            source=row.source,
            is_imported=row.is_imported,
        )


class CalendarRow(Output):
    """A calendar; without a unit it is the national one."""

    id: int
    unit: str | None
    unit_name: str | None
    version: int
    changed_at: datetime

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        """Build the answer for one calendar."""
        unit = calendar.unit
        return cls(
            id=calendar.pk,
            unit=unit.code if unit else None,
            unit_name=unit.name if unit else None,
            version=calendar.version,
            changed_at=calendar.changed_at,
        )


class CalendarList(Output):
    """The calendars that the caller may look at."""

    items: list[CalendarRow]


class CalendarOut(Output):
    """What a calendar says, nothing of it inherited; the exceptions are those of one year."""

    calendar: CalendarRow
    year: int
    weeks: list[WeekOut]
    exceptions: list[ExceptionOut]

    @classmethod
    def of(cls, calendar: Calendar, year: int) -> Self:
        """Build the answer for one calendar."""
        return cls(
            calendar=CalendarRow.of(calendar),
            year=year,
            weeks=[WeekOut.of(each) for each in queries.weeks_of(calendar)],
            exceptions=[ExceptionOut.of(each) for each in queries.days_of(calendar, year=year)],
        )


class DayChangeOut(Output):
    """What an import would do to a day; without `old` it is added, without `new` it goes."""

    day: date
    old: SpecialDayOut | None
    new: SpecialDayOut | None

    @classmethod
    def several(cls, changes: Sequence[queries.Change]) -> list[Self]:
        """Build the answers for some changes."""
        return [
            cls(day=each.day, old=SpecialDayOut.of(each.old), new=SpecialDayOut.of(each.new))
            for each in changes
        ]


class ProposalOut(Output):
    """What an import would change, and what it leaves because somebody has set it by hand."""

    year: int
    source: str
    is_arranged: Annotated[bool, Field(description="Whether make-up days are published.")]
    changes: list[DayChangeOut]
    kept: list[DayChangeOut]

    @classmethod
    def of(cls, proposal: queries.Proposal) -> Self:
        """Build the answer for a proposal."""
        return cls(
            year=proposal.year,
            source=proposal.source,
            is_arranged=proposal.is_arranged,
            changes=DayChangeOut.several(proposal.changes),
            kept=DayChangeOut.several(proposal.kept),
        )


class TermIn(Input):
    """A term: a preset and an amount, or an amount with each of its rules."""

    amount: Annotated[int, Field(ge=0, le=10_000_000)]
    preset: Annotated[ShortText, Field(examples=sorted(PRESETS))] = ""
    unit: Unit = Unit.HOURS
    clock: Clock = Clock.ROUND_THE_CLOCK
    start_rule: StartRule = StartRule.EVENT_INSTANT
    end_rule: EndRule = EndRule.INSTANT
    roll: Roll = Roll.NONE


class DueIn(Input):
    """When a term begins, and at which unit it is counted."""

    unit: Annotated[ShortText, Field(description="The code of a unit.")]
    start: Moment
    term: TermIn


class DueOut(Output):
    """When a term is due; `explanation` is in the caller's language.

    `day` is the last day: what ends at 24:00 is due at the first moment of the day after it.
    `version` names the calendars by which it was counted.
    """

    due_at: datetime
    day: date
    version: str
    explanation: list[str]


class SpanOut(Output):
    """A piece of time of one day, open or closed, and by which rule."""

    start: datetime
    end: datetime
    is_open: bool
    day: date
    why: Why
    name: str


class TimeOut(Output):
    """The working time between two moments."""

    version: str
    working_seconds: float
    spans: list[SpanOut]


def written(week: Sequence[hours.Hours]) -> dict[str, str]:
    """Return a week as hours by the names of the weekdays."""
    return {name: hours.written(each) for name, each in zip(WEEKDAYS, week, strict=False)}
