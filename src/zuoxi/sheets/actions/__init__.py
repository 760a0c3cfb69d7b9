"""Every write on exports and imports."""

from zuoxi.sheets.actions.exports import (
    Wanted,
    cancel_export,
    expire_export,
    fail_export,
    finish_export,
    note_export,
    request_export,
)

__all__ = [
    "Wanted",
    "cancel_export",
    "expire_export",
    "fail_export",
    "finish_export",
    "note_export",
    "request_export",
]
