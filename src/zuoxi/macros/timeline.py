"""One sentence per event of a macro; what somebody calls an own one is not told."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event


@sentence("macros.created")
def _created(event: Event) -> str:
    return _("Created the template %(name)s.") % _named(event)


@sentence("macros.changed")
def _changed(event: Event) -> str:
    return _("Changed the template %(name)s.") % _named(event)


@sentence("macros.deactivated")
def _deactivated(event: Event) -> str:
    return _("Deactivated the template %(name)s.") % _named(event)


@sentence("macros.activated")
def _activated(event: Event) -> str:
    return _("Activated the template %(name)s again.") % _named(event)


def _named(event: Event) -> dict[str, str]:
    return {"name": str(event.data.get("name") or _("for personal use"))}
