"""Handing a written file over."""

from datetime import datetime

from django.http import FileResponse
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, NotFound
from zuoxi.sheets import presenters, storage
from zuoxi.sheets.choices import ExportStatus
from zuoxi.sheets.models import Export


def file_of(export: Export, now: datetime) -> FileResponse:
    """Return the file of an export as an attachment; raise Conflict or NotFound without one."""
    if export.status != ExportStatus.DONE or export.expires_at is None or export.expires_at <= now:
        raise Conflict(_("There is no file to fetch."), extra={"status": export.status})
    path = storage.path_of(export.file)
    if not path.is_file():
        raise NotFound
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=presenters.file_name(export),
        content_type=presenters.media_type(export),
    )
    response["Cache-Control"] = "no-store"
    return response
