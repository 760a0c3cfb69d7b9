"""The sentences of customer events. They name fields, never values: values are personal data."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from zuoxi.audit import subjects
from zuoxi.audit.sentences import sentence
from zuoxi.customers import queries
from zuoxi.customers.choices import FIELD_LABELS, Purpose
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event


@sentence("customers.registered")
def registered(event: Event) -> str:
    """Word a registration."""
    return _("Registered customer %(number)s.") % {"number": event.data.get("customer_no", "")}


@sentence("customers.corrected")
def corrected(event: Event) -> str:
    """Word a correction by the names of the changed fields."""
    names = [FIELD_LABELS[name] for name in event.data.get("changes", {}) if name in FIELD_LABELS]
    fields = format_lazy(_(", ").join(["{}"] * len(names)), *names)
    return _("Corrected customer %(number)s: %(fields)s.") % {
        "number": event.data.get("customer_no", ""),
        "fields": fields,
    }


@sentence("customers.deactivated")
def deactivated(event: Event) -> str:
    """Word a deactivation."""
    return _("Deactivated customer %(number)s.") % {"number": event.data.get("customer_no", "")}


@sentence("customers.reactivated")
def reactivated(event: Event) -> str:
    """Word a reactivation."""
    return _("Reactivated customer %(number)s.") % {"number": event.data.get("customer_no", "")}


@sentence("customers.revealed")
def revealed(event: Event) -> str:
    """Word a look at unmasked data with its purpose."""
    code = event.data.get("purpose", "")
    purpose = Purpose(code).label if code in Purpose.values else code
    return _("Looked at the unmasked data of customer %(number)s. Purpose: %(purpose)s.") % {
        "number": event.data.get("customer_no", ""),
        "purpose": purpose,
    }


@sentence("customers.class_saved")
def class_saved(event: Event) -> str:
    """Word a change of the customer classes."""
    return _("Saved customer class “%(label)s”.") % {"label": event.data.get("label_zh_hans", "")}


@subjects.names("customers.customer")
def numbers(actor: Actor, ids: Iterable[int]) -> dict[int, subjects.Subject]:
    """Name customers in the audit log by their number."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "customer_no")
    return {pk: subjects.Subject(no, reverse("customers:detail", args=[no])) for pk, no in seen}
