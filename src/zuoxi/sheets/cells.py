"""What a cell means in a column: text, digits that Excel has not spoilt, a day and time."""

import math
import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from zuoxi.sheets.columns import Holds
from zuoxi.sheets.reading import Cell

# Excel keeps fifteen digits of a number; behind them it writes noughts.
_MOST_DIGITS = 10**15
_SCIENTIFIC = re.compile(r"([+-]?)(\d)(?:\.(\d+))?[eE]\+?(\d{1,3})")
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[::时](\d{1,2})分?(?:[::](\d{1,2}))?)?"
)
# The serial numbers of days from 1990 to 2119.
_FIRST_DAY, _LAST_DAY = 32_874, 80_000


class CellFault(ValueError):
    """A cell cannot mean what its column holds; the message is for people."""


def text_of(cell: Cell, holds: Holds) -> str:
    """Return what stands in a cell as text; raise CellFault where it cannot be trusted."""
    _refuse_computed(cell)
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, date | time):
        if holds is Holds.DIGITS:
            raise CellFault(_("Excel has turned this into a date. Format the column as text."))
        return str(value)
    text = str(value)
    return _digits(text) if holds is Holds.DIGITS else text


def moment_of(cell: Cell) -> datetime | None:
    """Return the day and time of a cell in the present time zone; raise CellFault for others."""
    _refuse_computed(cell)
    value = cell.value
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _from_serial(value)
    if isinstance(value, str):
        value = _parsed(value)
    if not isinstance(value, datetime):
        raise _no_moment()
    try:
        return timezone.make_aware(value.replace(microsecond=0))
    except (ValueError, OverflowError):
        raise _no_moment() from None


def _refuse_computed(cell: Cell) -> None:
    if cell.is_formula:
        raise CellFault(_("This cell holds a formula. Replace it by its value."))
    if cell.is_error:
        raise CellFault(_("This cell holds an error of Excel. Replace it by a value."))


def _number_text(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= _MOST_DIGITS:
        raise _lost()
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _digits(text: str) -> str:
    """Return a text of digits; one that Excel has shortened only if every digit is there."""
    found = _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return text
    sign, first, rest, power = found[1], found[2], found[3] or "", int(found[4])
    if len(rest) < power or sign == "-":
        raise _lost()
    whole, behind = rest[:power], rest[power:]
    if behind.strip("0"):
        raise _lost()
    return f"{first}{whole}"


def _from_serial(value: float) -> object:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        raise _no_moment()
    return from_excel(value)


def _parsed(text: str) -> datetime:
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise _no_moment()
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - see the caller
    except ValueError:
        raise _no_moment() from None


def _lost() -> CellFault:
    return CellFault(
        _(
            "Excel has shortened this number and lost digits. Format the column as text, then "
            "enter it again."
        )
    )


def _no_moment() -> CellFault:
    return CellFault(_("Write day and time like 2026-11-21 15:30."))
