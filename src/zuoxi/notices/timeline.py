"""One sentence per event of notices."""

from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.notices.kinds import kind_of


@sentence("notices.given")
def _given(event: Event) -> str:
    count = len(event.data.get("receivers", []))
    text = ngettext(
        "Sent a notice to %(count)s person: %(kind)s.",
        "Sent a notice to %(count)s people: %(kind)s.",
        count,
    )
    return text % {"count": count, "kind": kind_of(event.data.get("kind", "")).label}


@sentence("notices.read")
def _read(event: Event) -> str:
    count = event.data.get("count", 0)
    text = ngettext("Read %(count)s notice.", "Read %(count)s notices.", count)
    return text % {"count": count}
