"""What is typed to look something up, and to give a right. The queries and actions check it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.org.models import Unit
from zuoxi.sharing.choices import GIVEN, QUERY_LIMIT, REASON_LIMIT, Demand
from zuoxi.web.forms import ShownForm


def _line(label: Any, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - a lazy text
    attrs = {"maxlength": QUERY_LIMIT, "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs=attrs), help_text=help_text
    )


def _day(label: Any) -> forms.CharField:  # noqa: ANN401 - a lazy text
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(label=label, required=False, widget=widget)


class FindForm(ShownForm):
    """What is looked up."""

    q = _line(pgettext_lazy("sharing", "Search for"))
    kind = forms.CharField(widget=forms.HiddenInput, required=False)


class DemandForm(ShownForm):
    """Which demands are looked up."""

    demand = forms.ChoiceField(label=pgettext_lazy("demand", "Category"), required=False)
    customer_no = _line(pgettext_lazy("field", "Subscriber number"))
    first_day = _day(_("From day"))
    last_day = _day(_("Until day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("demand", Demand.choices, empty=pgettext_lazy("filter", "All"))


class RightForm(ShownForm):
    """A right for a department."""

    department = forms.ChoiceField(label=pgettext_lazy("sharing", "Department"))
    kind = forms.ChoiceField(label=pgettext_lazy("sharing", "May look up"))
    reason = forms.CharField(
        label=pgettext_lazy("sharing", "Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LIMIT}),
        help_text=_("The task for which the department needs it."),
    )

    def __init__(self, *args: Any, departments: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.pk), each.name) for each in departments]
        self.offer("department", offered, empty=_("Please choose"))
        self.offer("kind", [(each.value, each.label) for each in GIVEN])
