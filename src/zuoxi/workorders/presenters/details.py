"""What a request type asked for, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format

from zuoxi.web.templatetags.web import yes_no
from zuoxi.workorders.choices import FieldKind
from zuoxi.workorders.models import RequestField


def detail_rows(
    fields: Sequence[RequestField], details: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return label and value of each detail that an order has, in the order of the form."""
    given = [each for each in fields if each.code in details]
    return [(each.label, _as_text(each, details[each.code])) for each in given]


def _as_text(field: RequestField, value: str | bool | list[dict[str, str]]) -> str:  # noqa: FBT001 - a stored answer
    if isinstance(value, list):
        return "\n".join(_line(each) for each in value)
    if isinstance(value, bool):
        return yes_no(value)
    if field.kind == FieldKind.CHOICE:
        return field.choice_label(value)
    if field.kind == FieldKind.DATE:
        return date_format(date.fromisoformat(value))
    if field.kind in {FieldKind.MONEY, FieldKind.NUMBER}:
        return number_format(Decimal(value), use_l10n=True, force_grouping=True)
    return value


def _line(line: Mapping[str, str]) -> str:
    text = f"{line['name']} × {line['quantity']}"
    return f"{text} @ {line['price']}" if line["price"] else text
