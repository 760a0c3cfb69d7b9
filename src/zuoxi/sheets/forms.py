"""What is asked before a download and before an import. The actions check."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import Purpose
from zuoxi.sheets.choices import NAME_LIMIT, Encoding, Format
from zuoxi.web.forms import Form


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal."""

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field, empty if nothing."""
        return str(self.data.get(name, "")) if name in self.fields else ""


class ExportForm(ShownForm):
    """How the sheet is to be written, and why unmasked."""

    address = forms.CharField(widget=forms.HiddenInput)
    format = forms.ChoiceField(
        label=pgettext_lazy("sheet", "File"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        initial=Format.XLSX,
    )
    encoding = forms.ChoiceField(
        label=pgettext_lazy("sheet", "Characters of a CSV file"),
        choices=Encoding.choices,
        initial=Encoding.UTF_8,
    )
    unmasked = forms.BooleanField(
        label=_("Show names, telephones and addresses in full"),
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("What do you need the data for?"),
        choices=[("", _("Please choose")), *Purpose.choices],
        required=False,
        help_text=_("Required for data in full. It is logged with the filter and your name."),
    )
    remark = forms.CharField(
        label=pgettext_lazy("customer", "Remark"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
        required=False,
    )

    def __init__(self, *args: Any, may_unmask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_unmask:
            for name in ("unmasked", "purpose", "remark"):
                del self.fields[name]
