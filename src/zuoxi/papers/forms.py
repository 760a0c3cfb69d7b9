"""Which list, and why in full."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import NAME_LIMIT, Purpose
from zuoxi.web.forms import ShownForm


class DayForm(ShownForm):
    """A work area and a day; lives in the address."""

    area = forms.ChoiceField(label=pgettext_lazy("field", "Work area"))
    day = forms.CharField(
        label=pgettext_lazy("paper", "Day"), widget=forms.DateInput(attrs={"type": "date"})
    )


class RevealForm(ShownForm):
    """Why the whole list is needed in full."""

    purpose = forms.ChoiceField(
        label=_("What do you need the data for?"),
        choices=Purpose.choices,
        initial=Purpose.ON_SITE_VISIT,
    )
    remark = forms.CharField(
        label=pgettext_lazy("customer", "Remark"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
        required=False,
    )
