"""Linkage as an actor sees it: items with their parts, the daily list, exchanges, figures."""

from zuoxi.linkage.queries.daily import DailyRow, daily, unnamed_legs
from zuoxi.linkage.queries.exchanges import (
    addressees,
    exchanges_of_order,
    find_exchange,
    may_reply_to,
    page_of_exchanges,
    receivers_at,
    regions_of,
    visible_exchanges,
)
from zuoxi.linkage.queries.figures import (
    Rates,
    Span,
    answered_at_first_contact,
    is_in_span,
    page_of_inbound,
    rates_of,
    span_of,
)
from zuoxi.linkage.queries.items import (
    Node,
    Tree,
    blocking,
    informed_of,
    item_of,
    page_of_items,
    tree_of,
)

__all__ = [
    "DailyRow",
    "Node",
    "Rates",
    "Span",
    "Tree",
    "addressees",
    "answered_at_first_contact",
    "blocking",
    "daily",
    "exchanges_of_order",
    "find_exchange",
    "informed_of",
    "is_in_span",
    "item_of",
    "may_reply_to",
    "page_of_exchanges",
    "page_of_inbound",
    "page_of_items",
    "rates_of",
    "receivers_at",
    "regions_of",
    "span_of",
    "tree_of",
    "unnamed_legs",
    "visible_exchanges",
]
