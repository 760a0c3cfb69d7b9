"""One sentence per event of a message."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event


@sentence("memos.sent")
def _sent(event: Event) -> str:
    values = {
        "title": event.data.get("title", ""),
        "units": "、".join(event.data.get("units", [])),
    }
    if event.data.get("to_all"):
        return _("Sent the message “%(title)s” to everybody in the centre.") % values
    return _("Sent the message “%(title)s” to: %(units)s") % values


@sentence("memos.read")
def _read(event: Event) -> str:
    return _("Read the message “%(title)s”.") % {"title": event.data.get("title", "")}


@sentence("memos.withdrawn")
def _withdrawn(event: Event) -> str:
    count = int(event.data.get("readers", 0))
    return ngettext(
        "Took the message “%(title)s” back, which %(count)s person had read: %(reason)s",
        "Took the message “%(title)s” back, which %(count)s persons had read: %(reason)s",
        count,
    ) % {
        "title": event.data.get("title", ""),
        "count": count,
        "reason": event.data.get("reason", ""),
    }
