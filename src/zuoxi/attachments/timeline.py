"""One sentence per event of an attachment."""

from django.utils.translation import gettext as _

from zuoxi.attachments.choices import FileKind
from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event


@sentence("attachments.added")
def _added(event: Event) -> str:
    return _("Added the file “%(name)s” (%(kind)s).") % {
        "name": event.data.get("name", ""),
        "kind": dict(FileKind.choices).get(event.data.get("kind", ""), ""),
    }


@sentence("attachments.withdrawn")
def _withdrawn(event: Event) -> str:
    return _("Withdrew the file “%(name)s”: %(reason)s") % {
        "name": event.data.get("name", ""),
        "reason": event.data.get("reason", ""),
    }


@sentence("attachments.opened")
def _opened(event: Event) -> str:
    return _("Opened the file “%(name)s” of work order %(order)s.") % {
        "name": event.data.get("name", ""),
        "order": event.data.get("order", ""),
    }
