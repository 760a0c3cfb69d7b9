"""Handing files over: exports, templates to fill in, the errors of an import as a sheet."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from zuoxi.kernel.errors import Conflict, NotFound
from zuoxi.sheets import presenters, queries, storage, writing
from zuoxi.sheets.choices import ExportStatus, Format, Kind
from zuoxi.sheets.columns import Column, Holds, Value, read_columns
from zuoxi.sheets.models import Export, Import
from zuoxi.sheets.presenters import RowLine


def file_of(export: Export, now: datetime) -> FileResponse:
    """Return the file of an export as an attachment; raise Conflict or NotFound without one."""
    if export.status != ExportStatus.DONE or export.expires_at is None or export.expires_at <= now:
        raise Conflict(_("There is no file to download."), extra={"status": export.status})
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


def template_of(kind: Kind) -> FileResponse:
    """Return an empty sheet with the headings that an import reads, and one row as an example."""
    columns = read_columns(kind)
    examples = [[column.example for column in columns]]
    name = pgettext("sheet", "Template") + f"-{kind.label}.xlsx"
    return _workbook(columns, examples, title=str(kind.label), name=name)


def errors_of(upload: Import) -> FileResponse:
    """Return why rows of an import cannot be taken in, a line for each row and column."""
    lines: Iterator[list[Value]] = (
        [row.number, label, message]
        for row in queries.faulty_rows(upload).iterator(chunk_size=1000)
        for label, message in RowLine(row).faults
    )
    title = pgettext("import", "Errors")
    return _workbook(_ERROR_COLUMNS, lines, title=title, name=f"{title}-{upload.pk}.xlsx")


def _workbook(
    columns: Sequence[Column], lines: Iterable[Iterable[Value]], *, title: str, name: str
) -> FileResponse:
    # The file is gone with the folder; who has it open still reads it to its end.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        out = writing.writer(path, columns, format_=Format.XLSX, encoding="", title=title)
        with out:
            for line in lines:
                out.write(line)
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=name,
            content_type=presenters.MEDIA_TYPES[Format.XLSX],
        )


_ERROR_COLUMNS = (
    Column("row", pgettext_lazy("import", "Row"), Holds.NUMBER, lambda row: row, width=8),
    Column("column", pgettext_lazy("import", "Column"), Holds.TEXT, lambda row: row, width=20),
    Column("message", pgettext_lazy("import", "What is wrong"), Holds.TEXT, lambda row: row, 80),
)
