"""What has passed lately between a customer and the centre."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from zuoxi.audit.queries import LogRow, in_words
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import Event
from zuoxi.workorders.events import OrderCreated, OrderFact, OrderUrged
from zuoxi.workorders.queries.orders import visible_to

_SHOWN = 6
# Older orders than these are hardly what a caller means, and each is asked for its events.
_ORDERS = 20

# Called with the orders, gives the id of the order with each event that was a contact.
Provider = Callable[[Actor, Collection[int]], Iterable[tuple[int, Event]]]

_providers: list[Provider] = []


@dataclass(frozen=True)
class Contact:
    """One time that the customer and the centre spoke: when, who, what, about which order."""

    row: LogRow
    number: str

    @property
    def at(self) -> datetime:
        """When it was."""
        return self.row.event.at


def register_contacts(provider: Provider) -> Provider:
    """Let a higher package add what it knows of contacts, such as calls to the customer."""
    _providers.append(provider)
    return provider


def contacts_of(actor: Actor, customer_id: int) -> list[Contact]:
    """Return the latest contacts about the visible orders of a customer, newest first."""
    orders = visible_to(actor).filter(customer_id=customer_id).order_by("-id")[:_ORDERS]
    numbers = dict(orders.values_list("pk", "number"))
    found = [pair for provider in _providers for pair in provider(actor, numbers)]
    found.sort(key=lambda pair: pair[1].pk, reverse=True)
    rows = in_words([event for _order, event in found[:_SHOWN]])
    return [
        Contact(row, numbers[order])
        for (order, _event), row in zip(found[:_SHOWN], rows, strict=True)
    ]


def latest_events(
    subject_type: str, subjects: Iterable[int], kinds: Iterable[str]
) -> Iterable[Event]:
    """Return the newest events of some kinds about some subjects, as many as are shown."""
    rows = whole_log().filter(
        subject_type=subject_type, subject_id__in=list(subjects), kind__in=list(kinds)
    )
    # By a sum: to get them by id alone the log may be read backwards, past all that is newer.
    return rows.order_by((F("id") + 0).desc())[:_SHOWN]


@register_contacts
def _taken_in_and_urged(_actor: Actor, orders: Collection[int]) -> Iterable[tuple[int, Event]]:
    kinds = (OrderCreated.KIND, OrderUrged.KIND)
    events = latest_events(OrderFact.SUBJECT, orders, kinds)
    return [(each.subject_id, each) for each in events if each.subject_id is not None]
