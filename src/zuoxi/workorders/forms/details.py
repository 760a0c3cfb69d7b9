"""What a request type asks for, as form fields named ``details.<code>``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy

from zuoxi.web.forms import YesNoField
from zuoxi.workorders.choices import MOST_LINES, FieldKind
from zuoxi.workorders.forms.typed import TypedSelect
from zuoxi.workorders.models import RequestField

_COLUMNS = {
    "name": pgettext_lazy("column", "Article"),
    "quantity": pgettext_lazy("column", "Quantity"),
    "price": pgettext_lazy("column", "Unit price"),
}
_LEAST_LINES = 2


class LinesWidget(forms.Widget):
    """Articles with quantity and price, one line each; a script adds further lines."""

    template_name = "workorders/_lines.html"
    columns: ClassVar[Mapping[str, Any]] = _COLUMNS
    # Written as text; all others as numbers.
    words: ClassVar[Collection[str]] = ("name",)
    most: ClassVar[int] = MOST_LINES

    def value_from_datadict(
        self, data: Mapping[str, Any], files: object, name: str
    ) -> list[dict[str, str]]:
        """Return the lines as typed, without those at the end that were left empty."""
        del files
        rows = [
            {column: str(data.get(f"{name}.{place}.{column}", "")) for column in self.columns}
            for place in range(self.most + 1)
        ]
        while rows and not any(value.strip() for value in rows[-1].values()):
            rows.pop()
        return rows

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the lines that have something in them, and some to go on with."""
        context = super().get_context(name, value, attrs)
        rows: list[dict[str, str]] = list(value) if isinstance(value, list) else []
        empty: dict[str, str] = {}
        while len(rows) < _LEAST_LINES or (rows[-1] and len(rows) < self.most):
            rows.append(empty)
        context |= {
            "columns": self.columns,
            "words": self.words,
            "rows": [
                [
                    (f"{name}.{place}.{column}", label, row.get(column, ""), column)
                    for column, label in self.columns.items()
                ]
                for place, row in enumerate(rows)
            ],
            "most": self.most,
        }
        return context


def detail_fields(asked: Sequence[RequestField]) -> dict[str, forms.Field]:
    """Return the form fields of a request type, by the name they have in the form."""
    return {
        f"details.{each.code}": _field(each)
        for each in asked
        if each.kind != FieldKind.EARLIER_ORDER
    }


def typed_details(form: forms.Form) -> dict[str, object]:
    """Return what was typed into those fields, by code."""
    return {
        name.removeprefix("details."): form[name].value()
        for name in form.fields
        if name.startswith("details.")
    }


def _field(asked: RequestField) -> forms.Field:
    common: dict[str, Any] = {"label": asked.label, "required": asked.is_required}
    if asked.kind == FieldKind.YES_NO:
        return YesNoField(**common)
    if asked.kind == FieldKind.CHOICE:
        choice = forms.ChoiceField(widget=TypedSelect, **common)
        choice.choices = [("", gettext("Please choose")), *_offered(asked)]
        return choice
    make = _WIDGETS[FieldKind(asked.kind)]
    return forms.CharField(widget=make(), **common)


def _offered(asked: RequestField) -> list[tuple[str, str]]:
    return [(each, asked.choice_label(each)) for each in asked.choices]


def _number() -> forms.Widget:
    return forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 20, "autocomplete": "off"})


def _text() -> forms.Widget:
    return forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off", "dir": "auto"})


_WIDGETS: dict[FieldKind, Callable[[], forms.Widget]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: lambda: forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _number,
    FieldKind.DATE: lambda: forms.DateInput(attrs={"type": "date"}),
    FieldKind.LINES: LinesWidget,
}
