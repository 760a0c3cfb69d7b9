"""The board and the report of returns."""

from zuoxi.boards.views.board import board, orders
from zuoxi.boards.views.returns import returns

__all__ = ["board", "orders", "returns"]
