"""A new dated value of an option."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.desk.queries import AnyOption
from zuoxi.web.forms import Form, MomentField


class OptionForm(Form):
    """What the value is, from when on, and by what right."""

    value = forms.CharField(label=_("Value"), max_length=200, required=False)
    valid_from = MomentField(
        label=_("In force from"), required=False, help_text=_("Leave this empty to start now.")
    )
    source = forms.CharField(
        label=pgettext_lazy("option", "Source"),
        max_length=200,
        help_text=_("The rule or decision behind it, for those who ask later."),
    )

    def __init__(self, *args: Any, option: AnyOption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(option.default, bool):
            self.fields["value"] = forms.ChoiceField(
                label=_("Value"),
                choices=[
                    ("true", pgettext_lazy("answer", "Yes")),
                    ("false", pgettext_lazy("answer", "No")),
                ],
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )
        elif isinstance(option.default, int):
            self.fields["value"].required = True
            self.fields["value"].widget.attrs["inputmode"] = "numeric"
        self.order_fields(["value", "valid_from", "source"])
