"""The sentences of events that the kernel writes itself."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel import options
from zuoxi.kernel.models import Event


@sentence("kernel.refused")
def refused(event: Event) -> str:
    """Word a refused call; what was called is a name of ours, not business data."""
    return _("Was refused “%(what)s” (%(code)s).") % {
        "what": event.data.get("what", ""),
        "code": event.data.get("code", ""),
    }


@sentence("kernel.option_set")
def option_set(event: Event) -> str:
    """Word a new value of an option, by its label."""
    key = str(event.data.get("key", ""))
    option = options.registry().get(key)
    value = event.data.get("value", "")
    if isinstance(value, bool):
        value = pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return _("Set the option “%(option)s” to %(value)s (%(source)s).") % {
        "option": option.label if option else key,
        "value": value,
        "source": event.data.get("source", ""),
    }
