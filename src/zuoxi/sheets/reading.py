"""Reading a file that somebody brings, row by row, and refusing what only looks like a sheet.

What is refused is refused before it is unpacked: the size of the file, what it says that it is,
and what it would unpack to. Rows and columns are counted while they are read.
"""

import csv
import hashlib
import io
import warnings
import zipfile
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
from zuoxi.sheets.choices import MOST_COLUMNS, Encoding, Format

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SUFFIXES = {".xlsx": Format.XLSX, ".csv": Format.CSV, ".txt": Format.CSV, ".tsv": Format.CSV}
_NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_ENCODINGS = (Encoding.UTF_8, Encoding.GB18030)
_DELIMITERS = ",;\t"
_MEGABYTE = 1_000_000
_MOST_PARTS = 1000
# The parts that grow with the rows. The library unfolds every other one into objects, each hundreds
# of times its size, before the first row is read; a sheet of rows has some kilobytes of them.
_ROWS = ("xl/worksheets/", "xl/sharedstrings.xml")
_LARGEST_PART = _MEGABYTE
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
        raise _refused(_("Choose an Excel workbook (.xlsx) or a CSV file (.csv)."))
    if path.stat().st_size > limits.megabytes * _MEGABYTE:
        raise _refused(
            _("The file is larger than %(limit)s MB. Split it.") % {"limit": limits.megabytes}
        )
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if not start:
        raise _refused(_("The file is empty."))
    if start.startswith(_OLD_OFFICE):
        raise _refused(
            _("This is an old or a protected Excel file. Save it as .xlsx without a password.")
        )
    is_zip = start.startswith(_ZIP)
    if is_zip != (expected is Format.XLSX):
        raise _refused(
            _("The file is not what its name says. Save it again as .xlsx or .csv from Excel.")
        )
    digest = _digest(path)
    if is_zip:
        _check_archive(path, limits)
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
        raise _refused(
            _("The workbook is damaged and cannot be read. Open it in Excel and save it again.")
        ) from error


def _opened(file: BinaryIO) -> Workbook:
    with warnings.catch_warnings():
        # About styles and extensions that do not matter here.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)


def _first_sheet(book: Workbook) -> Any:  # noqa: ANN401 - the stubs know no read-only sheet
    if not book.worksheets:
        raise _refused(_("The workbook has no sheet."))
    return book.worksheets[0]


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
            raise _refused(message % {"line": reader.line_num}) from error


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


def _check_archive(path: Path, limits: Limits) -> None:
    """Refuse an archive by what it says of itself; reading stops at what it says, too."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(
            _("The workbook is damaged and cannot be read. Open it in Excel and save it again.")
        ) from error
    if not {part.filename for part in parts} >= _NEEDED:
        raise _refused(_("This is an archive, but no Excel workbook."))
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(
            _("This is an old or a protected Excel file. Save it as .xlsx without a password.")
        )
    unpacked = sum(part.file_size for part in parts)
    is_heavy = any(
        part.file_size > _LARGEST_PART and not _grows_with_rows(part.filename) for part in parts
    )
    if unpacked > limits.unpacked_megabytes * _MEGABYTE or len(parts) > _MOST_PARTS or is_heavy:
        raise _refused(
            _("Unpacked, the workbook is larger than %(limit)s MB. Save the rows alone, as CSV.")
            % {"limit": limits.unpacked_megabytes}
        )


def _grows_with_rows(name: str) -> bool:
    name = name.lower()
    return name.startswith(_ROWS) and not name.endswith(".rels")


def _encoding_of(path: Path) -> str:
    """Return the first encoding in which the whole file can be read."""
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while text := file.read(_MEGABYTE):
                    if "\x00" in text:
                        raise _refused(_("The file is no text. Save it as CSV or .xlsx."))
        except UnicodeDecodeError:
            continue
        return encoding.value
    raise _refused(_("The characters of the file cannot be read. Save it as “CSV UTF-8”."))


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
    return _refused(message % {"limit": limits.rows})


def _too_wide() -> InvalidInput:
    return _refused(_("The sheet has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})


def _refused(message: str) -> InvalidInput:
    return InvalidInput(fields={"file": [message]})
