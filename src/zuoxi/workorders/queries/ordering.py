"""In which order a list stands: only such as an index gives, page after page."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput
from zuoxi.workorders.choices import Source
from zuoxi.workorders.models import NO_APPOINTMENT, WorkOrder


@dataclass(frozen=True)
class Order:
    """The key of the rows, before their id, and its direction."""

    by: str
    is_descending: bool = False


class Sorted(Protocol):
    """What an order depends on (``OrderFilter``)."""

    @property
    def sort(self) -> str:
        """The name of the order, empty for the usual one."""

    @property
    def list_name(self) -> str:
        """The list, empty for a mixed one."""

    @property
    def source(self) -> str:
        """The source to which the rows are narrowed."""


ORDERS: dict[str, Order] = {
    "waiting": Order("last_action_at"),
    "-waiting": Order("last_action_at", is_descending=True),
    # Orders are numbered and stored as they come in.
    "received": Order("pk"),
    "-received": Order("pk", is_descending=True),
    "appointment": Order("next_appointment_at"),
    "feedback": Order("feedback_due_at"),
}


def of(wanted: Sorted) -> Order:
    """Return the order that a filter asks for; raise InvalidInput for ``sort`` where it has none.

    The dates of superiors alone are indexed, so their order needs the filter for them.
    """
    if not wanted.sort:
        return ORDERS["-waiting" if wanted.list_name in {"", "archive"} else "waiting"]
    found = ORDERS.get(wanted.sort)
    if found is None:
        raise InvalidInput(fields={"sort": [_("There is no such order of the list.")]})
    if wanted.sort == "feedback" and wanted.source != Source.SUPERIOR:
        message = _("This order needs the filter for what superiors have handed down.")
        raise InvalidInput(fields={"sort": [message]})
    return found


def keyed(rows: QuerySet[WorkOrder], order: Order) -> QuerySet[WorkOrder]:
    """Add the key of an order where it is no column: without an appointment comes last."""
    if order.by != "next_appointment_at":
        return rows
    return rows.annotate(next_appointment_at=Coalesce("appointment_at", NO_APPOINTMENT))
