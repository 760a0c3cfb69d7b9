"""Work orders as people see them: by right, by list, by number, by search."""

from zuoxi.workorders.queries.codes import (
    code_items,
    request_fields,
    request_fields_by_type,
    request_type,
)
from zuoxi.workorders.queries.contacts import (
    Contact,
    contacts_of,
    latest_events,
    register_contacts,
)
from zuoxi.workorders.queries.corrections import corrected, may_correct
from zuoxi.workorders.queries.decisions import open_arrows, why_bound
from zuoxi.workorders.queries.details import (
    OrderDetail,
    ask_detail,
    ask_leg,
    detail,
    find,
    history,
    legal_actions,
    legs,
    merged_into,
)
from zuoxi.workorders.queries.duplicates import duplicates
from zuoxi.workorders.queries.links import LinkedOrder, linked_orders, links_of
from zuoxi.workorders.queries.listed import ListedOrder, listed
from zuoxi.workorders.queries.merging import (
    lock_open_merged_into,
    possible_mains,
    wishes_merged_into,
)
from zuoxi.workorders.queries.orders import (
    PAGE_SIZE,
    OrderFilter,
    Returns,
    by_number,
    count_open_legs,
    counts,
    departure,
    in_order,
    last_event,
    narrowed,
    open_orders_of,
    orders_of,
    page,
    past_orders_of,
    returns_of,
    seen_by_areas,
    visible_to,
)
from zuoxi.workorders.queries.rows import ask_lock, lock, lock_all, row

__all__ = [
    "PAGE_SIZE",
    "Contact",
    "LinkedOrder",
    "ListedOrder",
    "OrderDetail",
    "OrderFilter",
    "Returns",
    "ask_detail",
    "ask_leg",
    "ask_lock",
    "by_number",
    "code_items",
    "contacts_of",
    "corrected",
    "count_open_legs",
    "counts",
    "departure",
    "detail",
    "duplicates",
    "find",
    "history",
    "in_order",
    "last_event",
    "latest_events",
    "legal_actions",
    "legs",
    "linked_orders",
    "links_of",
    "listed",
    "lock",
    "lock_all",
    "lock_open_merged_into",
    "may_correct",
    "merged_into",
    "narrowed",
    "open_arrows",
    "open_orders_of",
    "orders_of",
    "page",
    "past_orders_of",
    "possible_mains",
    "register_contacts",
    "request_fields",
    "request_fields_by_type",
    "request_type",
    "returns_of",
    "row",
    "seen_by_areas",
    "visible_to",
    "why_bound",
    "wishes_merged_into",
]
