"""Which days and which service centre a page of figures is about, as its address says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from zuoxi.boards import queries
from zuoxi.boards.choices import Span
from zuoxi.boards.forms import PeriodForm
from zuoxi.boards.queries import Period
from zuoxi.kernel.days import midnight, read_day
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.org.models import Unit
from zuoxi.web.pages import ActorRequest

_DAYS = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30}
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a centre, a period, and the form that shows both."""

    centre: Unit
    first: date
    last: date
    period: Period
    form: PeriodForm
    query: dict[str, str]


def chosen_period(request: ActorRequest, now: datetime) -> Chosen:
    """Return what the address asks for; raise NotFound for somebody without a centre."""
    centres = queries.centres(request.actor)
    if not centres:
        raise NotFound
    wanted = request.GET.get("centre", "")
    centre = next((each for each in centres if each.code == wanted), centres[0])
    span = request.GET.get("span", Span.TODAY)
    span = Span(span) if span in Span.values else Span.TODAY
    today = timezone.localdate(now)
    query = {"span": span.value}
    if span is Span.FREE:
        first, last = _day(request, "begins", today), _day(request, "ends", today)
        first, last = min(first, last), max(first, last)
        first = max(first, last - _LONGEST)
        query |= {"begins": first.isoformat(), "ends": last.isoformat()}
    else:
        first, last = today - timedelta(days=_DAYS[span] - 1), today
    if len(centres) > 1:
        query["centre"] = centre.code
    period = Period(midnight(first), midnight(last + timedelta(days=1)))
    return Chosen(centre, first, last, period, PeriodForm(query, centres=centres), query)


def _day(request: ActorRequest, name: str, otherwise: date) -> date:
    try:
        return read_day(name, request.GET.get(name, ""))
    except InvalidInput:
        return otherwise
