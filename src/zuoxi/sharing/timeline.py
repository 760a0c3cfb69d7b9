"""One sentence per event."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.sharing.choices import SharedKind


@sentence("sharing.right_given")
def _given(event: Event) -> str:
    return _("Let %(department)s look up beyond its own orders: %(kind)s. Reason: %(reason)s") % (
        _values(event)
    )


@sentence("sharing.right_ended")
def _ended(event: Event) -> str:
    return _("Ended the right of %(department)s to look up beyond its own orders: %(kind)s.") % (
        _values(event)
    )


@sentence("sharing.looked_up")
def _looked_up(event: Event) -> str:
    found = event.data.get("customers", [])
    return ngettext(
        "Was shown %(count)s customer by a search: %(numbers)s",
        "Was shown %(count)s customers by a search: %(numbers)s",
        len(found),
    ) % {"count": len(found), "numbers": "、".join(found)}


def _values(event: Event) -> dict[str, str]:
    kind = event.data.get("kind", "")
    return {
        "department": str(event.data.get("department", "")),
        "kind": str(SharedKind(kind).label) if kind in SharedKind.values else kind,
        "reason": str(event.data.get("reason", "")),
    }
