"""Every write of attachments, by noun."""

from zuoxi.attachments.actions.attachments import (
    add_attachment,
    open_attachment,
    withdraw_attachment,
)
from zuoxi.attachments.actions.sweeping import sweep_files
from zuoxi.attachments.actions.uploads import (
    begin_upload,
    cancel_upload,
    finish_upload,
    receive_chunk,
)

__all__ = [
    "add_attachment",
    "begin_upload",
    "cancel_upload",
    "finish_upload",
    "open_attachment",
    "receive_chunk",
    "sweep_files",
    "withdraw_attachment",
]
