"""Callbacks as pages and the API show them."""

from zuoxi.callbacks.presenters.rows import AttemptLine, CallbackRow, list_rows, rows_for

__all__ = ["AttemptLine", "CallbackRow", "list_rows", "rows_for"]
