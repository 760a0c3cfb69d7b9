"""Follow-up tasks as pages and the API show them."""

from zuoxi.followups.presenters.rows import FollowUpRow, list_rows, rows_for

__all__ = ["FollowUpRow", "list_rows", "rows_for"]
