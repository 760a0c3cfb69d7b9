"""Which column of ours a heading of a file means, guessed in any of our languages."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from zuoxi.sheets.columns import read_columns
from zuoxi.sheets.folding import folded


def guess(kind: str, headers: Sequence[str]) -> list[str]:
    """Return a column name for each heading, empty where none is known; each name once."""
    known = _known(kind)
    found: list[str] = []
    for header in headers:
        name = known.get(folded(header), "")
        found.append("" if name in found else name)
    return found


def _known(kind: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in read_columns(kind):
        for name in (column.name, *column.also):
            known.setdefault(folded(name), column.name)
    # What a column is called here comes before what others may call another one.
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            known |= {folded(str(column.label)): column.name for column in read_columns(kind)}
    return known
