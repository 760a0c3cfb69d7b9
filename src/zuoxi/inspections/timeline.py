"""One sentence per event of an inspection."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.inspections.choices import Method, Verdict
from zuoxi.kernel.models import Event


@sentence("inspections.begun")
def _begun(event: Event) -> str:
    values = _told(event, "title", "size", "population", "seed")
    if event.data.get("method") == Method.RANDOM:
        text = _(
            "Began the inspection “%(title)s”: %(size)s of %(population)s orders, drawn with the "
            "seed %(seed)s."
        )
    else:
        text = _("Began the inspection “%(title)s”: %(size)s chosen of %(population)s orders.")
    return text % values


@sentence("inspections.order_judged")
def _judged(event: Event) -> str:
    values = _told(event, "number", "text")
    if event.data.get("verdict") == Verdict.FINDING:
        return _("Finding about work order %(number)s: %(text)s") % values
    return _("Work order %(number)s is in order. %(text)s") % values


@sentence("inspections.correction_set")
def _correction(event: Event) -> str:
    return _("%(unit)s has to put right about work order %(number)s: %(text)s") % _told(
        event, "unit", "number", "text"
    )


@sentence("inspections.closed")
def _closed(event: Event) -> str:
    return _("Closed the inspection “%(title)s”: %(conclusion)s") % _told(
        event, "title", "conclusion"
    )


def _told(event: Event, *names: str) -> dict[str, str]:
    return {name: str(event.data.get(name, "")) for name in names}
