"""One sentence per event of an emergency."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.web.templatetags.web import exactly


@sentence("emergencies.proposed")
def _proposed(event: Event) -> str:
    count = int(event.data.get("orders", 0))
    return ngettext(
        "Proposed a group complaint: %(count)s complaint (%(type)s) on one subject.",
        "Proposed a group complaint: %(count)s complaints (%(type)s) on one subject.",
        count,
    ) % {"count": count, "type": event.data.get("request_type", "")}


@sentence("emergencies.dismissed")
def _dismissed(event: Event) -> str:
    return _("It is no emergency: %(reason)s") % {"reason": event.data.get("reason", "")}


@sentence("emergencies.started")
def _started(event: Event) -> str:
    count = int(event.data.get("receivers", 0))
    return ngettext(
        "Started the emergency “%(title)s” and told %(count)s person. Departments: %(units)s",
        "Started the emergency “%(title)s” and told %(count)s persons. Departments: %(units)s",
        count,
    ) % {
        "title": event.data.get("title", ""),
        "count": count,
        "units": "、".join(event.data.get("units", [])) or "—",
    }


@sentence("emergencies.orders_linked")
def _linked(event: Event) -> str:
    numbers = event.data.get("numbers", [])
    return _("These work orders belong to it: %(numbers)s") % {"numbers": "、".join(numbers)}


@sentence("emergencies.receipt")
def _receipt(event: Event) -> str:
    return _("Confirmed to have been told of “%(title)s”.") % {"title": event.data.get("title", "")}


@sentence("emergencies.meeting")
def _meeting(event: Event) -> str:
    held_at = event.data.get("held_at", "")
    return _("Held a meeting at %(time)s with %(people)s: %(minutes)s") % {
        "time": exactly(datetime.fromisoformat(held_at)) if held_at else "",
        "people": event.data.get("participants", ""),
        "minutes": event.data.get("minutes", ""),
    }


@sentence("emergencies.plan_drafted")
def _drafted(event: Event) -> str:
    return _("Drew up version %(number)s of the plan.") % {"number": event.data.get("number", "")}


@sentence("emergencies.plan_approved")
def _approved(event: Event) -> str:
    return _("Approved version %(number)s of the plan; its tasks are set.") % {
        "number": event.data.get("number", "")
    }


@sentence("emergencies.answer")
def _answer(event: Event) -> str:
    count = int(event.data.get("orders", 0))
    return ngettext(
        "Gave %(count)s work order this answer: %(text)s",
        "Gave %(count)s work orders this answer: %(text)s",
        count,
    ) % {"count": count, "text": event.data.get("text", "")}


@sentence("emergencies.order_answered")
def _order_answered(event: Event) -> str:
    return _("Answer to the group complaint “%(title)s”: %(text)s") % {
        "title": event.data.get("title", ""),
        "text": event.data.get("text", ""),
    }


@sentence("emergencies.closed")
def _closed(event: Event) -> str:
    return _("Closed the emergency: %(summary)s") % {"summary": event.data.get("summary", "")}
