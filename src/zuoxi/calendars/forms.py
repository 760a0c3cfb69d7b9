"""What is typed about calendars. The actions check it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.calendars.choices import (
    HOURS_LIMIT,
    NAME_LIMIT,
    PRESET_LABELS,
    WEEKDAYS,
    DayNature,
)
from zuoxi.org.models import Unit
from zuoxi.web.forms import MomentField, ShownForm

_HOURS = {"autocomplete": "off", "maxlength": HOURS_LIMIT}


class CalendarForm(ShownForm):
    """The unit that gets a calendar of its own."""

    unit = forms.ChoiceField(label=pgettext_lazy("calendar", "Unit"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", [(str(each.pk), each.name) for each in units], empty=_("Please choose"))


class WeekForm(ShownForm):
    """The hours of a week from a day on."""

    valid_from = forms.CharField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today or later. What was due by the hours before stays due then."),
    )
    monday = forms.CharField(label=_("Monday"))
    tuesday = forms.CharField(label=_("Tuesday"))
    wednesday = forms.CharField(label=_("Wednesday"))
    thursday = forms.CharField(label=_("Thursday"))
    friday = forms.CharField(label=_("Friday"))
    saturday = forms.CharField(label=_("Saturday"))
    sunday = forms.CharField(label=_("Sunday"))
    works_holidays = forms.BooleanField(
        label=_("Holidays are worked too"),
        required=False,
        help_text=_("The exceptions of the calendars above do not count, for example for repairs."),
    )
    inherits = forms.BooleanField(
        label=_("From this day as the calendar above"),
        required=False,
        help_text=_("The hours typed here do not count then."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WEEKDAYS:
            self.fields[name].required = False
            self.fields[name].widget.attrs |= _HOURS
        if is_national:
            del self.fields["works_holidays"], self.fields["inherits"]

    @property
    def weekdays(self) -> list[forms.BoundField]:
        """The fields of Monday to Sunday."""
        return [self[name] for name in WEEKDAYS]


class DayForm(ShownForm):
    """What a day is."""

    nature = forms.ChoiceField(
        label=pgettext_lazy("calendar", "The day is a"),
        choices=DayNature.choices,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=pgettext_lazy("calendar", "Reason or name"),
        widget=forms.TextInput(attrs={"maxlength": NAME_LIMIT, "autocomplete": "off"}),
    )
    hours = forms.CharField(
        label=pgettext_lazy("calendar", "Hours"),
        required=False,
        help_text=_(
            "For example 08:30-12:00. A working day without hours is worked as the first working "
            "day of the week."
        ),
        widget=forms.TextInput(attrs=_HOURS),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class TryForm(ShownForm):
    """A term to try a calendar with."""

    start = MomentField(label=pgettext_lazy("term", "Begins at"))
    amount = forms.CharField(
        label=pgettext_lazy("term", "Term"),
        widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
    )
    term = forms.ChoiceField(
        label=pgettext_lazy("term", "Counted in"), choices=list(PRESET_LABELS.items())
    )


class YearForm(ShownForm):
    """The year whose holidays are imported."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
