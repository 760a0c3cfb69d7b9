"""Working calendars over the API: the same queries and actions as the pages."""

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import Field

from zuoxi.api.fields import Id, IfMatch, Moment, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.calendars import actions, queries
from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.counting import PRESETS, BadTerm, Term, due_at, preset
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change_calendars, may_see_calendars
from zuoxi.calendars.presenters.steps import shown_due
from zuoxi.calendars.schemas import (
    CalendarIn,
    CalendarList,
    CalendarOut,
    CalendarRow,
    DayIn,
    DueIn,
    DueOut,
    ProposalOut,
    SpanOut,
    TermIn,
    TimeOut,
    WeekIn,
)
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.org.models import Unit

router = Router(tags=["calendars"])

_YEARS = Field(ge=2000, le=2099)
CalendarId = Annotated[Id, Path()]
DayInPath = Annotated[date, Path(), Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
YearInPath = Annotated[int, Path(), _YEARS]
YearAsked = Annotated[int | None, Query(None), _YEARS]
_LONGEST = timedelta(days=366)


@operation(router.get, "/calendars", CalendarList, policy=may_see_calendars)
def list_calendars(request: Request) -> CalendarList:
    """List the calendars of the units that the caller may look at, the national one first."""
    found = queries.visible_to(request.actor)
    return CalendarList(items=[CalendarRow.of(each) for each in found])


@operation(
    router.post, "/calendars", CalendarOut, status=201, policy=may_change_calendars, etag=True
)
def create_unit_calendar(request: Request, response: HttpResponse, body: CalendarIn) -> CalendarOut:
    """Give a unit a calendar of its own.

    Until it says something, the unit works as the calendar above it.
    """
    unit = _unit(request, body.unit)
    calendar = actions.create_calendar(actor=request.actor, unit_id=unit.pk, now=timezone.now())
    return _answer(response, calendar)


@operation(router.get, "/calendars/{calendar_id}", CalendarOut, policy=may_see_calendars, etag=True)
def get_calendar(
    request: Request, response: HttpResponse, calendar_id: CalendarId, year: YearAsked = None
) -> CalendarOut:
    """Get a calendar with its weeks and the exceptions of a year, nothing of it inherited."""
    return _answer(response, queries.find(request.actor, calendar_id), year)


@operation(
    router.put,
    "/calendars/{calendar_id}/week",
    CalendarOut,
    policy=may_change_calendars,
    problems=(412,),
    etag=True,
)
def set_calendar_week(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    body: WeekIn,
    if_match: IfMatch = None,
) -> CalendarOut:
    """Say the hours of a week from a day on, in the place of those that begin on the same day."""
    calendar = actions.set_week(
        actor=request.actor,
        calendar_id=calendar_id,
        wanted=actions.WantedWeek(
            valid_from=body.valid_from.isoformat(),
            hours=body.hours,
            inherits=body.inherits,
            works_holidays=body.works_holidays,
        ),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar)


@operation(
    router.delete,
    "/calendars/{calendar_id}/week/{valid_from}",
    CalendarOut,
    policy=may_change_calendars,
    problems=(409, 412),
    etag=True,
)
def remove_calendar_week(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    valid_from: DayInPath,
    if_match: IfMatch = None,
) -> CalendarOut:
    """Take out a week that begins today or later."""
    calendar = actions.remove_week(
        actor=request.actor,
        calendar_id=calendar_id,
        valid_from=valid_from,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar)


@operation(
    router.put,
    "/calendars/{calendar_id}/days/{day}",
    CalendarOut,
    policy=may_change_calendars,
    problems=(412,),
    etag=True,
)
def set_calendar_day(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    day: DayInPath,
    body: DayIn,
    if_match: IfMatch = None,
) -> CalendarOut:
    """Say what a day is: a rest day, a working day or a half-day."""
    calendar = actions.set_day(
        actor=request.actor,
        calendar_id=calendar_id,
        day=day,
        nature=body.nature.value,
        name=body.name,
        hours=body.hours,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar, day.year)


@operation(
    router.delete,
    "/calendars/{calendar_id}/days/{day}",
    CalendarOut,
    policy=may_change_calendars,
    problems=(412,),
    etag=True,
)
def remove_calendar_day(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    day: DayInPath,
    if_match: IfMatch = None,
) -> CalendarOut:
    """Take an exception out, so that the week decides again."""
    calendar = actions.remove_day(
        actor=request.actor,
        calendar_id=calendar_id,
        day=day,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar, day.year)


@operation(
    router.get,
    "/calendars/{calendar_id}/holidays/{year}",
    ProposalOut,
    policy=may_change_calendars,
)
def preview_holidays(request: Request, calendar_id: CalendarId, year: YearInPath) -> ProposalOut:
    """Get what an import of a year's statutory holidays would change."""
    calendar = queries.find(request.actor, calendar_id)
    return ProposalOut.of(queries.proposal(calendar, year))


@operation(
    router.post,
    "/calendars/{calendar_id}/holidays/{year}",
    CalendarOut,
    policy=may_change_calendars,
    problems=(409, 412),
    etag=True,
)
def import_statutory_holidays(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    year: YearInPath,
    if_match: IfMatch = None,
) -> CalendarOut:
    """Import a year's statutory holidays and make-up days into the national calendar."""
    calendar = actions.import_holidays(
        actor=request.actor,
        calendar_id=calendar_id,
        year=year,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar, year)


@operation(
    router.post,
    "/calendars/{calendar_id}/versions/{version}/restore",
    CalendarOut,
    policy=may_change_calendars,
    problems=(409, 412),
    etag=True,
)
def restore_calendar_version(
    request: Request,
    response: HttpResponse,
    calendar_id: CalendarId,
    version: Annotated[int, Path(), Field(ge=0, le=2**31 - 1)],
    if_match: IfMatch = None,
) -> CalendarOut:
    """Let a calendar say again what it said in an earlier version, as a new version."""
    calendar = actions.restore_version(
        actor=request.actor,
        calendar_id=calendar_id,
        version=version,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, calendar)


@operation(router.post, "/due-times", DueOut, policy=may_see_calendars)
def count_due_time(request: Request, body: DueIn) -> DueOut:
    """Count a term at a unit, and explain how the due time comes about."""
    made = queries.calendar_for(_unit(request, body.unit).pk)
    try:
        due = due_at(_term(body.term), body.start, made.calendar)
    except CannotCount:
        message = _("By this calendar it would never be due.")
        raise InvalidInput(fields={"term": [message]}) from None
    return DueOut(
        due_at=due.at,
        day=due.day,
        version=made.version,
        explanation=shown_due(due, made.calendar.zone).steps,
    )


@operation(router.get, "/working-time", TimeOut, policy=may_see_calendars)
def get_working_time(request: Request, unit: ShortText, start: Moment, end: Moment) -> TimeOut:
    """Get the working time of a unit between two moments, and the rule of each piece of it.

    The moments lie a year apart at most.
    """
    made = queries.calendar_for(_unit(request, unit).pk)
    if not start <= end <= start + _LONGEST:
        message = _("The end comes after the start, a year later at most.")
        raise InvalidInput(fields={"end": [message]})
    spans = [
        SpanOut(
            start=each.start,
            end=each.end,
            is_open=each.is_open,
            day=each.day,
            why=each.why,
            name=each.name,
        )
        for each in made.calendar.spans(start, end)
    ]
    worked = made.calendar.elapsed(start, end).total_seconds()
    return TimeOut(version=made.version, working_seconds=worked, spans=spans)


def _unit(request: Request, code: str) -> Unit:
    """Return a unit that the caller named by its code; raise InvalidInput if there is none."""
    try:
        return queries.unit_of_code(request.actor, code)
    except NotFound:
        raise InvalidInput(fields={"unit": [_("Choose a unit.")]}) from None


def _term(body: TermIn) -> Term:
    if body.preset and body.preset not in PRESETS:
        raise InvalidInput(fields={"preset": [_("Choose one of the offered values.")]})
    try:
        if body.preset:
            return preset(body.preset, body.amount)
        rules = (body.clock, body.start_rule, body.end_rule, body.roll)
        return Term(body.amount, body.unit, *rules)
    except BadTerm as refusal:
        messages = {
            "amount": _("This is too long."),
            "working_days_need_calendar": _("Working days are counted by the working calendar."),
            "natural_days_have_none": _("Natural days run round the clock."),
        }
        raise InvalidInput(fields={"term": [messages[refusal.reason]]}) from None


def _answer(response: HttpResponse, calendar: Calendar, year: int | None = None) -> CalendarOut:
    response["ETag"] = etag(calendar.version)
    return CalendarOut.of(calendar, year or timezone.localdate().year)
