"""One sentence per event of linkage."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.linkage.choices import Aspect, Direction, InformedBy, RequestKind, WaitsFor
from zuoxi.web.templatetags.web import exactly


@sentence("linkage.rule_set")
def _rule_set(event: Event) -> str:
    return _("Set what the end waits for: %(rule)s.") % {
        "rule": _label(WaitsFor, event.data.get("waits_for"))
    }


@sentence("linkage.parts_waived")
def _waived(event: Event) -> str:
    return _("Answers for ending it over open sub-orders (%(numbers)s): %(reason)s") % {
        "numbers": "、".join(event.data.get("numbers", [])),
        "reason": event.data.get("reason", ""),
    }


@sentence("linkage.customer_informed")
def _informed(event: Event) -> str:
    values = {
        "at": _time(event.data.get("at")),
        "way": _label(InformedBy, event.data.get("way")),
        "remark": event.data.get("remark", ""),
    }
    if values["remark"]:
        return _("The customer was informed %(at)s (%(way)s): %(remark)s") % values
    return _("The customer was informed %(at)s (%(way)s).") % values


@sentence("linkage.handler_missing")
def _missing(event: Event) -> str:
    return _("%(department)s has named no handler for %(minutes)s minutes: alarm raised.") % {
        "department": event.data.get("department", ""),
        "minutes": event.data.get("minutes", ""),
    }


@sentence("linkage.exchange_opened")
def _opened(event: Event) -> str:
    subject = event.data.get("subject", "")
    values = {"unit": event.data.get("unit", ""), "text": event.data.get("text", "")}
    if event.data.get("direction") == Direction.REQUEST:
        values["subject"] = _label(RequestKind, subject)
        return _("Asked %(unit)s for support (%(subject)s): %(text)s") % values
    values["subject"] = _label(Aspect, subject)
    return _("Gave feedback to %(unit)s (%(subject)s): %(text)s") % values


@sentence("linkage.exchange_replied")
def _replied(event: Event) -> str:
    values = {"unit": event.data.get("unit", ""), "text": event.data.get("text", "")}
    if event.data.get("is_answer"):
        return _("Answered for %(unit)s: %(text)s") % values
    return _("Reported progress for %(unit)s: %(text)s") % values


@sentence("linkage.exchange_closed")
def _closed(event: Event) -> str:
    return _("Closed what was exchanged with %(unit)s.") % {"unit": event.data.get("unit", "")}


def _label(choices: type[TextChoices], name: str | None) -> str:
    """Return the word for a value; one that this version does not know stands as it is."""
    return str(choices(name).label) if name in choices.values else str(name or "")


def _time(text: str | None) -> str:
    return exactly(datetime.fromisoformat(text)) if text else ""
