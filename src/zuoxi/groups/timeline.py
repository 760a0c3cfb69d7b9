"""One sentence per event of a group."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.models import Event


@sentence("groups.saved")
def _saved(event: Event) -> str:
    kind = event.data.get("group", "")
    values = {
        "group": str(GroupKind(kind).label) if kind in GroupKind.values else str(kind),
        "centre": str(event.data.get("centre", "")),
        "head": _names(event, head=True),
        "members": _names(event, head=False),
    }
    if event.data.get("before"):
        return (
            _("Changed the %(group)s of %(centre)s: head %(head)s; members %(members)s.") % values
        )
    return _("Appointed the %(group)s of %(centre)s: head %(head)s; members %(members)s.") % values


def _names(event: Event, *, head: bool) -> str:
    seats = event.data.get("after", [])
    return "、".join(
        f"{each.get('name', '')} ({each.get('unit', '')})"
        for each in seats
        if bool(each.get("is_head")) == head
    )
