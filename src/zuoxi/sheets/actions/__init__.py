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
from zuoxi.sheets.actions.imports import (
    cancel_import,
    check_import,
    expire_import,
    fail_import,
    finish_check,
    finish_import,
    note_import,
    run_import,
    upload_sheet,
)
from zuoxi.sheets.actions.purges import drop_unnamed_files

__all__ = [
    "Wanted",
    "cancel_export",
    "cancel_import",
    "check_import",
    "drop_unnamed_files",
    "expire_export",
    "expire_import",
    "fail_export",
    "fail_import",
    "finish_check",
    "finish_export",
    "finish_import",
    "note_export",
    "note_import",
    "request_export",
    "run_import",
    "upload_sheet",
]
