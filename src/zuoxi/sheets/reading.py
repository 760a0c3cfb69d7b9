"""Reading a file that somebody brings, row by row, and refusing what only looks like a sheet.

What is refused is refused before it is unpacked: the size of the file, what it says that it is,
and what it would unpack to. Rows and columns are counted while they are read.
"""

import csv
import hashlib
import io
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook

from zuoxi.kernel.errors import InvalidInput
from zuoxi.sheets import archives
from zuoxi.sheets.archives import MEGABYTE, damaged, refused
from zuoxi.sheets.choices import MOST_COLUMNS, Encoding, Format

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SUFFIXES = {".xlsx": Format.XLSX, ".csv": Format.CSV, ".txt": Format.CSV, ".tsv": Format.CSV}
_ENCODINGS = (Encoding.UTF_8, Encoding.GB18030)
_DELIMITERS = ",;\t"
_LONGEST_CELL = 100_000
# Empty lines between and below the rows; a sheet may claim a million of them.
_MOST_EMPTY = 10_000


@dataclass(frozen=True)
class Limits:
    """How much a file may hold."""

    megabytes: int
    unpacked_megabytes: int
    rows: int


@dataclass(frozen=True)
class Shape:
    """What a file is, found out by its content."""

    format: Format
    encoding: str
    delimiter: str
    sha256: str


@dataclass(frozen=True)
class Cell:
    """One cell: text, number, moment, yes/no or None. A formula has no value that counts."""

    value: Any = None
    is_formula: bool = False
    is_error: bool = False


Line = tuple[int, list[Cell]]
_EMPTY = Cell()


def shape_of(path: Path, name: str, limits: Limits) -> Shape:
    """Return what a file is; raise InvalidInput for ``file`` unless it is what its name says."""
    expected = _SUFFIXES.get(Path(name).suffix.lower())
    if expected is None:
        raise refused(_("Choose an Excel workbook (.xlsx) or a CSV file (.csv)."))
    if path.stat().st_size > limits.megabytes * MEGABYTE:
        raise refused(
            _("The file is larger than %(limit)s MB. Split it.") % {"limit": limits.megabytes}
        )
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if not start:
        raise refused(_("The file is empty."))
    if start.startswith(_OLD_OFFICE):
        raise refused(
            _("This is an old or a protected Excel file. Save it as .xlsx without a password.")
        )
    is_zip = start.startswith(_ZIP)
    if is_zip != (expected is Format.XLSX):
        raise refused(
            _("The file is not what its name says. Save it again as .xlsx or .csv from Excel.")
        )
    digest = _digest(path)
    if is_zip:
        archives.check(path, unpacked_megabytes=limits.unpacked_megabytes)
        return Shape(Format.XLSX, "", "", digest)
    encoding = _encoding_of(path)
    return Shape(Format.CSV, encoding, _delimiter_of(path, encoding), digest)


def lines(path: Path, shape: Shape, limits: Limits) -> Generator[Line, None, None]:
    """Yield every line that is not empty with its number in the file, the headings first.

    Raises InvalidInput for ``file`` when a limit is passed or the file breaks off.
    """
    most = limits.rows + 1  # the headings are no row
    source = _xlsx_lines(path) if shape.format is Format.XLSX else _csv_lines(path, shape)
    count = 0
    for number, cells in source:
        if number > most + _MOST_EMPTY:
            raise _too_long(limits)
        while cells and cells[-1] == _EMPTY:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise _too_wide()
        count += 1
        if count > most:
            raise _too_long(limits)
        yield number, cells


def first_lines(path: Path, shape: Shape, limits: Limits, *, count: int) -> list[Line]:
    """Return the headings and the first rows."""
    with closing(lines(path, shape, limits)) as source:
        return list(islice(source, count + 1))


def _xlsx_lines(path: Path) -> Iterator[Line]:
    try:
        with path.open("rb") as file, closing(_opened(file)) as book:
            sheet = _first_sheet(book)
            # What the file says of its own size is not believed; rows are counted as they come.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield number, _xlsx_line(row)
    except InvalidInput:
        raise
    except Exception as error:
        # Whatever a broken workbook makes the library stumble over.
        raise damaged() from error


def _opened(file: BinaryIO) -> Workbook:
    with warnings.catch_warnings():
        # About styles and extensions that do not matter here.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)


def _first_sheet(book: Workbook) -> Any:  # noqa: ANN401 - the stubs know no read-only sheet
    # What nobody sees in Excel is nothing that anybody means to bring in.
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    if not shown:
        raise refused(_("The workbook has no sheet."))
    return shown[0]


def _xlsx_line(row: Sequence[Any]) -> list[Cell]:
    # Cells that are only coloured may reach to the last column.
    if any(cell.value is not None for cell in row[MOST_COLUMNS:]):
        raise _too_wide()
    return [_xlsx_cell(cell) for cell in row[:MOST_COLUMNS]]


def _xlsx_cell(cell: Any) -> Cell:  # noqa: ANN401 - one of several classes of openpyxl
    value = cell.value
    if value is None or value == "":
        return _EMPTY
    if cell.data_type == "f":
        return Cell(is_formula=True)
    if cell.data_type == "e":
        return Cell(is_error=True)
    return Cell(value.strip() or None) if isinstance(value, str) else Cell(value)


def _csv_lines(path: Path, shape: Shape) -> Iterator[Line]:
    with path.open(encoding=shape.encoding, newline="") as file:
        reader = csv.reader(_bounded(file), delimiter=shape.delimiter, strict=True)
        try:
            for row in reader:
                yield reader.line_num, [_csv_cell(text) for text in row]
        except (csv.Error, UnicodeDecodeError) as error:
            message = _("Line %(line)s cannot be read. Check quotation marks and characters.")
            raise refused(message % {"line": reader.line_num}) from error


def _bounded(file: io.TextIOWrapper) -> Iterator[str]:
    while line := file.readline(_LONGEST_CELL):
        yield line


def _csv_cell(text: str) -> Cell:
    text = text.strip().strip("\x00")
    # What our own sheets, and careful ones of others, put before a risky start.
    if text[:1] == "'" and text[1:2] in tuple("=+-@＝＋－＠"):
        return Cell(text[1:] or None)
    if text[:1] == "=" and len(text) > 1:
        return Cell(is_formula=True)
    return Cell(text or None)


def _encoding_of(path: Path) -> str:
    """Return the first encoding in which the whole file can be read."""
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while text := file.read(MEGABYTE):
                    if "\x00" in text:
                        raise refused(_("The file is not text. Save it as CSV or .xlsx."))
        except UnicodeDecodeError:
            continue
        return encoding.value
    raise refused(_("The characters of the file cannot be read. Save it as “CSV UTF-8”."))


def _delimiter_of(path: Path, encoding: str) -> str:
    """Return the delimiter that cuts the headings into the most columns."""
    with path.open(encoding=encoding, newline="") as file:
        headings = file.readline(_LONGEST_CELL)
    widths = {each: len(next(csv.reader([headings], delimiter=each), [])) for each in _DELIMITERS}
    # Of equal ones the first: max keeps it.
    return max(widths, key=lambda each: widths[each])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _too_long(limits: Limits) -> InvalidInput:
    message = ngettext(
        "The sheet has more than %(limit)s row. Split it.",
        "The sheet has more than %(limit)s rows. Split it.",
        limits.rows,
    )
    return refused(message % {"limit": limits.rows})


def _too_wide() -> InvalidInput:
    return refused(_("The sheet has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})
