"""Reading what a request type asks for beyond the common fields: typed, all faults at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import clean_text
from zuoxi.workorders.choices import MOST_LINES, NOTE_LIMIT, FieldKind
from zuoxi.workorders.models import RequestField

# What the order keeps: JSON values; numbers as strings, because JSON numbers round money.
Value = str | bool | list[dict[str, str]]

_SHORT = 200
_MOST = Decimal(10) ** 12
_CENTS = Decimal("0.01")
_DIGITS = 20


def read_details(
    fields: Sequence[RequestField], raw: Mapping[str, object]
) -> tuple[dict[str, Value], str]:
    """Return the checked values by field code, and the text by which they are found.

    Empty optional values are left out. Raises InvalidInput with a message per field, named
    ``details.<code>``; a value that is not asked for is a fault, since it would be lost.
    """
    asked = [each for each in fields if each.kind != FieldKind.EARLIER_ORDER]
    faults = Faults()
    for name in raw.keys() - {each.code for each in asked}:
        faults.add(f"details.{name}", _("This request type does not ask for this."))
    values: dict[str, Value] = {}
    for each in asked:
        with faults.noted():
            value = _read(each, raw.get(each.code))
            if value is not None:
                values[each.code] = value
    faults.stop()
    searched = [each for each in asked if each.is_searchable and each.code in values]
    return values, "\n".join(_as_text(each, values[each.code]) for each in searched)


def _read(asked: RequestField, raw: object) -> Value | None:
    if raw is None or raw in ("", []):
        if asked.is_required:
            raise _fault(asked, _("This field is required."))
        return None
    return _READERS[FieldKind(asked.kind)](asked, raw)


def _text(asked: RequestField, raw: object) -> str | None:
    limit = NOTE_LIMIT if asked.kind == FieldKind.LONG_TEXT else _SHORT
    name = f"details.{asked.code}"
    return clean_text(name, str(raw), limit=limit, required=asked.is_required) or None


def _number(asked: RequestField, raw: object) -> str:
    return str(_decimal(asked, raw))


def _money(asked: RequestField, raw: object) -> str:
    return _amount(asked, raw)


def _date(asked: RequestField, raw: object) -> str:
    try:
        return date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError:
        raise _fault(asked, _("Enter a date.")) from None


def _yes_no(asked: RequestField, raw: object) -> bool:
    found = {"yes": True, "no": False}.get(str(raw)) if isinstance(raw, str) else raw
    if not isinstance(found, bool):
        raise _fault(asked, _("Choose yes or no."))
    return found


def _choice(asked: RequestField, raw: object) -> str:
    # In a sheet and over the API it may be called as its reader knows it.
    value = asked.choice_called(str(raw).strip())
    if value is None:
        raise _fault(asked, _("This value is not in the list."))
    return value


def _lines(asked: RequestField, raw: object) -> list[dict[str, str]] | None:
    if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
        raise _fault(asked, _("Enter one line for each article."))
    if len(raw) > MOST_LINES:
        raise _fault(asked, _("At most %(limit)s lines.") % {"limit": MOST_LINES})
    rows = [row for row in raw if any(str(value).strip() for value in row.values())]
    if not rows and asked.is_required:
        raise _fault(asked, _("This field is required."))
    return [_line(asked, row) for row in rows] or None


def _line(asked: RequestField, row: Mapping[str, object]) -> dict[str, str]:
    name = clean_text(
        f"details.{asked.code}", str(row.get("name") or ""), limit=_SHORT, required=False
    )
    if not name or not row.keys() <= {"name", "quantity", "price"}:
        raise _fault(asked, _("Every line needs the name of an article."))
    quantity = _decimal(asked, row.get("quantity") or "1")
    if quantity <= 0:
        raise _fault(asked, _("A quantity must be more than zero."))
    price = str(row.get("price") or "").strip()
    return {
        "name": name,
        "quantity": f"{quantity.normalize():f}",
        "price": _amount(asked, price) if price else "",
    }


def _amount(asked: RequestField, raw: object) -> str:
    amount = _decimal(asked, raw)
    if amount < 0 or amount != amount.quantize(_CENTS):
        raise _fault(asked, _("Enter an amount of zero or more with at most two decimals."))
    return str(amount.quantize(_CENTS))


def _decimal(asked: RequestField, raw: object) -> Decimal:
    text = "" if isinstance(raw, bool) else str(raw).strip().replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _fault(asked, _("Enter a number.")) from None
    if not number.is_finite() or abs(number) >= _MOST or len(text) > _DIGITS:
        raise _fault(asked, _("Enter a number."))
    return number


def _as_text(asked: RequestField, value: Value) -> str:
    if isinstance(value, list):
        return "\n".join(each["name"] for each in value)
    labels = asked.choice_labels.get(value, {}) if isinstance(value, str) else {}
    return "\n".join([str(value), *labels.values()])


def _fault(asked: RequestField, message: str) -> InvalidInput:
    return InvalidInput(fields={f"details.{asked.code}": [message]})


_READERS: dict[FieldKind, Callable[[RequestField, object], Value | None]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choice,
    FieldKind.LINES: _lines,
}
