"""How a Chinese name is typed in letters: whole syllables ("zhangwei") or their initials ("zw").

No database. A character with several readings gives several spellings, the likeliest first; in
front of a name the reading of the surname comes first.
"""

import os
import re
import unicodedata
from functools import lru_cache
from itertools import product

# Words of several characters are not asked for, and their dictionary takes fifty megabytes.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

import pypinyin

# What was indexed by an older version is indexed again (``actions.index_names``).
VERSION = 1
TOKEN_LIMIT = 48

# Readings that stand far behind in a dictionary and first in front of a name.
SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "區": "ou",
    "朴": "piao", "查": "zha", "盖": "ge", "蓋": "ge", "尉": "yu", "万": "wan", "俞": "yu",
    "翟": "zhai", "覃": "qin", "缪": "miao", "繆": "miao", "乐": "yue", "樂": "yue", "种": "chong",
    "重": "chong", "纪": "ji", "折": "she", "黑": "he", "秘": "bi", "冼": "xian", "洗": "xian",
    "员": "yun", "員": "yun", "召": "shao", "能": "nai", "隗": "wei", "郇": "xun", "华": "hua",
    "過": "guo", "过": "guo", "任": "ren", "宁": "ning", "燕": "yan", "那": "na", "哈": "ha",
}  # fmt: skip

_MOST_READINGS = 4
_VARIED = 4
_MOST_SPELLINGS = 16
# People are looked for from the surname on, companies by any part of the name.
_MOST_STARTS = 16
_TYPED = re.compile(r"[a-z]{2,48}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def typed(q: str) -> str:
    """Return the letters that a search can mean as pinyin; empty if it cannot."""
    folded = unicodedata.normalize("NFKC", q).casefold().replace("ü", "v")
    letters = re.sub(r"[\s'’·-]+", "", folded)
    return letters if _TYPED.fullmatch(letters) else ""


def of_person(name: str) -> set[str]:
    """Return the spellings by which a person's name is found; none for a name without Han."""
    found: set[str] = set()
    for parts in _likeliest(_syllables(name, is_person=True)):
        found |= _written(parts)
    return found


def _likeliest(syllables: list[tuple[str, ...]]) -> list[list[str]]:
    if not syllables:
        return []
    # The likeliest spellings are those that deviate least from the first readings. Behind the
    # fourth character only the first is taken: the number of spellings doubles with each.
    counts = [len(each) if at < _VARIED else 1 for at, each in enumerate(syllables)]
    ranked = sorted(product(*map(range, counts)), key=lambda at: (sum(at), at))
    return [
        [readings[at] for readings, at in zip(syllables, choice, strict=True)]
        for choice in ranked[:_MOST_SPELLINGS]
    ]


def of_company(name: str) -> set[str]:
    """Return the spellings by which a company's name is found from any of its characters on."""
    first = [readings[0] for readings in _syllables(name, is_person=False)]
    found: set[str] = set()
    for start in range(min(len(first) - 1, _MOST_STARTS)):
        found |= _written(first[start:])
    return found


def of_label(text: str) -> list[str]:
    """Return how a word of a list is typed: whole, or by its initials; nothing without Han."""
    likeliest = _likeliest(_syllables(text, is_person=False))
    initials = {"".join(part[0] for part in parts) for parts in likeliest}
    return [*sorted(initials), "".join(likeliest[0])[:TOKEN_LIMIT]] if likeliest else []


def _written(parts: list[str]) -> set[str]:
    whole, initials = "".join(parts), "".join(part[0] for part in parts)
    both = {whole, initials} if len(parts) > 1 else {whole}
    # Passports and many people write the ü of 吕 as u.
    both |= {each.replace("v", "u") for each in both}
    return {each[:TOKEN_LIMIT] for each in both}


def _syllables(name: str, *, is_person: bool) -> list[tuple[str, ...]]:
    characters = _HAN.findall(unicodedata.normalize("NFKC", name))
    found = [_readings(each) for each in characters]
    if is_person and characters and characters[0] in SURNAMES:
        first = SURNAMES[characters[0]]
        found[0] = (first, *(each for each in found[0] if each != first))
    return [each for each in found if each]


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    style = pypinyin.Style.NORMAL
    found = pypinyin.pinyin(character, style=style, heteronym=True, errors="ignore")
    readings = [each for each in found[0] if each.isascii() and each.isalpha()] if found else []
    return tuple(readings[:_MOST_READINGS])
