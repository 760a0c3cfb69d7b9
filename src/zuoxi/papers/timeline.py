"""One sentence per event of a print."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event


@sentence("papers.order_printed")
def _order_printed(event: Event) -> str:
    values = {"number": event.data.get("number", "")}
    if event.data.get("is_masked", True):
        return _("Printed work order %(number)s, personal data masked.") % values
    return _("Printed work order %(number)s, personal data in full.") % values
