"""Sets of limits that are shipped, as they stand in the files beside this module. Pure Python.

A figure is written ``45 min``, ``3 h from arrived``, ``5 wd pause suspended`` or ``24 h general``:
an amount and its unit (see ``_UNITS``), the event it counts from unless that is the usual one, and
what stands behind it unless that is what stands behind its rule.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from zuoxi.calendars.counting import PRESETS, EndRule, StartRule, Term, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.matching import USUALLY_FROM, Evidence, Limit, Pause, Rule, Since

NAMES = ("power", "government", "catv", "travel", "generic")

# Days that begin and end with the day of the event (当日), and days without a law that moves them.
SAME_DAY = Term(1, Unit.NATURAL_DAYS, end=EndRule.END_OF_DAY)
PLAIN_DAYS = Term(1, Unit.NATURAL_DAYS, start=StartRule.NEXT_DAY, end=EndRule.END_OF_DAY)

_UNITS: Mapping[str, Term] = {
    "min": PRESETS["round_the_clock_minutes"],
    "h": PRESETS["civil_hours"],
    "wh": PRESETS["business_hours"],
    "wd": PRESETS["working_days"],
    "d": PRESETS["civil_days"],
    "cd": PLAIN_DAYS,
    "today": SAME_DAY,
}


@dataclass(frozen=True)
class Code:
    """A value of a code list that a preset needs, with its labels (zh-Hans, zh-Hant, en)."""

    code: str
    zh_hans: str
    zh_hant: str
    en: str


@dataclass(frozen=True)
class Preset:
    """A shipped set of limits, the request types and the further grades that it needs."""

    name: str
    types: tuple[Code, ...]
    grades: tuple[Code, ...]
    rules: tuple[Rule, ...]


@cache
def preset(name: str) -> Preset:
    """Return a shipped set of limits; raise KeyError where there is none of that name."""
    if name not in NAMES:
        raise KeyError(name)
    path = Path(__file__).parent / f"{name}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sources = data.get("sources", {})
    return Preset(
        name=name,
        types=tuple(Code(each["code"], *each["labels"]) for each in data.get("types", ())),
        grades=tuple(Code(each["code"], *each["labels"]) for each in data.get("grades", ())),
        rules=tuple(rule for each in data["rules"] for rule in _rules(each, sources)),
    )


def _rules(row: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Rule]:
    """Yield a rule for each combination of values that a row names."""
    limits = {each: _limit(row[each], each, sources) for each in Milestone if each in row}
    note = f"{row['code']} {row.get('note', '')}".strip()
    dimensions = (row.get(name, [None]) for name in ("grades", "types", "regions"))
    for grade, request_type, region in product(*dimensions):
        yield Rule(
            grade=grade,
            request_type=request_type,
            region=region,
            limits=limits,
            evidence=Evidence(row["evidence"]),
            source=row["source"],
            note=note,
            is_interim=row.get("interim", False),
        )


def _limit(text: str, milestone: Milestone, sources: Mapping[str, str]) -> Limit:
    amount, unit, *rest = text.split()
    limit = Limit(replace(_UNITS[unit], amount=int(amount)), USUALLY_FROM[milestone])
    words = iter(rest)
    for word in words:
        if word == "from":
            limit = replace(limit, since=Since(next(words)))
        elif word == "pause":
            limit = replace(limit, pauses=(*limit.pauses, Pause(next(words))))
        else:
            evidence = Evidence(word.partition(":")[0])
            limit = replace(limit, evidence=evidence, source=sources[word])
    return limit
