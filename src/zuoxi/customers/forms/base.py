"""What the forms of this package have in common.

They only show: every check is made by the action behind them. Fields are named as the actions name
their faults (``contact_points.0.value``), so that each message stands at its field, beside
everything that was typed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import (
    DEFAULT_CLASS,
    FIELD_LABELS,
    NAME_LIMIT,
    NOTE_LIMIT,
    CustomerKind,
)
from zuoxi.web.forms import ShownForm

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
