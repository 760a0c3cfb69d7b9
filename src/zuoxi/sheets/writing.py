"""Writing a sheet row by row, in constant memory, so that no cell is ever taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import xlsxwriter
from django.utils import timezone
from django.utils.translation import pgettext

from zuoxi.sheets.choices import Encoding, Format
from zuoxi.sheets.columns import Column, Holds, Value

# What a spreadsheet program takes for the start of a formula, also in its full-width form.
RISKY = frozenset("=+-@\t\r＝＋－＠")
_MOMENT = "%Y-%m-%d %H:%M:%S"
_SHEET_NAME = 31


class Writer(AbstractContextManager["Writer"], Protocol):
    """Takes rows in their order; the file is whole when the ``with`` block has ended."""

    def write(self, values: Iterable[Value]) -> None:
        """Add one row, a value for each column."""


def writer(
    path: Path, columns: Sequence[Column], *, format_: str, encoding: str, title: str
) -> Writer:
    """Return what writes a sheet with these columns, the heading row included."""
    if format_ == Format.CSV:
        return CsvWriter(path, columns, encoding=encoding)
    return XlsxWriter(path, columns, title=title)


class CsvWriter:
    """Commas and quotation marks. A risky start of a text is put behind an apostrophe (OWASP)."""

    def __init__(
        self, path: Path, columns: Sequence[Column], *, encoding: str = Encoding.UTF_8
    ) -> None:
        self._columns = columns
        self._file = path.open("w", encoding=encoding, newline="")
        self._out = csv.writer(self._file)

    def __enter__(self) -> Self:
        self._out.writerow([_safe(str(column.label)) for column in self._columns])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, values: Iterable[Value]) -> None:
        """Add one row."""
        self._out.writerow([_as_text(value) for value in values])


class XlsxWriter:
    """A workbook with one sheet, its heading row in view wherever one scrolls."""

    def __init__(self, path: Path, columns: Sequence[Column], *, title: str) -> None:
        self._columns = columns
        self._book = xlsxwriter.Workbook(
            path,
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_date_format": "yyyy-mm-dd hh:mm",
            },
        )
        name = "".join(" " if each in "[]:*?/\\" else each for each in title)
        self._sheet = self._book.add_worksheet(name[:_SHEET_NAME].strip("' ") or None)
        self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        self._number = self._book.add_format({"num_format": "0", "valign": "top"})
        self._row = 0

    def __enter__(self) -> Self:
        heading = self._book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        for at, column in enumerate(self._columns):
            # Whatever is typed below a column of digits later stays text, too.
            is_digits = column.holds is Holds.DIGITS
            self._sheet.set_column(at, at, column.width, self._text if is_digits else None)
            self._sheet.write_string(0, at, str(column.label), heading)
        self._sheet.freeze_panes(1, 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def write(self, values: Iterable[Value]) -> None:
        """Add one row."""
        self._row += 1
        for at, value in enumerate(values):
            self._cell(at, value)

    def _cell(self, at: int, value: Any) -> None:  # noqa: ANN401 - one of Value, told apart here
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            self._sheet.write_datetime(self._row, at, _local(value), self._moment)
        elif isinstance(value, int) and not isinstance(value, bool):
            self._sheet.write_number(self._row, at, value, self._number)
        else:
            self._sheet.write_string(self._row, at, _words(value), self._text)


def _as_text(value: Value) -> str:
    if isinstance(value, datetime):
        return _local(value).strftime(_MOMENT)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _safe(_words(value))


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in RISKY and text else text


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return "" if value is None else str(value)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)
