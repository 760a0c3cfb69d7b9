"""The form that corrects an order's grade and class of region."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.web.forms import Options, ShownForm
from zuoxi.workorders.choices import NOTE_LIMIT, CodeList


class RegradeForm(ShownForm):
    """The two values, and why they are corrected."""

    grade = forms.ChoiceField(label=CodeList.GRADE.label, required=False)
    region_class = forms.ChoiceField(label=CodeList.REGION_CLASS.label, required=False)
    reason = forms.CharField(
        label=pgettext_lazy("field", "Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": NOTE_LIMIT}),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lists: Mapping[str, Options], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in lists.items():
            self.offer(name, options, empty=_("Not said"))
