"""The conditions that narrow a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from zuoxi.web.forms import Options, ShownForm


class FilterForm(ShownForm):
    """What narrows a list; lives in the address."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 64, "dir": "auto"}),
        required=False,
    )
    number = forms.CharField(
        label=pgettext_lazy("field", "Order number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 24}),
        required=False,
    )
    q = forms.CharField(
        label=pgettext_lazy("field", "Words, number or telephone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 200, "dir": "auto"}),
        required=False,
    )
    status = forms.ChoiceField(label=pgettext_lazy("field", "Status"), required=False)
    form_type = forms.ChoiceField(label=pgettext_lazy("field", "Form type"), required=False)
    source = forms.ChoiceField(label=pgettext_lazy("field", "Source of the matter"), required=False)
    work_area = forms.ChoiceField(label=pgettext_lazy("field", "Work area"), required=False)
    received_from = forms.CharField(
        label=pgettext_lazy("field", "Received from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    received_until = forms.CharField(
        label=pgettext_lazy("field", "Received until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        names: Sequence[str],
        lists: Mapping[str, Options],
        more: Sequence[str] = (),
    ) -> None:
        super().__init__({name: data.get(name, "") for name in data})
        self.fields = {name: self.fields[name] for name in (*names, *more)}
        self.names, self.more = names, more
        for name, options in lists.items():
            if name in self.fields:
                self.offer(name, options, empty=pgettext_lazy("filter", "All"))
                self._leave_out_unknown(name)

    @property
    def sought(self) -> str:
        """The words that are looked for."""
        return self.typed("q").strip()

    @property
    def first(self) -> list[forms.BoundField]:
        """The conditions that stand in view."""
        return [self[name] for name in self.names]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The conditions that are folded away until one of them is in use."""
        return [self[name] for name in self.more]

    @property
    def rest_in_use(self) -> bool:
        """Tell whether one of the folded conditions narrows the list."""
        return any(self.typed(name) or name in self.errors for name in self.more)

    def _leave_out_unknown(self, name: str) -> None:
        """Tell of a value that is not offered here, and narrow nothing by it.

        An address outlives what it names: a work area that has been closed, for example.
        """
        value, offered = self.typed(name), self.fields[name]
        assert isinstance(offered, forms.ChoiceField)
        if offered.valid_value(value):
            return
        message = _("“%(value)s” is not offered here. The list is shown without this filter.")
        self.add_error(name, message % {"value": value[:40]})
        self.data = {**self.data, name: ""}
