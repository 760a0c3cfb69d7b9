"""What the forms of this package have in common.

They only show: every check is made by the action behind them. Fields are named as the actions name
their faults (``contact_points.0.value``), so that each message stands at its field, beside
everything that was typed.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import (
    DEFAULT_CLASS,
    FIELD_LABELS,
    NAME_LIMIT,
    NOTE_LIMIT,
    CustomerKind,
)
from zuoxi.web.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as LazyText

Options = Sequence[tuple[str, str]]

LEVEL_LABELS: "dict[str, LazyText]" = {
    "province": pgettext_lazy("address", "Province"),
    "city": pgettext_lazy("address", "City"),
    "district": pgettext_lazy("address", "District"),
    "street": pgettext_lazy("address", "Street or town"),
}
NO_COMPLETION = {"autocomplete": "off", "spellcheck": "false"}


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal."""

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field or stood there from the start, empty if nothing."""
        if name not in self.fields:
            return ""
        if self.is_bound:
            return str(self.data.get(name, ""))
        value = self.get_initial_for_field(self.fields[name], name)
        return "" if value is None or value is False else str(value)


class BasicsForm(ShownForm):
    """The plain fields of a record."""

    kind = forms.ChoiceField(
        label=FIELD_LABELS["kind"],
        choices=CustomerKind.choices,
        widget=forms.RadioSelect,
        initial=CustomerKind.PERSON,
    )
    customer_class = forms.ChoiceField(label=FIELD_LABELS["customer_class"], initial=DEFAULT_CLASS)
    name = forms.CharField(
        label=FIELD_LABELS["name"],
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    company_name = forms.CharField(
        label=FIELD_LABELS["company_name"],
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    note = forms.CharField(
        label=FIELD_LABELS["note"],
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
        required=False,
    )


def text_field(label: "str | LazyText", limit: int) -> forms.CharField:
    """Return a field for one line of text."""
    widget = forms.TextInput(attrs={**NO_COMPLETION, "maxlength": limit})
    return forms.CharField(label=label, widget=widget, required=False)


def offer(
    form: Form,
    name: str,
    options: Iterable[tuple[str, Any]],
    *,
    empty: "str | LazyText | None" = None,
) -> None:
    """Give a choice its options, after an empty one if that has words."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", empty)] if empty is not None else []), *options]
