"""Linkage as pages show it."""

from zuoxi.linkage.presenters.parts import (
    customer_context,
    department_context,
    order_buttons,
    waiting_words,
)
from zuoxi.linkage.presenters.rows import (
    ConcernMark,
    DailyLine,
    ExchangeRow,
    ItemRow,
    daily_rows,
    exchange_rows,
    item_rows,
)

__all__ = [
    "ConcernMark",
    "DailyLine",
    "ExchangeRow",
    "ItemRow",
    "customer_context",
    "daily_rows",
    "department_context",
    "exchange_rows",
    "item_rows",
    "order_buttons",
    "waiting_words",
]
