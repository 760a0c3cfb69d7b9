"""One sentence per event of a calendar. The actor's name stands beside it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.calendars.choices import WEEKDAYS, DayNature, holiday_name
from zuoxi.kernel.models import Event


@sentence("calendars.created")
def _created(event: Event) -> str:
    if not event.data.get("unit"):
        return _("Founded the national working calendar.")
    return _("Gave %(unit)s a working calendar of its own.") % {"unit": _unit(event)}


@sentence("calendars.week_set")
def _week_set(event: Event) -> str:
    return _("Working hours of %(unit)s from %(day)s: %(old)s → %(new)s") % {
        "unit": _unit(event),
        "day": event.data.get("valid_from", ""),
        "old": _week(event.data.get("old")),
        "new": _week(event.data.get("new")),
    }


@sentence("calendars.week_removed")
def _week_removed(event: Event) -> str:
    return _("Took out the working hours of %(unit)s from %(day)s: %(old)s") % {
        "unit": _unit(event),
        "day": event.data.get("valid_from", ""),
        "old": _week(event.data.get("old")),
    }


@sentence("calendars.day_set")
def _day_set(event: Event) -> str:
    return _("%(unit)s, %(day)s: %(old)s → %(new)s") % {
        "unit": _unit(event),
        "day": event.data.get("day", ""),
        "old": _day(event.data.get("old")),
        "new": _day(event.data.get("new")),
    }


@sentence("calendars.day_removed")
def _day_removed(event: Event) -> str:
    return _("%(unit)s, %(day)s: took out the exception “%(old)s”.") % {
        "unit": _unit(event),
        "day": event.data.get("day", ""),
        "old": _day(event.data.get("old")),
    }


@sentence("calendars.holidays_imported")
def _imported(event: Event) -> str:
    days = event.data.get("days", [])
    told = ngettext(
        "Imported the holidays of %(year)s from %(source)s: %(count)s day changed.",
        "Imported the holidays of %(year)s from %(source)s: %(count)s days changed.",
        len(days),
    )
    return told % {
        "year": event.data.get("year", ""),
        "source": event.data.get("source", ""),
        "count": len(days),
    }


@sentence("calendars.version_restored")
def _restored(event: Event) -> str:
    return _("Set the working calendar of %(unit)s back to version %(version)s.") % {
        "unit": _unit(event),
        "version": event.data.get("restored", ""),
    }


def _unit(event: Event) -> str:
    return str(event.data.get("unit") or _("National calendar"))


def _week(week: Mapping[str, Any] | None) -> str:
    if week is None:
        return "–"
    if week.get("inherits"):
        return _("as the calendar above")
    hours = week.get("hours", {})
    days = [
        _("%(day)s %(hours)s") % {"day": label, "hours": hours.get(name) or _("rest")}
        for name, label in WEEKDAYS.items()
    ]
    return "; ".join(days)


def _day(day: Mapping[str, Any] | None) -> str:
    if day is None:
        return _("as the week says")
    label = str(dict(DayNature.choices).get(str(day.get("nature")), ""))
    parts = [label, holiday_name(str(day.get("name", ""))), str(day.get("hours", ""))]
    return " ".join(filter(None, parts))
