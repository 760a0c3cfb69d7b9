"""The forms that change a calendar: a new one, a week, a day, the holidays, an older version."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.calendars import actions, queries
from zuoxi.calendars.choices import WEEKDAYS, DayNature
from zuoxi.calendars.forms import CalendarForm, DayForm, WeekForm, YearForm
from zuoxi.calendars.hours import written
from zuoxi.calendars.models import Calendar
from zuoxi.calendars.policies import may_change, may_change_calendars, may_see_calendars
from zuoxi.calendars.presenters import steps, years
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_change_calendars)
def create(request: ActorRequest) -> HttpResponse:
    """Give a unit a calendar of its own."""
    form = CalendarForm(request.POST or None, units=queries.units_without(request.actor))
    if request.method == "POST":
        try:
            found = actions.create_calendar(
                actor=request.actor,
                unit_id=form.whole_number("unit") or 0,
                now=timezone.now(),
            )
        except InvalidInput as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The calendar has been added. Now say what differs."))
            return redirect(request, "calendars:calendar", found.pk)
    status = 422 if form.is_bound else 200
    return render(request, "calendars/new.html", context={"form": form}, status=status)


@page(policy=may_change_calendars)
def week(request: ActorRequest, pk: int) -> HttpResponse:
    """Say the hours of a week from a day on."""
    found = _changeable(request, pk)
    today = timezone.localdate()
    whole = queries.combined_of(found)
    hours = {
        name: written(of_day) for name, of_day in zip(WEEKDAYS, whole.usual(today), strict=True)
    }
    own = [each for each in queries.weeks_of(found) if each.valid_from <= today]
    initial: dict[str, object] = {
        "valid_from": today.isoformat(),
        "version": found.version,
        "works_holidays": bool(own) and own[-1].works_holidays,
    }
    form = WeekForm(request.POST or None, initial=initial | hours, is_national=found.is_national)
    if request.method == "POST":

        def write() -> None:
            wanted = actions.WantedWeek(
                valid_from=form.typed("valid_from"),
                hours={name: form.typed(name) for name in WEEKDAYS},
                inherits=bool(form.typed("inherits")),
                works_holidays=bool(form.typed("works_holidays")),
            )
            actions.set_week(
                actor=request.actor,
                calendar_id=pk,
                wanted=wanted,
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            messages.success(request, _("Saved."))
            return redirect(request, "calendars:calendar", pk)
    context = {"form": form, "calendar": found, "title": years.title_of(found)}
    status = 422 if form.is_bound else 200
    return render(request, "calendars/week.html", context=context, status=status)


@page(policy=may_change_calendars, methods=["POST"])
def remove_week(request: ActorRequest, pk: int, valid_from: str) -> HttpResponse:
    """Take out a week that has not been in force."""

    def write() -> None:
        actions.remove_week(
            actor=request.actor,
            calendar_id=pk,
            valid_from=read_day("valid_from", valid_from),
            expected_version=_version(request),
            now=timezone.now(),
        )

    return _done(request, write, reverse("calendars:calendar", args=[pk]))


@page(policy=may_see_calendars)
def day(request: ActorRequest, pk: int, day: str) -> HttpResponse:
    """Show what a day is and by which rule; say that it is something else."""
    found = queries.find(request.actor, pk)
    the_day = read_day("day", day)
    own = queries.day_of(found, the_day)
    initial: dict[str, object] = {"version": found.version, "nature": DayNature.REST.value}
    if own is not None:
        value = queries.day_value(own)
        initial |= {"nature": own.nature, "name": own.name, "hours": written(value.hours or ())}
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST":

        def write() -> None:
            actions.set_day(
                actor=request.actor,
                calendar_id=pk,
                day=the_day,
                nature=form.typed("nature"),
                name=form.typed("name"),
                hours=form.typed("hours"),
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            messages.success(request, _("Saved."))
            return redirect(request, _year_of(pk, the_day))
    plan = queries.combined_of(found).plan(the_day)
    context = {
        "form": form,
        "calendar": found,
        "title": years.title_of(found),
        "day": the_day,
        "day_words": steps.day_words(the_day),
        "plan": years.shown_plan(plan),
        "own": own,
        "may_change": may_change(request.actor, found),
    }
    status = 422 if form.is_bound else 200
    return render(request, "calendars/day.html", context=context, status=status)


@page(policy=may_change_calendars, methods=["POST"])
def remove_day(request: ActorRequest, pk: int, day: str) -> HttpResponse:
    """Let the week decide on a day again."""
    the_day = read_day("day", day)

    def write() -> None:
        actions.remove_day(
            actor=request.actor,
            calendar_id=pk,
            day=the_day,
            expected_version=_version(request),
            now=timezone.now(),
        )

    return _done(request, write, _year_of(pk, the_day))


@page(policy=may_change_calendars)
def holidays(request: ActorRequest, pk: int, year: int) -> HttpResponse:
    """Show what an import of a year's holidays would change; import them."""
    found = _changeable(request, pk)
    if not found.is_national:
        raise NotFound
    form = YearForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST":

        def write() -> None:
            actions.import_holidays(
                actor=request.actor,
                calendar_id=pk,
                year=year,
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            messages.success(request, _("The holidays of %(year)s are imported.") % {"year": year})
            return redirect(request, _year_of(pk, date(year, 1, 1)))
    context = {
        "form": form,
        "calendar": found,
        "year": year,
        "proposal": years.shown_proposal(queries.proposal(found, year)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "calendars/holidays.html", context=context, status=status)


@page(policy=may_change_calendars, methods=["POST"])
def restore(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """Let a calendar say again what it said in an earlier version."""

    def write() -> None:
        actions.restore_version(
            actor=request.actor,
            calendar_id=pk,
            version=version,
            expected_version=_version(request),
            now=timezone.now(),
        )

    return _done(request, write, reverse("calendars:calendar", args=[pk]))


def _changeable(request: ActorRequest, pk: int) -> Calendar:
    found = queries.find(request.actor, pk)
    if not may_change(request.actor, found):
        raise Forbidden(extra={"calendar": found.pk})
    return found


def _written(form: WeekForm | DayForm | YearForm, write: Callable[[], None]) -> bool:
    """Do a write; show in the form what it refuses."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return False
    return True


def _done(request: ActorRequest, write: Callable[[], None], back: str) -> HttpResponse:
    """Do a write that a button asks for; tell what it refuses where the button was."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect(request, back)


def _version(request: ActorRequest) -> int | None:
    return whole_number(request.POST.get("version", ""))


def _year_of(pk: int, day: date) -> str:
    return f"{reverse('calendars:calendar', args=[pk])}?year={day.year}"
