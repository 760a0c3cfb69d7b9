"""The form that merges an order into another one."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.web.forms import ShownForm
from zuoxi.workorders.choices import NOTE_LIMIT


class MergeForm(ShownForm):
    """Into which order, why where the customers differ, whether this one is to be called back."""

    into = forms.CharField(
        label=pgettext_lazy("field", "Main work order"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 24}),
    )
    reason = forms.CharField(
        label=pgettext_lazy("field", "Why it is the same matter"),
        required=False,
        help_text=_("Needed where the customers differ."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": NOTE_LIMIT}),
    )
    callback_required = forms.BooleanField(
        label=_("Call this customer back too when the main work order is completed"),
        required=False,
    )
    version = forms.CharField(widget=forms.HiddenInput)
