"""One sentence per event on site; the signer's name is personal and stands on the page alone."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event


@sentence("fieldwork.signed_off")
def _signed_off(event: Event) -> str:
    reason = event.data.get("reason", "")
    if reason:
        return _("Recorded the customer's confirmation without a signature: %(reason)s") % {
            "reason": reason
        }
    return _("Recorded the customer's signature.")
