"""What a request type asks for beyond the common fields, in one cell: a line for each detail.

``Label: value``, or the field's code where two are called alike. Articles stand one behind the
other, ``name | quantity | price; …``. A backslash keeps what would end a part, and line ends.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from zuoxi.sheets.folding import folded
from zuoxi.workorders.choices import FieldKind
from zuoxi.workorders.models import RequestField, WorkOrder

_PARTS = ("name", "quantity", "price")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_YES = {"yes", "true", "1", "是"}
_NO = {"no", "false", "0", "否"}


def written(order: WorkOrder) -> str:
    """Return the details of an order; its request type comes with its fields."""
    fields = sorted(order.request_type.fields.all(), key=lambda each: (each.position, each.code))
    labels = [folded(each.label) for each in fields]
    return "\n".join(
        f"{_kept(_name(each, labels), ':')}: {_value(each, order.details[each.code])}"
        for each in fields
        if each.code in order.details
    )


def read(text: str, fields: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return the values of a cell by field code, as the action reads them.

    ``fields`` gives code and kind by folded name; a name that is not among them stays as it is,
    for the action to refuse.
    """
    found: dict[str, Any] = {}
    for line in text.replace("\r", "").split("\n"):
        if line.strip():
            name, value = _halves(line)
            code, kind = fields.get(folded(name), (name, ""))
            found[code] = _meant(kind, value)
    return found


def names_of(fields: Sequence[RequestField]) -> dict[str, tuple[str, str]]:
    """Return code and kind of some fields by what they are called in the present language."""
    found = {folded(each.label): (each.code, each.kind) for each in fields}
    return found | {folded(each.code): (each.code, each.kind) for each in fields}


def _name(field: RequestField, labels: Sequence[str]) -> str:
    return field.label if labels.count(folded(field.label)) == 1 else field.code


def _value(field: RequestField, value: str | bool | list[dict[str, str]]) -> str:  # noqa: FBT001 - a stored answer
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_article(each) for each in value)
    return _kept(field.choice_label(value) if field.kind == FieldKind.CHOICE else value, "")


def _article(line: Mapping[str, str]) -> str:
    parts = [_kept(line[name], "|;") for name in _PARTS]
    return " | ".join(parts if parts[-1] else parts[:-1])


def _halves(line: str) -> tuple[str, str]:
    # People write the full-width colon as well.
    found = re.match(r"((?:\\.|[^\\:：])*)[:：](.*)", line)
    name, value = (found[1], found[2]) if found else (line, "")
    return _plain(name).strip(), value.strip()


def _meant(kind: str, value: str) -> object:
    if kind == FieldKind.LINES:
        return [
            dict(zip(_PARTS, (_plain(part).strip() for part in _split(each, "|")), strict=False))
            for each in _split(value, ";；")
            if each.strip()
        ]
    text = _plain(value)
    if kind == FieldKind.YES_NO:
        word = text.strip().casefold()
        return "yes" if word in _YES else "no" if word in _NO else text
    return text


def _kept(text: str, ends: str) -> str:
    for each in ("\\", *ends):
        text = text.replace(each, f"\\{each}")
    return text.replace("\n", "\\n")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _split(text: str, ends: str) -> list[str]:
    return re.findall(rf"(?:\\.|[^\\{ends}])+", text)
