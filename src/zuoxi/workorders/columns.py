"""The columns and orders that a list of work orders can be shown in; an address chooses by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# The class is the column's width; each name is also that of what a sheet writes for it.
COLUMNS: dict[str, tuple[Promise, str]] = {
    "number": (pgettext_lazy("field", "Order number"), "col-number"),
    "customer": (pgettext_lazy("field", "Customer"), "col-customer"),
    "phone": (pgettext_lazy("contact point", "Telephone"), "col-moment"),
    "address": (pgettext_lazy("customer", "Address"), "col-content"),
    "form_type": (pgettext_lazy("field", "Form type"), "col-type"),
    "description": (pgettext_lazy("field", "Intake content"), "col-content"),
    "request": (pgettext_lazy("column", "Request and device type"), "col-kind"),
    "grade": (pgettext_lazy("field", "Grade"), "col-status"),
    "region_class": (pgettext_lazy("field", "Region class"), "col-type"),
    "source": (pgettext_lazy("field", "Source of the matter"), "col-type"),
    "feedback_due_at": (pgettext_lazy("field", "Feedback due"), "col-appointment"),
    "appointment_at": (pgettext_lazy("field", "Appointment"), "col-appointment"),
    "status": (pgettext_lazy("field", "Status"), "col-status"),
    "work_area": (pgettext_lazy("field", "Work area"), "col-place"),
    "technician": (pgettext_lazy("field", "Technician"), "col-technician"),
    "round": (pgettext_lazy("field", "Dispatch rounds"), "col-count"),
    "returns": (pgettext_lazy("column", "Returned"), "col-returns"),
    "is_resolved": (pgettext_lazy("field", "Resolved?"), "col-result"),
    "received_by": (pgettext_lazy("field", "Received by"), "col-receiver"),
    "received_at": (pgettext_lazy("field", "Received at"), "col-moment"),
    "archived_by": (pgettext_lazy("field", "Archived by"), "col-receiver"),
    "last_action_at": (pgettext_lazy("column", "Last action"), "col-time"),
    "archived_at": (pgettext_lazy("field", "Archived at"), "col-time"),
}
# What a list loads beside the orders for a column of it.
RELATIONS: dict[str, tuple[str, ...]] = {
    "request": ("request_type", "device_type"),
    "grade": ("grade",),
    "region_class": ("region_class",),
    "work_area": ("work_area",),
    "technician": ("technician",),
    "received_by": ("received_by",),
    "archived_by": ("archived_by",),
}
# Those that show more of the customer than the name.
OF_THE_CUSTOMER = frozenset({"phone", "address"})
# What a row is opened and chosen by; it stands first whatever else is shown.
FIRST = "number"

SORT_LABELS: dict[str, Promise] = {
    "waiting": gettext_lazy("Longest waiting first"),
    "-waiting": gettext_lazy("Latest action first"),
    "received": gettext_lazy("First received first"),
    "-received": gettext_lazy("Last received first"),
    "appointment": gettext_lazy("Next appointment first"),
    "feedback": gettext_lazy("Earliest feedback due first"),
}


@dataclass(frozen=True)
class Column:
    """One column of a list as it is shown."""

    name: str
    label: str
    css: str


def shown(names: Iterable[str]) -> list[Column]:
    """Return the columns of these names, in their order."""
    return [Column(name, str(COLUMNS[name][0]), COLUMNS[name][1]) for name in names]


def relations(names: Iterable[str]) -> tuple[str, ...]:
    """Return what is loaded beside the orders, so that these columns can be shown."""
    return tuple(each for name in sorted(set(names)) for each in RELATIONS.get(name, ()))


def read(texts: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the columns that an address names, each once, and a sentence for what is none.

    ``texts`` are the values of ``columns``: names with commas between them, or one each.
    """
    asked = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    known = tuple(dict.fromkeys(name for name in asked if name in COLUMNS))
    unknown = sorted(set(asked) - set(COLUMNS))
    if not unknown:
        return _with_first(known), []
    names = ", ".join(name[:40] for name in unknown[:5])
    fault = _("This address asks for columns that do not exist: %(names)s. They are left out.")
    return _with_first(known), [fault % {"names": names}]


def _with_first(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if not names or FIRST in names else (FIRST, *names)
