"""The form that links two orders."""

from django import forms
from django.utils.translation import pgettext_lazy

from zuoxi.web.forms import ShownForm


class LinkForm(ShownForm):
    """The number of the other order."""

    other = forms.CharField(
        label=pgettext_lazy("field", "Number of the other work order"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 24}),
    )
