"""The days and the centre of the board; to whom chosen orders are given."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.boards.choices import Span
from zuoxi.org.models import Technician, Unit
from zuoxi.web.forms import ShownForm
from zuoxi.workorders.choices import NOTE_LIMIT


class PeriodForm(ShownForm):
    """What the board shows; lives in the address."""

    span = forms.ChoiceField(label=pgettext_lazy("board", "Period"), choices=Span.choices)
    begins = forms.CharField(
        label=pgettext_lazy("board", "From"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    ends = forms.CharField(
        label=pgettext_lazy("board", "To"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    centre = forms.ChoiceField(label=gettext_lazy("Service centre"), required=False)

    def __init__(self, *args: Any, centres: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(centres) > 1:
            self.offer("centre", [(each.code, each.name) for each in centres])
        else:
            del self.fields["centre"]


class ReassignForm(ShownForm):
    """Who gets the chosen orders, and why."""

    technician = forms.ChoiceField(label=pgettext_lazy("board", "Reassign the chosen ones to"))
    reason = forms.CharField(
        label=pgettext_lazy("field", "Reason"),
        widget=forms.TextInput(attrs={"maxlength": NOTE_LIMIT, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: Sequence[Technician], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(each.code, each.name) for each in people]
        self.offer("technician", options, empty=gettext_lazy("Please choose"))
