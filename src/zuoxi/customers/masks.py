"""How personal data are shown to people who have no reason to see them. Pure Python.

The shapes are those of domain-standards 3.5. Whatever a mask does not understand it hides.
"""

import re

from zuoxi.customers import phones
from zuoxi.customers.phones import Line

STARS = "****"
_MOST_STARS = 3

_COMPOUND = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 东方 東方 "
    "独孤 獨孤 南宫 南宮 夏侯 皇甫 尉迟 尉遲 公孙 公孫 "
    "慕容 长孙 長孫 宇文 司空 端木 令狐 轩辕 軒轅 鲜于 "
    "鮮于 闾丘 閭丘 呼延 淳于 单于 單于 太叔 申屠 仲孙 "
    "仲孫 钟离 鍾離 濮阳 濮陽 澹台 澹臺 公冶 宗政 赫连 "
    "赫連 拓跋 百里 东郭 東郭 西门 西門 第五 梁丘 左丘 "
    "纳兰 納蘭 完颜 完顏 闻人 聞人 万俟 萬俟"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

_AREA_NAMES = re.compile(
    r"^(?:中国|中國)?"
    r"(?:[^\d\s]{2,7}?(?:特别行政区|特別行政區|自治区|自治區|省))?"
    r"(?:[^\d\s]{1,8}?(?:自治州|地区|地區|盟|市))?"
    r"(?:[^\d\s]{1,8}?(?:新区|新區|自治县|自治縣|[区區县縣旗市]))?"
)
_STREET = re.compile(
    r"[^\d\s,,。;;#]{1,12}?"
    r"(?:街道|大道|大街|胡同|[路街巷弄]|社区|社區|小区|小區|花园|花園|新村|家园|家園|苑|[镇鎮乡鄉村])"
)
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_BANK_CARD = re.compile(
    r"(?<![0-9])[1-9][0-9]{3}(?:[ -]?[0-9]{4}){2,3}(?:[ -]?[0-9]{1,4})?(?![0-9])"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def mask_phone(number: str, *, extension: str = "") -> str:
    """Mask a number in its stored or any usual form; service numbers are nobody's secret."""
    try:
        phone = phones.parse(number)
    except phones.PhoneError:
        return _last(number, 4, at_least=8)
    tail = f"-{STARS}" if extension or phone.extension else ""
    if phone.line is Line.LANDLINE:
        return mask_landline(phone.area, phone.local) + tail
    if phone.line is Line.MOBILE:
        return f"{phone.local[:3]}{STARS}{phone.local[-4:]}{tail}"
    if phone.line is Line.FOREIGN:
        return f"{phone.area} {STARS}{phone.local[-4:]}{tail}"
    return phone.display


def mask_landline(area: str, local: str) -> str:
    """Keep the area code and the last four digits: ``0791-****5598``."""
    return f"{area}-{STARS}{local[-4:]}"


def mask_name(name: str) -> str:
    """Keep the surname, of one character or two: ``张*``, ``欧阳**``."""
    text = name.strip()
    if not text:
        return ""
    # A name of two characters has a surname of one, even where the two look like a compound.
    kept = 2 if len(text) > 2 and text[:2] in COMPOUND_SURNAMES else 1  # noqa: PLR2004
    hidden = len(text) - kept
    return text[:kept] + "*" * min(max(hidden, 1), _MOST_STARS)


def mask_address(address: str) -> str:
    """Keep the levels down to the street or community; building, unit and room are hidden."""
    text = address.strip()
    if not text:
        return ""
    area = _AREA_NAMES.match(text)
    end = area.end() if area else 0
    street = _STREET.match(text, end)
    return text[: street.end() if street else end] + "***"


def mask_account(account: str) -> str:
    """Keep the last four characters."""
    return _last(account, 4, at_least=5)


def mask_email(address: str) -> str:
    """Keep the first character and the domain: ``z***@example.com``."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}***@{domain}" if at else "***"


def mask_id(number: str) -> str:
    """Keep the first three and the last four characters of an identity card number."""
    text = number.strip()
    if len(text) < 10:  # noqa: PLR2004 - nothing of a short number can stay
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


def sweep_text(text: str) -> str:
    """Mask the mobile, identity card and bank card numbers inside a free text."""
    text = _ID_CARD.sub(lambda match: mask_id(match[0]) if _is_id(match[0]) else match[0], text)
    text = _BANK_CARD.sub(
        lambda match: mask_account(match[0]) if _is_luhn(match[0]) else match[0], text
    )
    return _MOBILE.sub(lambda match: mask_phone(match[0]), text)


def _last(text: str, kept: int, *, at_least: int) -> str:
    text = text.strip()
    return STARS + text[-kept:] if len(text) >= at_least else STARS


def _is_id(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number[:17], strict=True))
    return _ID_CHECKS[total % 11] == number[17].upper()


def _is_luhn(number: str) -> bool:
    digits = [int(character) for character in number if character.isdigit()]
    doubled = [
        digit if index % 2 == 0 else digit * 2 - (9 if digit > 4 else 0)  # noqa: PLR2004
        for index, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0
