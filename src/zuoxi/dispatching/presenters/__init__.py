"""The console's rows, hints and results as pages and the API show them."""

from zuoxi.dispatching.presenters.console import (
    Choice,
    Column,
    ConsoleRow,
    ResultRow,
    bulk_title,
    columns,
    presence,
    progress,
    results,
    suggestions,
)

__all__ = [
    "Choice",
    "Column",
    "ConsoleRow",
    "ResultRow",
    "bulk_title",
    "columns",
    "presence",
    "progress",
    "results",
    "suggestions",
]
