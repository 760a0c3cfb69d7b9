"""One sentence per event of meetings."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.meetings.choices import Matter
from zuoxi.web.templatetags.web import exactly


@sentence("meetings.convened")
def _convened(event: Event) -> str:
    values = {**_told(event, "title", "place"), "starts": _moment(event.data, "starts_at")}
    return _("Called the meeting “%(title)s” for %(starts)s. %(place)s") % values


@sentence("meetings.invited")
def _invited(event: Event) -> str:
    values = {**_told(event, "title"), "starts": _moment(event.data, "starts_at")}
    return _("Invited to the meeting “%(title)s” on %(starts)s.") % values


@sentence("meetings.changed")
def _changed(event: Event) -> str:
    before, after = event.data.get("before", {}), event.data.get("after", {})
    values = {
        **_told(event, "title"),
        "before": _moment(before, "starts_at"),
        "after": _moment(after, "starts_at"),
    }
    if values["before"] == values["after"]:
        return _("Changed the meeting “%(title)s” on %(after)s.") % values
    return _("Moved the meeting “%(title)s” from %(before)s to %(after)s.") % values


@sentence("meetings.cancelled")
def _cancelled(event: Event) -> str:
    values = {**_told(event, "title", "reason"), "starts": _moment(event.data, "starts_at")}
    return _("Cancelled the meeting “%(title)s” on %(starts)s: %(reason)s") % values


@sentence("meetings.minutes_written")
def _written(event: Event) -> str:
    values = _told(event, "title", "number", "reason")
    if values["reason"]:
        return _("Wrote minutes %(number)s of “%(title)s”: %(reason)s") % values
    return _("Wrote the minutes of “%(title)s”.") % values


@sentence("meetings.minutes_sent")
def _sent(event: Event) -> str:
    return _("Sent minutes %(number)s of “%(title)s” to the participants.") % _told(
        event, "title", "number"
    )


@sentence("meetings.decision_taken")
def _decided(event: Event) -> str:
    matter = event.data.get("matter", "")
    values = {
        **_told(event, "title", "decision", "text", "unit"),
        "matter": str(Matter(matter).label) if matter in Matter.values else str(matter),
    }
    if values["unit"]:
        text = _("Decision %(decision)s of “%(title)s” (%(matter)s), owed by %(unit)s: %(text)s")
    else:
        text = _("Decision %(decision)s of “%(title)s” (%(matter)s): %(text)s")
    return text % values


@sentence("meetings.series_saved")
def _series_saved(event: Event) -> str:
    values = {**_told(event, "title", "begins"), "count": len(event.data.get("days", []))}
    return _("Said how the meeting “%(title)s” recurs, at %(begins)s; %(count)s are planned.") % (
        values
    )


@sentence("meetings.series_ended")
def _series_ended(event: Event) -> str:
    return _("The meeting “%(title)s” recurs no more.") % _told(event, "title")


@sentence("meetings.series_continued")
def _continued(event: Event) -> str:
    values = {**_told(event, "title"), "days": "、".join(event.data.get("days", []))}
    return _("Put the next meetings “%(title)s” on the list: %(days)s.") % values


def _told(event: Event, *names: str) -> dict[str, str]:
    return {name: str(event.data.get(name, "")) for name in names}


def _moment(data: Mapping[str, object], name: str) -> str:
    raw = str(data.get(name, ""))
    return exactly(datetime.fromisoformat(raw)) if raw else ""
