"""Telephone numbers as people write them, and the one form in which they are stored. Pure Python.

Stored is E.164 (``+8679186665598``) or, for service numbers that have no such form, the short
number itself (``95598``). An extension is kept apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, shortnumberinfo

REGION = "CN"
# More than any way of writing a number with an extension needs; nothing longer is even looked at.
LONGEST = 64

_EXTENSION_WORD = re.compile(
    r"^(.*?)[\s,,;;-]*(?:转|轉|分机|分機|extension|ext\.?|x|#)[\s::.]*([0-9]{1,6})$", re.IGNORECASE
)
_EXTENSION_DASH = re.compile(r"^(.*[0-9])\s*-\s*([0-9]{1,6})$")
_WRITTEN = re.compile(r"\+?[0-9\s().·/-]+")
_MOBILE = re.compile(r"\+861[3-9][0-9]{9}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー~～", "-"))


class Line(StrEnum):
    """What kind of line a number belongs to."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    SHORT = "short"
    FOREIGN = "foreign"


class PhoneFault(StrEnum):
    """Why a text is no telephone number."""

    EMPTY = "empty"
    NO_AREA_CODE = "no_area_code"
    NOT_A_NUMBER = "not_a_number"


class PhoneError(ValueError):
    """The text is no telephone number; ``fault`` says why."""

    def __init__(self, fault: PhoneFault) -> None:
        """Keep the fault for the caller who knows the reader's language."""
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. ``area`` and ``local`` are what is dialled inside the country."""

    normalised: str
    line: Line
    area: str
    local: str
    extension: str = ""

    @property
    def display(self) -> str:
        """How the number is written for a reader: ``138 1234 1234``, ``0791-86665598-8001``."""
        if self.line is Line.LANDLINE:
            written = f"{self.area}-{self.local}" if self.area else self.local
        elif self.line is Line.FOREIGN:
            written = f"{self.area} {self.local}"
        elif self.line is Line.SHORT:
            written = self.local
        else:
            written = f"{self.local[:3]} {self.local[3:-4]} {self.local[-4:]}"
        return f"{written}-{self.extension}" if self.extension else written

    @property
    def uri(self) -> str:
        """What a telephone is handed to dial."""
        extension = f";ext={self.extension}" if self.extension else ""
        return f"tel:{self.normalised}{extension}"


@lru_cache(maxsize=4_096)
def parse(raw: str, *, area_code: str = "", region: str = REGION) -> Phone:
    """Read a number in any usual writing; raise PhoneError if it is none.

    ``area_code`` completes numbers that are written without one. Kept for a while, as every list
    masks the same numbers again.
    """
    if len(raw) > LONGEST:
        raise PhoneError(PhoneFault.NOT_A_NUMBER)
    text = _plain(raw)
    if not text:
        raise PhoneError(PhoneFault.EMPTY)
    worded = _EXTENSION_WORD.match(text)
    if worded:
        return _with_extension(worded, area_code=area_code, region=region)
    try:
        return _parse_number(text, area_code=area_code, region=region)
    except PhoneError:
        dashed = _EXTENSION_DASH.match(text)
        if dashed is None:
            raise
        try:
            return _with_extension(dashed, area_code=area_code, region=region)
        except PhoneError:
            pass
        raise


def candidates(raw: str, *, area_code: str = "", region: str = REGION) -> tuple[str, ...]:
    """Return the stored forms that a number as typed or signalled may have, the likeliest first."""
    forms: list[str] = []
    for code in dict.fromkeys(("", area_code)):
        try:
            forms.append(parse(raw, area_code=code, region=region).normalised)
        except PhoneError:
            continue
    return tuple(dict.fromkeys(forms))


def digits_of(raw: str) -> str:
    """Return the digits of a number as typed, for a search by its end."""
    return "".join(character for character in _plain(raw) if character in "0123456789")


def local_digits(raw: str) -> str:
    """Return the seven or eight digits of a number written without area code, else nothing."""
    if len(raw) > LONGEST:
        return ""
    text = _plain(raw)
    worded = _EXTENSION_WORD.match(text)
    digits = digits_of(worded[1] if worded else text)
    return digits if _is_local(digits) else ""


def is_written_like_number(raw: str) -> bool:
    """Tell whether a text consists of nothing but what telephone numbers are written with."""
    return _WRITTEN.fullmatch(_plain(raw)) is not None


@lru_cache(maxsize=4096)
def described(normalised: str) -> Phone | None:
    """Return the number behind a stored form, or None if it is none (any more)."""
    try:
        return _parse_number(normalised, area_code="", region=REGION)
    except PhoneError:
        return None


def _plain(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw.translate(_DASHES)).translate(_DASHES).strip()


def _with_extension(match: re.Match[str], *, area_code: str, region: str) -> Phone:
    main = _parse_number(match[1], area_code=area_code, region=region)
    return Phone(main.normalised, main.line, main.area, main.local, match[2])


def _parse_number(text: str, *, area_code: str, region: str) -> Phone:
    if not _WRITTEN.fullmatch(text.strip()):
        raise PhoneError(PhoneFault.NOT_A_NUMBER)
    digits = "".join(character for character in text if character in "0123456789")
    if _is_short(digits, region) and "+" not in text:
        return Phone(digits, Line.SHORT, "", digits)
    if digits.startswith("00"):
        text = f"+{digits[2:]}"
    phone = _mobile(text, region) or _parse_full(text, region)
    if phone is not None:
        return phone
    if _is_local(digits):
        code = "".join(character for character in area_code if character in "0123456789")
        phone = _parse_full(f"0{code.removeprefix('0')}{digits}", region) if code else None
        if phone is not None:
            return phone
        raise PhoneError(PhoneFault.NO_AREA_CODE)
    raise PhoneError(PhoneFault.NOT_A_NUMBER)


def _is_local(digits: str) -> bool:
    return len(digits) in {7, 8} and digits[0] in "23456789"


def _is_short(digits: str, region: str) -> bool:
    if not 3 <= len(digits) <= 6:  # noqa: PLR2004 - no service number of any country is longer
        return False
    number = phonenumbers.PhoneNumber(
        country_code=phonenumbers.country_code_for_region(region), national_number=int(digits)
    )
    return str(number.national_number) == digits and (
        shortnumberinfo.is_valid_short_number_for_region(number, region)
    )


def _mobile(text: str, region: str) -> Phone | None:
    """Read a Chinese mobile number; the library takes 179xx0 for the code of a carrier."""
    digits = "".join(character for character in text if character in "+0123456789")
    written = digits if "+" in digits or region != REGION else f"+86{digits}"
    if _MOBILE.fullmatch(written) is None:
        return None
    return Phone(written, Line.MOBILE, "", written.removeprefix("+86"))


def _parse_full(text: str, region: str) -> Phone | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    normalised = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # New mobile ranges are opened faster than the library's tables follow.
    if not phonenumbers.is_valid_number(number) and not _MOBILE.fullmatch(normalised):
        return None
    national = phonenumbers.national_significant_number(number)
    if number.country_code != phonenumbers.country_code_for_region(REGION):
        return Phone(normalised, Line.FOREIGN, f"+{number.country_code}", national)
    if _MOBILE.fullmatch(normalised):
        return Phone(normalised, Line.MOBILE, "", national)
    length = phonenumbers.length_of_geographical_area_code(number)
    if phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE and length:
        return Phone(normalised, Line.LANDLINE, f"0{national[:length]}", national[length:])
    return Phone(normalised, Line.SERVICE, "", national)
