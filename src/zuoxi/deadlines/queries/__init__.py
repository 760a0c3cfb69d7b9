"""Clocks of orders as they are, what is due, what was asked for."""

from zuoxi.deadlines.queries.extensions import (
    asked_by,
    asked_for,
    extensions_of,
    to_decide,
    visible_to,
)
from zuoxi.deadlines.queries.levels import receivers, untold
from zuoxi.deadlines.queries.pages import DueFilter, due_page, overdue_counts
from zuoxi.deadlines.queries.replaying import (
    OrderClock,
    calendar_of,
    clock_of,
    clocks_of,
    clocks_of_many,
    rule_of,
)
from zuoxi.deadlines.queries.waiting import Wait, open_leg, paused_for, waits_of

__all__ = [
    "DueFilter",
    "OrderClock",
    "Wait",
    "asked_by",
    "asked_for",
    "calendar_of",
    "clock_of",
    "clocks_of",
    "clocks_of_many",
    "due_page",
    "extensions_of",
    "open_leg",
    "overdue_counts",
    "paused_for",
    "receivers",
    "rule_of",
    "to_decide",
    "untold",
    "visible_to",
    "waits_of",
]
