"""The sentences of events that the kernel writes itself."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from zuoxi.audit.sentences import sentence
from zuoxi.kernel import options
from zuoxi.kernel.models import Event

# What a refused call is recorded with, in words; a code of another version is shown as it is.
_REASONS = {
    "forbidden": pgettext_lazy("refusal", "not permitted"),
    "password_expired": pgettext_lazy("refusal", "password to be changed first"),
    "reviewer_is_handler": pgettext_lazy("refusal", "own work, somebody else reviews it"),
    "csrf_failed": pgettext_lazy("refusal", "not sent from a page of this site"),
}


@sentence("kernel.refused")
def refused(event: Event) -> str:
    """Word a refused call; what was called is a name of ours, not business data."""
    code = str(event.data.get("code", ""))
    return _("Was refused “%(what)s” (%(code)s).") % {
        "what": event.data.get("what", ""),
        "code": _REASONS.get(code, code),
    }


@sentence("audit.tidied_up")
def tidied_up(event: Event) -> str:
    """Word a nightly run; the tables are named in the data."""
    rows = event.data.get("rows", {})
    values = {"archived": rows.get("kernel_event", 0)}
    values["removed"] = sum(rows.values()) - values["archived"]
    if event.data.get("is_complete"):
        return _("Removed %(removed)s old rows and archived %(archived)s events.") % values
    return (
        _("Removed %(removed)s old rows and archived %(archived)s events; more is left to do.")
        % values
    )


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
