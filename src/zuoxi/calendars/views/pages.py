"""The list of calendars, the page of one, and trying a term out."""

from datetime import date, datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.calendars import queries
from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.choices import HISTORY_ROWS, PRESET_LABELS, WARN_DAYS
from zuoxi.calendars.counting import BadTerm, due_at, preset
from zuoxi.calendars.forms import TryForm
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change, may_change_calendars, may_see_calendars
from zuoxi.calendars.presenters import steps, years
from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import render
from zuoxi.web.pages import ActorRequest, page

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@page(policy=may_see_calendars, methods=["GET"])
def calendar_list(request: ActorRequest) -> HttpResponse:
    """Show which units have a calendar of their own, and who answers for their hours."""
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "rows": years.list_rows(queries.overview(request.actor, today)),
        "warnings": _warnings(now),
        "may_create": may_change_calendars(request.actor),
    }
    return render(request, "calendars/list.html", "calendars/_list.html", context)


@page(policy=may_see_calendars, methods=["GET"])
def calendar(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one calendar: its weeks, a year of it, and a form to try it."""
    found = queries.find(request.actor, pk)
    form = TryForm(initial={"start": timezone.now(), "amount": "3", "term": "working_days"})
    context = _context(request, found) | {"form": form}
    return render(request, "calendars/calendar.html", "calendars/_calendar.html", context)


@page(policy=may_see_calendars, methods=["GET"])
def try_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Count a term from a moment on and explain how the due time comes about."""
    found = queries.find(request.actor, pk)
    form = TryForm(request.GET)
    try:
        due = _tried(found, form)
    except InvalidInput as refusal:
        form.add_refusal(refusal)
        due = None
    context: dict[str, object] = {"calendar": found, "form": form, "due": due}
    context["title"] = years.title_of(found)
    status = 200 if due else 422
    return render(request, "calendars/try.html", "calendars/_try.html", context, status=status)


def _tried(found: Calendar, form: TryForm) -> steps.ShownDue:
    faults = Faults()
    start = None
    with faults.noted():
        start = read_moment("start", form.typed("start"))
    if start is None and "start" not in faults.fields:
        faults.add("start", _("Enter a date and a time."))
    amount = whole_number(form.typed("amount"))
    if amount is None:
        faults.add("amount", _("Enter a whole number."))
    name = faults.choice("term", form.typed("term"), PRESET_LABELS)
    faults.stop()
    assert start is not None
    assert amount is not None
    zone = queries.zone_of(found.unit)
    try:
        return steps.shown_due(
            due_at(preset(name, amount), start, queries.combined_of(found)), zone
        )
    except BadTerm:
        raise InvalidInput(fields={"amount": [_("This is too long.")]}) from None
    except CannotCount:
        message = _("By this calendar it would never be due.")
        raise InvalidInput(fields={"amount": [message]}) from None


def _context(request: ActorRequest, found: Calendar) -> dict[str, object]:
    now = timezone.now()
    today = timezone.localdate(now)
    year = _year(request, today)
    whole = queries.combined_of(found)
    # On the national calendar a mark of its own days would tell nothing.
    days = [] if found.is_national else queries.days_of(found, year=year)
    own = {each.day for each in days}
    return {
        "calendar": found,
        "title": years.title_of(found),
        "year": year,
        "previous": max(year - 1, _FIRST_YEAR),
        "next": min(year + 1, _LAST_YEAR),
        "months": years.months_of(whole, year, own=own, today=today),
        "weekdays": years.weekday_names(),
        "weeks": years.week_rows(found, today),
        "in_force": years.shown_week(whole.usual(today)),
        "answers": years.title_of(queries.answering_layer(found, today)),
        "is_inherited": queries.answering_layer(found, today) != found,
        "history": queries.history(found, limit=HISTORY_ROWS),
        "may_change": may_change(request.actor, found),
        "warnings": _warnings(now) if found.is_national else [],
    }


def _warnings(now: datetime) -> list[str]:
    today = timezone.localdate(now)
    return years.warnings_of(queries.known(today), today, days=WARN_DAYS.at(now))


def _year(request: ActorRequest, today: date) -> int:
    wanted = whole_number(request.GET.get("year", ""))
    return wanted if wanted is not None and _FIRST_YEAR <= wanted <= _LAST_YEAR else today.year
