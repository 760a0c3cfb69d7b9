"""Meetings that recur."""

from datetime import date, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.meetings import actions, presenters, queries
from zuoxi.meetings.actions import WantedSeries
from zuoxi.meetings.choices import Recurrence
from zuoxi.meetings.forms import SeriesForm, value_of
from zuoxi.meetings.models import Series
from zuoxi.meetings.policies import may_hold_meetings, may_keep_series, may_see_meetings
from zuoxi.org.models import Unit
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page

_USUAL = {"every": Recurrence.WEEK.value, "weekday": "0", "begins": "16:00", "minutes": "60"}


@page(policy=may_see_meetings, methods=["GET"])
def series_list(request: ActorRequest) -> HttpResponse:
    """Show the meetings that recur."""
    found = queries.series_list(request.actor)
    context = {
        "rows": [(each, presenters.recurs(each)) for each in found],
        "may_convene": may_hold_meetings(request.actor)
        and bool(queries.centres_for(request.actor)),
    }
    return render(request, "meetings/series_list.html", "meetings/_series_list.html", context)


@page(policy=may_hold_meetings)
def series_new(request: ActorRequest) -> HttpResponse:
    """Say how a new meeting recurs."""
    centres = queries.centres_for(request.actor)
    if not centres:
        return render(request, "meetings/series.html", context={"may_convene": False})
    wanted = whole_number(request.GET.get("centre", ""))
    centre = next((each for each in centres if each.pk == wanted), centres[0])
    initial = _USUAL | {"first_day": timezone.localdate().isoformat()}
    return _keep(request, centre, None, initial, taken=0)


@page(policy=may_see_meetings)
def series(request: ActorRequest, pk: int) -> HttpResponse:
    """Show how a meeting recurs; who keeps it changes that."""
    found = queries.find_series(request.actor, pk)
    may_change = may_keep_series(request.actor, found) and found.ended_at is None
    if request.method == "POST" and not may_change:
        raise Forbidden
    parts = queries.parts_of(found)
    if not may_change:
        context = {"series": found, "words": presenters.recurs(found), "parts": parts}
        return render(request, "meetings/series.html", context=context | {"may_convene": True})
    return _keep(request, found.centre, found, _initial(found), taken=len(parts))


@page(policy=may_hold_meetings, methods=["POST"])
def end_series(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a meeting recur no more."""
    actions.end_series(
        actor=request.actor,
        series_id=pk,
        expected_version=whole_number(request.POST.get("version", "")),
        now=timezone.now(),
    )
    messages.success(request, _("The meeting recurs no more."))
    return redirect(request, "meetings:series_list")


def _keep(
    request: ActorRequest,
    centre: Unit,
    found: Series | None,
    initial: dict[str, Any],
    *,
    taken: int,
) -> HttpResponse:
    units = queries.units_for(centre.pk)
    sent = sum(name.startswith("part_") and bool(v) for name, v in request.POST.items())
    form = SeriesForm(
        request.POST or None,
        units=units,
        people=queries.people_for(units),
        weekdays=presenters.weekdays(),
        taken=max(taken, sent),
        initial=initial,
    )
    if request.method == "POST":
        try:
            made = actions.save_series(
                actor=request.actor,
                centre_id=centre.pk,
                wanted=_wanted(form),
                series_id=found.pk if found else None,
                expected_version=form.whole_number("version") if found else None,
                now=timezone.now(),
            )
        except (InvalidInput, Conflict, Stale, Forbidden) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved. The next meetings are on the list."))
            return redirect(request, "meetings:series", made.pk)
    context = {
        "form": form,
        "centre": centre,
        "series": found,
        "words": presenters.recurs(found) if found else "",
        "may_convene": True,
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/series.html", context=context, status=status)


def _wanted(form: SeriesForm) -> WantedSeries:
    """Return what was typed; a day or time that cannot be read is refused."""
    last_day = form.typed("last_day")
    every = form.typed("every")
    return WantedSeries(
        title=form.typed("title"),
        every=every,
        number=form.whole_number("weekday" if every == Recurrence.WEEK else "number"),
        first_day=_day(form, "first_day"),
        last_day=read_day("last_day", last_day) if last_day else None,
        begins=_time(form.typed("begins")),
        minutes=form.whole_number("minutes"),
        place=form.typed("place"),
        chair=form.typed("chair"),
        group=form.typed("group"),
        parts=form.parts(),
        points=form.typed("points"),
    )


def _day(form: SeriesForm, name: str) -> date | None:
    try:
        return read_day(name, form.typed(name))
    except InvalidInput:
        return None


def _time(raw: str) -> time | None:
    try:
        found = parse_time(raw.strip())
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0, tzinfo=None) if found else None


def _initial(found: Series) -> dict[str, Any]:
    names = ("title", "place", "group", "every", "number", "minutes", "points", "version")
    initial: dict[str, Any] = {name: getattr(found, name) for name in names}
    initial |= {
        "weekday": str(found.number),
        "chair": found.chair.username,
        "begins": found.begins.isoformat("minutes"),
        "first_day": found.first_day.isoformat(),
        "last_day": found.last_day.isoformat() if found.last_day else "",
    }
    parts = queries.parts_of(found)
    return initial | {
        f"part_{place}": value_of(each.unit_id, each.user)
        for place, each in enumerate(parts, start=1)
    }
