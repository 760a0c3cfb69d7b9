"""One sentence per event of a product."""

from datetime import date

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.products.choices import Change
from zuoxi.web.templatetags.web import exactly


@sentence("products.updated")
def _updated(event: Event) -> str:
    data = event.data
    values = {
        "name": data.get("name", ""),
        "change": change_label(data.get("change", "")),
        "day": _day(data.get("effective_on", "")),
        "summary": data.get("summary", ""),
    }
    if data.get("told_late"):
        return _("%(name)s: %(change)s from %(day)s on, entered late. %(summary)s") % values
    return _("%(name)s: %(change)s from %(day)s on. %(summary)s") % values


def _day(text: str) -> str:
    return exactly(date.fromisoformat(text)) if text else ""


def change_label(code: str) -> str:
    """Return what an update is called in the reader's language."""
    return str(Change(code).label) if code in Change.values else code
