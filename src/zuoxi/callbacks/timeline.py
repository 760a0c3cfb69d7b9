"""One sentence per event of a callback."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.callbacks.choices import ConnectStatus, Satisfaction, Solved
from zuoxi.kernel.models import Event


@sentence("callbacks.opened")
def _opened(_event: Event) -> str:
    return _("Put the customer on the callback list.")


@sentence("callbacks.withdrawn")
def _withdrawn(event: Event) -> str:
    reason = event.data.get("reason")
    return _("Withdrew the callback: %(reason)s") % {"reason": _(reason) if reason else "—"}


@sentence("callbacks.attempted")
def _attempted(event: Event) -> str:
    values = {
        "attempt": event.data.get("attempt"),
        "result": _label(ConnectStatus, event, "connect_status"),
        "solved": _label(Solved, event, "solved"),
        "satisfaction": _label(Satisfaction, event, "satisfaction"),
        "remark": event.data.get("remark") or "",
    }
    if event.data.get("connect_status") == ConnectStatus.CONNECTED:
        return _("Reached the customer: %(solved)s, %(satisfaction)s. Remark: %(remark)s") % values
    if values["remark"]:
        return _("Callback attempt %(attempt)s: %(result)s. Remark: %(remark)s") % values
    return _("Callback attempt %(attempt)s: %(result)s.") % values


def _label(
    choices: type[ConnectStatus] | type[Solved] | type[Satisfaction], event: Event, name: str
) -> str:
    return str(dict(choices.choices).get(event.data.get(name), ""))
