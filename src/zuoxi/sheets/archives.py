"""Whether an archive is a plain workbook, found out before the library unfolds it."""

import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_WORKBOOK, XLSM, XLSX, XLTM, XLTX
from openpyxl.xml.functions import fromstring

from zuoxi.kernel.errors import InvalidInput

MEGABYTE = 1_000_000
_NEEDED = frozenset({ARC_CONTENT_TYPES, ARC_WORKBOOK})
_WORKBOOKS = frozenset({XLSX, XLSM, XLTX, XLTM})
_WORKSHEET = "/worksheet"
# What Excel and its like write. Others of Python's unpackers ask for memory by what the file says.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MOST_PARTS = 1000
_MOST_SHEETS = 200
# The parts that grow with the rows. The library unfolds every other one into objects, each hundreds
# of times its size, before the first row is read; a sheet of rows has some kilobytes of them.
_ROWS = ("xl/worksheets/", "xl/sharedstrings.xml")
_LARGEST_PART = MEGABYTE
_LARGEST_LINKS = 2 * MEGABYTE


def refused(message: str) -> InvalidInput:
    """Return the refusal of a file."""
    return InvalidInput(fields={"file": [message]})


def damaged() -> InvalidInput:
    """Return the refusal of a workbook that cannot be read."""
    return refused(
        _("The workbook is damaged and cannot be read. Open it in Excel and save it again.")
    )


def check(path: Path, *, unpacked_megabytes: int) -> None:
    """Refuse an archive by what it says of itself; reading stops at what it says, too."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(parts, unpacked_megabytes)
            _check_types(archive)
            _check_sheets(archive)
    except InvalidInput:
        raise
    except Exception as error:
        # Whatever a broken archive makes the libraries stumble over.
        raise damaged() from error


def _check_parts(parts: list[zipfile.ZipInfo], unpacked_megabytes: int) -> None:
    names = [part.filename for part in parts]
    if not set(names) >= _NEEDED:
        raise refused(_("This is an archive, but not an Excel workbook."))
    if any(part.flag_bits & 1 for part in parts):
        raise refused(
            _("This is an old or a protected Excel file. Save it as .xlsx without a password.")
        )
    if len(set(names)) < len(names) or any(part.compress_type not in _METHODS for part in parts):
        raise damaged()
    is_heavy = any(
        part.file_size > _LARGEST_PART and not _grows_with_rows(part.filename) for part in parts
    )
    links = sum(part.file_size for part in parts if part.filename.endswith(".rels"))
    unpacked = sum(part.file_size for part in parts)
    most = unpacked_megabytes * MEGABYTE
    if unpacked > most or len(parts) > _MOST_PARTS or is_heavy or links > _LARGEST_LINKS:
        raise refused(
            _("Unpacked, the workbook is larger than %(limit)s MB. Save the rows alone, as CSV.")
            % {"limit": unpacked_megabytes}
        )


def _check_types(archive: zipfile.ZipFile) -> None:
    """Refuse macros and templates, and a workbook that is elsewhere than its name says."""
    tree: Any = fromstring(archive.read(ARC_CONTENT_TYPES))
    manifest: Any = Manifest.from_tree(tree)
    named = [(each.PartName, each.ContentType) for each in manifest.Override]
    books = {(name, kind) for name, kind in named if kind in _WORKBOOKS}
    # Some programs say it by the ending alone.
    books |= {
        (f"/{ARC_WORKBOOK}", each.ContentType)
        for each in manifest.Default
        if each.ContentType in _WORKBOOKS and not books
    }
    if any(kind != XLSX for _name, kind in books):
        raise refused(_("The workbook holds macros or is a template. Save it as plain .xlsx."))
    if books != {(f"/{ARC_WORKBOOK}", XLSX)}:
        raise damaged()


def _check_sheets(archive: zipfile.ZipFile) -> None:
    """Refuse more sheets than people make, and what calls a part of rows anything else.

    Each entry of the list of sheets is unfolded; many that name one part would cost as many times.
    """
    parser = WorkbookParser(archive, ARC_WORKBOOK, keep_links=False)
    parser.parse()
    if len(parser.sheets) > _MOST_SHEETS:
        raise refused(
            _("The workbook has more than %(limit)s sheets. Save the one with the rows alone.")
            % {"limit": _MOST_SHEETS}
        )
    links = [link for _sheet, link in parser.find_sheets() if link.TargetMode != "External"]
    targets = [link.target for link in links]
    is_false = any(
        _grows_with_rows(link.target) and not link.Type.endswith(_WORKSHEET) for link in links
    )
    if len(set(targets)) < len(targets) or is_false:
        raise damaged()


def _grows_with_rows(name: str) -> bool:
    name = name.lower()
    return name.startswith(_ROWS) and not name.endswith(".rels")
