"""Name and circle of a view. The actions check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.org.choices import Visibility
from zuoxi.savedviews.choices import NAME_LIMIT
from zuoxi.web.forms import Options, ShownForm


class ViewForm(ShownForm):
    """What the view is called, and who has it."""

    address = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("view", "Name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
    )
    visibility = forms.ChoiceField(
        label=pgettext_lazy("view", "Shared with"), initial=Visibility.OWN
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("view", "Unit"),
        required=False,
        help_text=_("Only for a view of one unit."),
    )

    def __init__(self, *args: Any, circles: Options, units: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circles, units = list(circles), list(units)
        self.offer("visibility", circles)
        if units:
            self.offer("unit", units, empty="—")
        else:
            del self.fields["unit"]
        if len(circles) == 1:
            self.fields["visibility"].widget = forms.HiddenInput()
