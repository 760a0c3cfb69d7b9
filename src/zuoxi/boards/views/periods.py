"""Which days and which service centre a page of figures is about, as its address says."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date

from zuoxi.boards import queries
from zuoxi.boards.choices import Span
from zuoxi.boards.forms import PeriodForm
from zuoxi.boards.queries import Period
from zuoxi.kernel.errors import NotFound
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
    period = Period(_midnight(first), _midnight(last + timedelta(days=1)))
    return Chosen(centre, first, last, period, PeriodForm(query, centres=centres), query)


def _day(request: ActorRequest, name: str, otherwise: date) -> date:
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        day = None
    return day if day and date(2000, 1, 1) <= day <= date(2100, 1, 1) else otherwise


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
