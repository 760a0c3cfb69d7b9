"""Deadlines as people see them: rows of an order, and one of them with all that made it."""

from zuoxi.deadlines.presenters.inspecting import Inspected, Tried, inspected, tried
from zuoxi.deadlines.presenters.rows import (
    ClockRow,
    DueLine,
    StateBadge,
    badge_of,
    due_lines,
    left_words,
    rows_of,
    url_of,
)

__all__ = [
    "ClockRow",
    "DueLine",
    "Inspected",
    "StateBadge",
    "Tried",
    "badge_of",
    "due_lines",
    "inspected",
    "left_words",
    "rows_of",
    "tried",
    "url_of",
]
