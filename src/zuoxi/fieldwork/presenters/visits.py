"""Orders on site with their customers, as one reader may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard
from zuoxi.fieldwork import queries
from zuoxi.fieldwork.choices import MAP_SERVICE, Group, map_url
from zuoxi.fieldwork.models import SignOff
from zuoxi.kernel.actors import Actor
from zuoxi.workorders.choices import FormType, Status
from zuoxi.workorders.models import WorkOrder

_TONES = {Status.DISPATCHED: ("indigo", "send"), Status.IN_PROGRESS: ("cyan", "tool")}


@dataclass(frozen=True)
class Visit:
    """One order with its customer as the reader may see it."""

    order: WorkOrder
    card: CustomerCard
    now: datetime
    map_url: str

    @property
    def stamp(self) -> str:
        """What a kept copy of its page is compared by."""
        clear = "clear" if self.card.is_revealed else "masked"
        return f"{self.order.version}-{self.order.urges}-{clear}"

    @property
    def is_offered(self) -> bool:
        """Tell whether nobody has taken the order on yet."""
        return self.order.status == Status.DISPATCHED

    @property
    def is_overdue(self) -> bool:
        """Tell whether the appointment has passed."""
        due = self.order.appointment_at
        return due is not None and due < self.now

    @property
    def group(self) -> Group:
        """When it is due."""
        if self.order.appointment_at is None:
            return Group.NONE
        if self.is_overdue:
            return Group.OVERDUE
        return Group.TODAY if self._day <= timezone.localtime(self.now).date() else Group.LATER

    @property
    def is_another_day(self) -> bool:
        """Tell whether the time alone would not say when it is."""
        due = self.order.appointment_at
        return due is not None and self._day != timezone.localtime(self.now).date()

    @property
    def address(self) -> str:
        """Where it is, masked or clear."""
        return self.card.address.text if self.card.address else ""

    @property
    def phone(self) -> str:
        """The number to call, masked or clear."""
        return self.card.phone.text if self.card.phone else ""

    @property
    def phone_uri(self) -> str:
        """What starts the call; empty while the number is masked."""
        return self.card.phone.uri if self.card.phone else ""

    @property
    def status_label(self) -> str:
        """The printed status."""
        return str(Status(self.order.status).label)

    @property
    def form_type_label(self) -> str:
        """The printed form type."""
        return str(FormType(self.order.form_type).label)

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return _TONES[Status(self.order.status)][0]

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return _TONES[Status(self.order.status)][1]

    @property
    def _day(self) -> date:
        assert self.order.appointment_at is not None
        return timezone.localtime(self.order.appointment_at).date()


@dataclass(frozen=True)
class Heading:
    """The orders of one part of the list."""

    group: Group
    visits: list[Visit]


@dataclass(frozen=True)
class SignOffRow:
    """A confirmation with its signer's name as the reader may see it."""

    taken: SignOff
    signer: str


def sign_offs_for(order: WorkOrder, actor: Actor, now: datetime) -> list[SignOffRow]:
    """Return the confirmations of an order that the reader may see."""
    found = queries.sign_offs(order)
    if not found:
        return []
    is_clear = customers.card_for(order.customer, actor, now).is_revealed
    return [_sign_off(each, is_clear=is_clear) for each in found]


def signed_on(visit: Visit) -> list[SignOffRow]:
    """Return the confirmations of a visit's order, masked or clear as the visit is."""
    found = queries.sign_offs(visit.order)
    return [_sign_off(each, is_clear=visit.card.is_revealed) for each in found]


def sign_off_row(taken: SignOff, actor: Actor, now: datetime) -> SignOffRow:
    """Return one confirmation as the reader may see it."""
    is_clear = customers.card_for(taken.order.customer, actor, now).is_revealed
    return _sign_off(taken, is_clear=is_clear)


def _sign_off(taken: SignOff, *, is_clear: bool) -> SignOffRow:
    return SignOffRow(taken, customers.field_text("name", taken.signer, revealed=is_clear))


def visits_for(
    orders: Sequence[WorkOrder], actor: Actor, now: datetime, *, masked: bool = False
) -> list[Visit]:
    """Return the orders with their customers, by the same few queries for any number of them."""
    cards = customers.cards_for([each.customer for each in orders], actor, now, masked=masked)
    return [_visit(each, cards[each.customer_id], now) for each in orders]


def clear_for(visits: Iterable[Visit], now: datetime) -> int | None:
    """Return for how many seconds something stands unmasked here; None where nothing does."""
    ends = [each.card.revealed_until for each in visits if each.card.revealed_until]
    return max(int((min(ends) - now).total_seconds()), 0) if ends else None


def headings(visits: Sequence[Visit]) -> list[Heading]:
    """Return the list in its parts: overdue, today, later, without an appointment."""
    return [Heading(group, list(rows)) for group, rows in groupby(visits, key=lambda v: v.group)]


def _visit(order: WorkOrder, card: CustomerCard, now: datetime) -> Visit:
    # Only a clear address may leave for a map.
    place = card.address.text if card.is_revealed and card.address else ""
    return Visit(order, card, now, map_url(MAP_SERVICE.at(now), place) if place else "")
