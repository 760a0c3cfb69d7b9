"""What is typed in an emergency. The actions check it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.emergencies.choices import PEOPLE_LIMIT, TEXT_LIMIT, TITLE_LIMIT, EmergencyKind
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm

# So many tasks are offered on the form of a plan; those that are filled in and some more.
_PLACES = 4


def _text(label: Any, rows: int, **kwargs: Any) -> forms.CharField:  # noqa: ANN401 - a lazy text
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_LIMIT})
    return forms.CharField(label=label, widget=widget, **kwargs)


class StartForm(ShownForm):
    """What has happened, and whom to tell beside the leaders."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Class"), choices=EmergencyKind.choices
    )
    centre = forms.ChoiceField(label=_("Service centre"), required=False)
    title = forms.CharField(
        label=pgettext_lazy("emergency", "Title"),
        widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT, "autocomplete": "off"}),
    )
    description = _text(pgettext_lazy("emergency", "What has happened"), 3, required=False)
    units = forms.MultipleChoiceField(
        label=_("Departments and work areas to tell"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The heads of the centre and both linkage groups are told in any case."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, centres: Iterable[Unit], units: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("centre", [(str(each.pk), each.name) for each in centres])
        self.offer("units", [(str(each.pk), each.name) for each in units])


class ReasonForm(ShownForm):
    """Why a proposal is no emergency."""

    reason = _text(pgettext_lazy("emergency", "Reason"), 2)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class OrderForm(ShownForm):
    """An order that belongs to the emergency."""

    number = forms.CharField(
        label=pgettext_lazy("emergency", "Number of a work order"),
        widget=forms.TextInput(attrs={"maxlength": 24, "autocomplete": "off"}),
    )


class MeetingForm(ShownForm):
    """The record of a meeting."""

    held_at = forms.CharField(
        label=pgettext_lazy("emergency", "Held at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    participants = forms.CharField(
        label=_("Participants"), widget=forms.TextInput(attrs={"maxlength": PEOPLE_LIMIT})
    )
    minutes = _text(_("Minutes"), 4)


class PlanForm(ShownForm):
    """The plan, with a share for each department."""

    text = _text(pgettext_lazy("emergency", "Plan"), 4)

    def __init__(self, *args: Any, units: Iterable[Unit], taken: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.pk), each.name) for each in units]
        sent = self.data.get("places", "") if self.is_bound else ""
        wanted = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else 0  # noqa: PLR2004
        self.places = max(_PLACES, taken + 2, wanted)
        for place in range(1, self.places + 1):
            unit = forms.ChoiceField(label=_("Department or unit"), required=False)
            unit.widget.attrs["class"] = "form-select"
            self.fields[f"unit_{place}"] = unit
            self.offer(f"unit_{place}", offered, empty=_("Please choose"))
            area = forms.Textarea(attrs={"rows": 2, "maxlength": 2000, "class": "form-control"})
            self.fields[f"task_{place}"] = forms.CharField(
                label=pgettext_lazy("emergency", "Task"), required=False, widget=area
            )
            when = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"})
            self.fields[f"due_{place}"] = forms.CharField(
                label=pgettext_lazy("emergency", "Due"), required=False, widget=when
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each task."""
        return [
            (self[f"unit_{place}"], self[f"task_{place}"], self[f"due_{place}"])
            for place in range(1, self.places + 1)
        ]


class AnswerForm(ShownForm):
    """One answer to all orders."""

    text = _text(
        pgettext_lazy("emergency", "Answer to all work orders"),
        3,
        help_text=_("It stands in the history of each work order, for whoever calls the customer."),
    )


class CloseForm(ShownForm):
    """The summary."""

    summary = _text(pgettext_lazy("emergency", "Summary"), 4)
    version = forms.CharField(widget=forms.HiddenInput, required=False)
