"""One sentence per event of a follow-up task."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.web.templatetags.web import exactly


@sentence("followups.opened")
def _opened(event: Event) -> str:
    task = str(event.data.get("task", ""))
    return _("Opened a follow-up task for %(owner)s, due %(due)s: %(task)s") % {
        "owner": _name(event.data.get("owner")),
        "due": _time(event.data.get("due_at")),
        "task": _(task) if event.data.get("is_automatic") and task else task,
    }


@sentence("followups.handed_over")
def _handed_over(event: Event) -> str:
    before, after = event.data.get("before", {}), event.data.get("after", {})
    values = {
        "before": _name(before.get("owner")),
        "after": _name(after.get("owner")),
        "due": _time(after.get("due_at")),
        "reason": event.data.get("reason", ""),
    }
    if before.get("owner") == after.get("owner"):
        return _("Set the due time of the follow-up task to %(due)s: %(reason)s") % values
    if before.get("due_at") == after.get("due_at"):
        return _("Handed the follow-up task from %(before)s to %(after)s: %(reason)s") % values
    return (
        _("Handed the follow-up task from %(before)s to %(after)s, due %(due)s: %(reason)s")
        % values
    )


@sentence("followups.closed")
def _closed(event: Event) -> str:
    return _("Closed the follow-up task; the customer was informed %(informed)s: %(result)s") % {
        "informed": _time(event.data.get("customer_informed_at")),
        "result": event.data.get("result", ""),
    }


def _name(person: dict[str, str] | None) -> str:
    return (person or {}).get("name", "")


def _time(text: str | None) -> str:
    return exactly(datetime.fromisoformat(text)) if text else ""
