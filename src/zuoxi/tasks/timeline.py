"""One sentence per event of a task."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.web.templatetags.web import exactly


@sentence("tasks.set")
def _set(event: Event) -> str:
    values = {**_told(event, "text", "unit", "person"), "due": _moment(event, "due_at")}
    if values["person"]:
        return _("Set %(unit)s (%(person)s) a task, due %(due)s: %(text)s") % values
    return _("Set %(unit)s a task, due %(due)s: %(text)s") % values


@sentence("tasks.person_named")
def _named(event: Event) -> str:
    values = _told(event, "before", "after")
    if values["before"]:
        return _("%(after)s sees to the task now instead of %(before)s.") % values
    return _("%(after)s sees to the task.") % values


@sentence("tasks.moved")
def _moved(event: Event) -> str:
    values = _told(event, "reason") | {
        "before": _moment(event, "before"),
        "after": _moment(event, "after"),
    }
    return _("Moved the due time of the task from %(before)s to %(after)s: %(reason)s") % values


@sentence("tasks.noted")
def _noted(event: Event) -> str:
    return _("Progress of the task: %(note)s") % _told(event, "note")


@sentence("tasks.finished")
def _finished(event: Event) -> str:
    if event.data.get("is_late"):
        return _("Finished the task after its time: %(result)s") % _told(event, "result")
    return _("Finished the task: %(result)s") % _told(event, "result")


@sentence("tasks.cancelled")
def _cancelled(event: Event) -> str:
    return _("Cancelled the task: %(reason)s") % _told(event, "reason")


def _told(event: Event, *names: str) -> dict[str, str]:
    return {name: str(event.data.get(name, "")) for name in names}


def _moment(event: Event, name: str) -> str:
    raw = str(event.data.get(name, ""))
    return exactly(datetime.fromisoformat(raw)) if raw else ""
