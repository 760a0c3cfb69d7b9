"""One sentence per event of the deadlines of an order."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.calendars.counting import Unit
from zuoxi.clocks.choices import ClockMilestone
from zuoxi.deadlines.choices import PauseReason, ToldBy
from zuoxi.kernel.models import Event
from zuoxi.web.templatetags.web import exactly


@sentence("deadlines.paused")
def _paused(event: Event) -> str:
    values = {
        "reason": _reason(event),
        "note": event.data.get("note", ""),
        "until": _time(event.data.get("until")),
    }
    if values["until"]:
        return _("Let the work order wait for %(reason)s until %(until)s: %(note)s") % values
    return _("Let the work order wait for %(reason)s: %(note)s") % values


@sentence("deadlines.resumed")
def _resumed(event: Event) -> str:
    return _("Let the work order go on; it had waited for %(reason)s.") % {"reason": _reason(event)}


@sentence("deadlines.reported")
def _reported(event: Event) -> str:
    values = {**_what(event), "note": event.data.get("note", "")}
    if values["note"]:
        return _("Reported %(milestone)s at %(moment)s: %(note)s") % values
    return _("Reported %(milestone)s at %(moment)s.") % values


@sentence("deadlines.corrected")
def _corrected(event: Event) -> str:
    values = {**_what(event), "reason": event.data.get("reason", "")}
    return _("Corrected %(milestone)s: reached at %(moment)s in truth. %(reason)s") % values


@sentence("deadlines.extension_asked")
def _asked(event: Event) -> str:
    return _("Asked for %(length)s more for %(milestone)s: %(reason)s") % {
        **_what(event),
        "length": _length(event),
        "reason": event.data.get("reason", ""),
    }


@sentence("deadlines.extension_granted")
def _granted(event: Event) -> str:
    return _("Granted more time for %(milestone)s: due %(due)s. %(decision)s") % {
        **_what(event),
        "due": _time(event.data.get("due_at")),
        "decision": event.data.get("decision", ""),
    }


@sentence("deadlines.extension_refused")
def _refused(event: Event) -> str:
    values = {**_what(event), "reason": event.data.get("reason", "")}
    return _("Refused more time for %(milestone)s: %(reason)s") % values


@sentence("deadlines.extension_withdrawn")
def _withdrawn(event: Event) -> str:
    return _("Took the request for more time for %(milestone)s back.") % _what(event)


@sentence("deadlines.customer_told")
def _told(event: Event) -> str:
    way = event.data.get("way", "")
    return _("Told the customer at %(moment)s that it takes longer (%(way)s).") % {
        "moment": _time(event.data.get("told_at")),
        "way": ToldBy(way).label if way in ToldBy.values else way,
    }


def _reason(event: Event) -> str:
    name = event.data.get("reason", "")
    return str(PauseReason(name).label) if name in PauseReason.values else str(name)


def _what(event: Event) -> dict[str, str]:
    name = event.data.get("milestone", "")
    label = ClockMilestone(name).label if name in ClockMilestone.values else name
    return {"milestone": str(label), "moment": _time(event.data.get("happened_at"))}


def _length(event: Event) -> str:
    count, unit = int(event.data.get("added", 0)), event.data.get("unit", "")
    texts = {
        Unit.MINUTES: ngettext("%(count)s minute", "%(count)s minutes", count),
        Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", count),
        Unit.NATURAL_DAYS: ngettext("%(count)s day", "%(count)s days", count),
        Unit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", count),
    }
    return texts[Unit(unit)] % {"count": count} if unit in texts else str(count)


def _time(text: str | None) -> str:
    return exactly(datetime.fromisoformat(text)) if text else ""
