"""Who is calling: what a look-up on the intake page finds."""

from dataclasses import dataclass, field
from datetime import datetime

from zuoxi.customers import presenters as customers
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.models import Customer
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import Contact

_CANDIDATES = 10


@dataclass
class Caller:
    """What a look-up gave: one customer with orders, several customers, or nobody."""

    asked: str = ""
    card: CustomerCard | None = None
    candidates: list[CustomerCard] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    past: list[WorkOrder] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    @property
    def is_unknown(self) -> bool:
        """Tell whether somebody was looked for and not found."""
        return bool(self.asked) and self.card is None and not self.candidates


def look_up(actor: Actor, typed: str, now: datetime) -> Caller:
    """Find the customer behind a subscriber number, or behind a telephone number."""
    asked = typed.strip()
    if not asked or len(asked) > 64:  # noqa: PLR2004 - longer than any number is written
        return Caller(asked[:64])
    customer = customer_queries.find_by_number(actor, asked)
    found = [customer] if customer else _by_phone(actor, asked)
    cards = list(customers.cards_for(found, actor, now).values())
    if len(cards) != 1:
        return Caller(asked, candidates=cards)
    return Caller(
        asked,
        cards[0],
        orders=queries.open_orders_of(actor, cards[0].pk),
        past=queries.past_orders_of(actor, cards[0].pk),
        contacts=queries.contacts_of(actor, cards[0].pk),
    )


def _by_phone(actor: Actor, asked: str) -> list[Customer]:
    if not any(character.isdigit() for character in asked):
        return []
    return list(customer_queries.lookup(actor, phone=asked).order_by("customer_no")[:_CANDIDATES])
