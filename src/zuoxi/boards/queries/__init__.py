"""The figures of the board and of the returns, and the orders behind them."""

from zuoxi.boards.queries.board import (
    PAGE_SIZE,
    Counted,
    Period,
    behind,
    centres,
    colleagues,
    name_of,
    table,
)
from zuoxi.boards.queries.returns import AreaReturns, bounces, returns_by_area

__all__ = [
    "PAGE_SIZE",
    "AreaReturns",
    "Counted",
    "Period",
    "behind",
    "bounces",
    "centres",
    "colleagues",
    "name_of",
    "returns_by_area",
    "table",
]
