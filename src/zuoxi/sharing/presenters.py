"""What was found, as pages and the API show it: of orders of others the matter alone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from zuoxi.comments import queries as comments
from zuoxi.customers import masks
from zuoxi.customers import presenters as customer_presenters
from zuoxi.customers.models import Customer
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actors import Actor
from zuoxi.sharing import queries
from zuoxi.sharing.queries import Purchase
from zuoxi.workorders.models import Dispatch, WorkOrder

# Telephone, account and house numbers are at least so long; years, voltages and amounts are not.
_LONG_NUMBER = re.compile(r"\d[\d\s-]{4,}\d")
_SHOWN_NOTES = 50


@dataclass(frozen=True)
class CustomerHit:
    """A customer, masked as everywhere, with what was ordered last."""

    card: CustomerCard
    purchases: list[Purchase]


@dataclass(frozen=True)
class DemandHit:
    """A demand; ``is_whole`` says that the reader sees it as an order."""

    order: WorkOrder
    is_whole: bool


@dataclass(frozen=True)
class ItemHit:
    """One hand-over; ``is_whole`` says that the reader sees its order now."""

    leg: Dispatch
    is_whole: bool


@dataclass(frozen=True)
class Progress:
    """One hand-over of an item: when what was done, and what came of it, without personal data."""

    leg: Dispatch
    result: str


@dataclass(frozen=True)
class Note:
    """A progress note, without personal data."""

    author: str
    at: datetime
    text: str


def customer_hits(found: Collection[Customer], actor: Actor, now: datetime) -> list[CustomerHit]:
    """Return the cards of customers with their purchases."""
    cards = customer_presenters.cards_for(found, actor, now)
    bought = queries.purchases_of(actor, found) if found else {}
    return [CustomerHit(cards[each.pk], bought.get(each.pk, [])) for each in found]


def demand_hits(found: Sequence[WorkOrder], actor: Actor) -> list[DemandHit]:
    """Return demands, marked by whether the reader sees the order."""
    seen = queries.seen_ids(actor, found) if found else set()
    return [DemandHit(each, each.pk in seen) for each in found]


def item_hits(found: Sequence[Dispatch], actor: Actor) -> list[ItemHit]:
    """Return hand-overs, marked by whether the reader sees the order now."""
    seen = queries.seen_ids(actor, [each.order for each in found]) if found else set()
    return [ItemHit(each, each.order_id in seen) for each in found]


def progress_of(order: WorkOrder, actor: Actor) -> tuple[list[Progress], list[Note]]:
    """Return the hand-overs and the notes of an item as a department that takes part reads them.

    Of the hand-overs of others when what was done and what came of it, without their words: nobody
    can tell by a rule what in a free text is personal. The department's own words, and the notes
    written while it had the order, it has read then; they come without the customer's data.
    """
    names = queries.names_in(order)
    legs = queries.legs_of(order)
    own = [each for each in legs if each.work_area_id in actor.area_ids]
    rows = [
        Progress(each, without_personal(each.resolution_notes, names) if each in own else "")
        for each in legs
    ]
    notes = [
        Note(each.author.name, each.created_at, without_personal(each.text, names))
        for each in comments.page(order, limit=_SHOWN_NOTES).items
        if each.withdrawn_at is None and _was_there(own, each.created_at)
    ]
    return rows, notes


def _was_there(legs: Sequence[Dispatch], at: datetime) -> bool:
    return any(
        each.dispatched_at <= at and (each.finished_at is None or at <= each.finished_at)
        for each in legs
    )


def without_personal(text: str, names: Sequence[str]) -> str:
    """Return a free text without the customer's names and addresses and without long numbers."""
    for each in names:
        text = text.replace(each, masks.STARS)
    return _LONG_NUMBER.sub(masks.STARS, masks.sweep_text(text))
