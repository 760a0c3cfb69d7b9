"""Rules of counting as data: from an event and a term to the moment it is due. Pure Python.

The presets hold what Articles 201 and 203 of the Civil Code (民法典) say of days and hours, and the
plain targets of service agreements. Article 204 lets law or agreement say otherwise: every part of
a term can be chosen on its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.days import Why

# Ten years in the smallest unit: a longer term is a slip of the keyboard.
MOST = {"minutes": 5_256_000, "hours": 87_600, "natural_days": 3_650, "working_days": 2_500}


class Unit(StrEnum):
    """In what a term is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"


class Clock(StrEnum):
    """Whether time passes always, or while the calendar is open."""

    ROUND_THE_CLOCK = "round_the_clock"
    CALENDAR = "calendar"


class StartRule(StrEnum):
    """From when a term is counted."""

    EVENT_INSTANT = "event_instant"
    NEXT_DAY = "next_day"


class EndRule(StrEnum):
    """Where on its last day a term ends."""

    INSTANT = "instant"
    END_OF_DAY = "end_of_day"
    CLOSE_OF_BUSINESS = "close_of_business"


class Roll(StrEnum):
    """What becomes of a term whose last day is a rest day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class BadTerm(ValueError):
    """A term that cannot be counted.

    ``reason`` is ``amount``, ``working_days_need_calendar`` or ``natural_days_have_none``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Term:
    """An amount of a unit, and the rules by which it is counted. Raises BadTerm."""

    amount: int
    unit: Unit
    clock: Clock = Clock.ROUND_THE_CLOCK
    start: StartRule = StartRule.EVENT_INSTANT
    end: EndRule = EndRule.INSTANT
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= MOST[self.unit]:
            raise BadTerm("amount")
        if self.unit is Unit.WORKING_DAYS and self.clock is not Clock.CALENDAR:
            raise BadTerm("working_days_need_calendar")
        if self.unit is Unit.NATURAL_DAYS and self.clock is not Clock.ROUND_THE_CLOCK:
            raise BadTerm("natural_days_have_none")

    @property
    def counts_days(self) -> bool:
        """Whether whole days are counted, and not hours or minutes."""
        return self.unit in {Unit.NATURAL_DAYS, Unit.WORKING_DAYS}


_DAYS = Term(
    1, Unit.NATURAL_DAYS, start=StartRule.NEXT_DAY, end=EndRule.END_OF_DAY,
    roll=Roll.NEXT_WORKING_DAY,
)  # fmt: skip
_WORKING_DAYS = replace(_DAYS, unit=Unit.WORKING_DAYS, clock=Clock.CALENDAR, roll=Roll.NONE)

# By name, each with the amount 1. ``civil_…`` follow Articles 201 and 203.
PRESETS: Mapping[str, Term] = {
    "civil_days": _DAYS,
    "civil_days_business": replace(_DAYS, end=EndRule.CLOSE_OF_BUSINESS),
    "working_days": _WORKING_DAYS,
    "working_days_business": replace(_WORKING_DAYS, end=EndRule.CLOSE_OF_BUSINESS),
    "civil_hours": Term(1, Unit.HOURS),
    "round_the_clock_minutes": Term(1, Unit.MINUTES),
    "business_hours": Term(1, Unit.HOURS, Clock.CALENDAR),
    "business_minutes": Term(1, Unit.MINUTES, Clock.CALENDAR),
}


def preset(name: str, amount: int) -> Term:
    """Return so much of a preset; raise KeyError or BadTerm."""
    return replace(PRESETS[name], amount=amount)


class Rule(StrEnum):
    """What a step of an explanation has done."""

    EVENT = "event"
    FIRST_DAY_NOT_COUNTED = "first_day_not_counted"
    WAITS_FOR_OPENING = "waits_for_opening"
    FROM_MIDNIGHT = "from_midnight"
    RAN_ROUND_THE_CLOCK = "ran_round_the_clock"
    WORKED = "worked"
    COUNTED = "counted"
    PASSED_OVER = "passed_over"
    LAST_DAY = "last_day"
    ROLLED = "rolled"
    END_OF_DAY = "end_of_day"
    CLOSE_OF_BUSINESS = "close_of_business"
    NO_BUSINESS = "no_business"
    SAME_TIME = "same_time"
    DUE = "due"


@dataclass(frozen=True)
class Step:
    """One step: the rule, the day or days it is about, and what it did.

    ``until`` is the last of several days. ``count`` are the days or the minutes counted here,
    ``total`` those counted so far. ``why`` and ``name`` say by which rule of the calendar.
    """

    rule: Rule
    day: date
    until: date | None = None
    at: datetime | None = None
    count: int | None = None
    total: int | None = None
    why: Why | None = None
    name: str = ""


@dataclass(frozen=True)
class Due:
    """When a term is due, and how that came about.

    ``day`` is the last day of the term: a term that ends at 24:00 is due at the first moment of
    the day after it.
    """

    at: datetime
    day: date
    steps: tuple[Step, ...] = field(compare=False)


def due_at(term: Term, start: datetime, calendar: WorkingCalendar) -> Due:
    """Return when a term that begins with an event at ``start`` is due; raise CannotCount."""
    day = calendar.day_of(start)
    steps = [Step(Rule.EVENT, day, at=start)]
    if term.counts_days:
        moment, last = _days(term, start, calendar, steps)
    else:
        moment, last = _time(term, start, calendar, steps)
    moment, last = _rolled(term, moment, last, calendar, steps)
    last = _not_over(term, start, last, calendar, steps)
    moment = _ended(term, moment, last, calendar, steps)
    steps.append(Step(Rule.DUE, last, at=moment))
    return Due(moment, last, tuple(steps))


def _time(
    term: Term, start: datetime, calendar: WorkingCalendar, steps: list[Step]
) -> tuple[datetime, date]:
    """Count hours or minutes."""
    per = 60 if term.unit is Unit.HOURS else 1
    budget = timedelta(minutes=term.amount * per)
    if term.start is StartRule.NEXT_DAY:
        day = calendar.day_of(start)
        steps.append(Step(Rule.FIRST_DAY_NOT_COUNTED, day))
        start = calendar.midnight(day + timedelta(days=1))
        steps.append(Step(Rule.FROM_MIDNIGHT, calendar.day_of(start), at=start))
    if term.clock is Clock.ROUND_THE_CLOCK:
        due = calendar.moment(start, budget)
        count = term.amount * per
        steps.append(Step(Rule.RAN_ROUND_THE_CLOCK, calendar.day_of(start), at=due, count=count))
        return due, calendar.last_day(start, due)
    due = calendar.add(start, budget)
    if budget:
        _tell_worked(start, due, calendar, steps)
    return due, calendar.last_day(start, due)


def _tell_worked(
    start: datetime, due: datetime, calendar: WorkingCalendar, steps: list[Step]
) -> None:
    """Add a step for each day that was worked, and one for each row of days that were not."""
    opening = calendar.opens_next(start)
    if opening != start:
        steps.append(Step(Rule.WAITS_FOR_OPENING, calendar.day_of(start), at=opening))
    total = 0.0
    day, last = calendar.day_of(opening), calendar.last_day(start, due)
    while day <= last:
        plan, begin = calendar.plan(day), calendar.midnight(day)
        end = min(calendar.midnight(day + timedelta(days=1)), due)
        worked = calendar.elapsed(max(begin, opening), end) if end > opening else timedelta()
        if worked:
            total += worked.total_seconds()
            count = int(worked.total_seconds() // 60)
            step = Step(
                Rule.WORKED, day, count=count, total=int(total // 60), why=plan.why, name=plan.name
            )
            steps.append(step)
        else:
            _pass_over(day, plan.why, plan.name, steps)
        day += timedelta(days=1)


def _days(
    term: Term, start: datetime, calendar: WorkingCalendar, steps: list[Step]
) -> tuple[datetime, date]:
    """Count natural or working days; the moment is that of the start, carried to the last day."""
    day = calendar.day_of(start)
    works = term.unit is Unit.WORKING_DAYS
    if term.start is StartRule.NEXT_DAY:
        steps.append(Step(Rule.FIRST_DAY_NOT_COUNTED, day))
    elif works:
        opening = calendar.opens_next(start)
        if opening != start:
            steps.append(Step(Rule.WAITS_FOR_OPENING, day, at=opening))
            start, day = opening, calendar.day_of(opening)
    left = term.amount
    if left and term.start is StartRule.EVENT_INSTANT and term.end is not EndRule.INSTANT:
        # The day of the event is the first of the term, as 当日起算 has it.
        steps.append(Step(Rule.COUNTED, day, count=1, total=1))
        left -= 1
    done = term.amount - left
    if works:
        last = _working_days(day, left, done, calendar, steps)
    else:
        last = day + timedelta(days=left)
        if left:
            first = day + timedelta(days=1)
            steps.append(Step(Rule.COUNTED, first, until=last, count=left, total=term.amount))
    steps.append(Step(Rule.LAST_DAY, last))
    return start, last


def _working_days(
    day: date, left: int, done: int, calendar: WorkingCalendar, steps: list[Step]
) -> date:
    while left:
        day += timedelta(days=1)
        plan = calendar.plan(day)
        if not calendar.is_working_day(day):
            # Also refuses a calendar that will not open again.
            if steps[-1].rule is not Rule.PASSED_OVER:
                calendar.next_working_day(day)
            _pass_over(day, plan.why, plan.name, steps)
            continue
        left, done = left - 1, done + 1
        _count(day, done, plan.why, plan.name, steps)
    return day


def _count(day: date, total: int, why: Why, name: str, steps: list[Step]) -> None:
    """Add a counted day, to the last step if that is one of the same kind."""
    last = steps[-1]
    if last.rule is Rule.COUNTED and (last.why, last.name) == (why, name):
        count = (last.count or 0) + 1
        steps[-1] = replace(last, until=day, count=count, total=total)
    else:
        steps.append(Step(Rule.COUNTED, day, count=1, total=total, why=why, name=name))


def _pass_over(day: date, why: Why, name: str, steps: list[Step]) -> None:
    last = steps[-1]
    if last.rule is Rule.PASSED_OVER and (last.why, last.name) == (why, name):
        steps[-1] = replace(last, until=day, count=(last.count or 0) + 1)
    else:
        steps.append(Step(Rule.PASSED_OVER, day, count=1, why=why, name=name))


def _rolled(
    term: Term, moment: datetime, last: date, calendar: WorkingCalendar, steps: list[Step]
) -> tuple[datetime, date]:
    """Carry a last day that is a rest day on to the next working day."""
    is_at_once = not term.amount and term.end is EndRule.INSTANT
    if term.roll is Roll.NONE or is_at_once or calendar.is_working_day(last):
        return moment, last
    plan = calendar.plan(last)
    rolled = calendar.next_working_day(last)
    steps.append(Step(Rule.ROLLED, last, until=rolled, why=plan.why, name=plan.name))
    if not term.counts_days:
        moment = calendar.at_clock(rolled, moment)
    return moment, rolled


def _not_over(
    term: Term, start: datetime, last: date, calendar: WorkingCalendar, steps: list[Step]
) -> date:
    """Carry a term without days on that begins after the close of business at which it ends."""
    hours = calendar.hours_of(last) if term.end is EndRule.CLOSE_OF_BUSINESS else []
    if not hours or hours[-1][1] >= start:
        return last
    opening = calendar.opens_next(start)
    steps.append(Step(Rule.WAITS_FOR_OPENING, calendar.day_of(start), at=opening))
    return calendar.day_of(opening)


def _ended(
    term: Term, moment: datetime, last: date, calendar: WorkingCalendar, steps: list[Step]
) -> datetime:
    """Return the moment of the last day at which the term ends."""
    if term.end is EndRule.INSTANT:
        return _at_same_time(term, moment, last, calendar, steps)
    midnight = calendar.midnight(last + timedelta(days=1))
    if term.end is EndRule.CLOSE_OF_BUSINESS:
        hours = calendar.hours_of(last)
        if hours:
            steps.append(Step(Rule.CLOSE_OF_BUSINESS, last, at=hours[-1][1]))
            return hours[-1][1]
        steps.append(Step(Rule.NO_BUSINESS, last))
    steps.append(Step(Rule.END_OF_DAY, last, at=midnight))
    return midnight


def _at_same_time(
    term: Term, moment: datetime, last: date, calendar: WorkingCalendar, steps: list[Step]
) -> datetime:
    """Days that end at an instant end at the time of day of the event.

    Working days end in working time: where the last day has closed by then, at that closing.
    """
    if not term.counts_days or not term.amount:
        return moment
    due = calendar.at_clock(last, moment)
    if term.unit is Unit.WORKING_DAYS:
        hours = calendar.hours_of(last)
        due = next(
            (min(due, closed) for opened, closed in reversed(hours) if opened <= due),
            hours[0][0] if hours else due,
        )
    steps.append(Step(Rule.SAME_TIME, last, at=due))
    return due
