"""Who is calling: what a look-up on the intake page finds."""

from dataclasses import dataclass, field
from datetime import datetime

from zuoxi.customers import phones
from zuoxi.customers import presenters as customers
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.models import Customer
from zuoxi.customers.presenters import CustomerCard
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
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
    has_more: bool = False
    orders: list[WorkOrder] = field(default_factory=list)
    past: list[WorkOrder] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    @property
    def is_unknown(self) -> bool:
        """Tell whether somebody was looked for and not found."""
        return bool(self.asked) and self.card is None and not self.candidates

    @property
    def is_new_telephone(self) -> bool:
        """Tell whether a whole telephone number was looked for that nobody has yet."""
        is_whole = phones.candidates(self.asked) or phones.local_digits(self.asked)
        return self.is_unknown and bool(is_whole)


def look_up(actor: Actor, typed: str, now: datetime) -> Caller:
    """Find the customer behind a subscriber number or a telephone; else all that a search finds.

    Only a whole number settles who is calling. Whom a name, its pinyin or the last digits find is
    offered for choice, also where it is one alone.
    """
    asked = typed.strip()
    if not asked or len(asked) > 64:  # noqa: PLR2004 - longer than any number is written
        return Caller(asked[:64])
    customer = customer_queries.find_by_number(actor, asked)
    found = [customer] if customer else _by_phone(actor, asked)
    is_settled = len(found) == 1
    found = found or _by_text(actor, asked)
    cards = list(customers.cards_for(found[:_CANDIDATES], actor, now).values())
    if not is_settled:
        return Caller(asked, candidates=cards, has_more=len(found) > _CANDIDATES)
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
    return list(
        customer_queries.lookup(actor, phone=asked).order_by("customer_no")[: _CANDIDATES + 1]
    )


def _by_text(actor: Actor, asked: str) -> list[Customer]:
    try:
        return customer_queries.page(actor, CustomerFilter(q=asked), limit=_CANDIDATES + 1).items
    except InvalidInput:
        # What no name or number can contain finds nobody.
        return []
