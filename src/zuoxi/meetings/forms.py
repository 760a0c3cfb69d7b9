"""What is typed about meetings. The actions check it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.meetings.actions import Part
from zuoxi.meetings.choices import (
    APPROVED_BY_LEADERS,
    GROUPS,
    MINUTES_LIMIT,
    MOST_INVITED,
    PLACE_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Matter,
    Recurrence,
)
from zuoxi.meetings.models import Participant
from zuoxi.org.models import Unit
from zuoxi.web.forms import MomentField, ShownForm, whole_number

if TYPE_CHECKING:
    # What gettext_lazy returns; the stubs know it under this name alone.
    from django.utils.functional import _StrPromise as LazyText

# So many empty places are offered beside those that are taken.
_SPARE = 4


def _line(label: "str | LazyText", limit: int, **kwargs: Any) -> forms.CharField:
    attrs = {"maxlength": limit, "autocomplete": "off"}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), **kwargs)


def _text(
    label: "str | LazyText", *, rows: int = 3, limit: int = TEXT_LIMIT, **kwargs: Any
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": limit})
    return forms.CharField(label=label, widget=widget, **kwargs)


def _day(label: "str | LazyText", **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class PartsForm(ShownForm):
    """What a meeting and a recurring one have in common: who takes part."""

    title = _line(pgettext_lazy("meeting", "Subject"), TITLE_LIMIT)
    group = forms.ChoiceField(
        label=pgettext_lazy("meeting", "Group"),
        choices=GROUPS,
        required=False,
        help_text=_("A meeting of a group takes its agenda from all that is open."),
    )
    place = _line(pgettext_lazy("meeting", "Place"), PLACE_LIMIT, required=False)
    chair = forms.ChoiceField(label=pgettext_lazy("meeting", "Chair"), required=False)
    points = _text(pgettext_lazy("meeting", "Own points, one a line"), required=False, limit=20_000)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        units: Iterable[Unit],
        people: Mapping[int, list[User]],
        taken: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = list(units)
        everybody = {user.pk: user for found in people.values() for user in found}
        chairs = sorted(everybody.values(), key=lambda each: (each.name, each.pk))
        self.offer(
            "chair",
            [(each.username, _named(each)) for each in chairs],
            empty=pgettext_lazy("chair", "I myself"),
        )
        self.places = range(1, min(taken + _SPARE, MOST_INVITED) + 1)
        for place in self.places:
            field = forms.ChoiceField(
                label=pgettext_lazy("meeting", "Participant %s") % place, required=False
            )
            field.widget.attrs["class"] = "form-select"
            field.choices = [("", pgettext_lazy("participant", "Nobody")), *_offered(known, people)]
            self.fields[f"part_{place}"] = field

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The fields of the participants."""
        return [self[f"part_{place}"] for place in self.places]

    def parts(self) -> list[Part]:
        """Return who takes part as typed; empty places are left out."""
        typed = [self.typed(f"part_{place}") for place in self.places]
        return [_part(each) for each in typed if each]


class MeetingForm(PartsForm):
    """A meeting."""

    starts_at = MomentField(label=pgettext_lazy("meeting", "Begins"))
    ends_at = MomentField(label=pgettext_lazy("meeting", "Ends"))
    number = _line(_("Work order"), TITLE_LIMIT, required=False)


class SeriesForm(PartsForm):
    """A recurring meeting."""

    every = forms.ChoiceField(label=pgettext_lazy("meeting", "Recurs"), choices=Recurrence.choices)
    weekday = forms.ChoiceField(
        label=pgettext_lazy("meeting", "Weekday"),
        required=False,
        help_text=_("For a weekly meeting."),
    )
    number = _line(
        pgettext_lazy("meeting", "Day of the month, or number of the working day"),
        2,
        required=False,
        help_text=_("For a monthly meeting. On a rest day it is held on the next working day."),
    )
    begins = forms.CharField(
        label=pgettext_lazy("meeting", "Begins at"),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    minutes = _line(pgettext_lazy("meeting", "Minutes"), 4)
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, weekdays: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("weekday", [(str(place), name) for place, name in enumerate(weekdays)])


class MinutesForm(ShownForm):
    """The minutes, and who came."""

    text = _text(pgettext_lazy("meeting", "Minutes of the meeting"), rows=8, limit=MINUTES_LIMIT)
    present = forms.MultipleChoiceField(
        label=pgettext_lazy("meeting", "Who came"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _text(
        pgettext_lazy("meeting", "Why the minutes are changed"),
        rows=2,
        required=False,
        help_text=_("These minutes were sent: a change becomes a new version with its reason."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, participants: Iterable[Participant], is_change: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = [
            (str(each.pk), f"{each.user.name} · {each.unit}" if each.user else str(each.unit))
            for each in participants
        ]
        self.offer("present", rows)
        if not is_change:
            del self.fields["reason"]


class DecisionForm(ShownForm):
    """A decision, and who owes what comes of it."""

    text = _text(pgettext_lazy("decision", "What was decided"))
    matter = forms.ChoiceField(label=pgettext_lazy("decision", "Kind"), choices=Matter.choices)
    unit = forms.ChoiceField(label=pgettext_lazy("decision", "Owed by"), required=False)
    due_at = MomentField(label=pgettext_lazy("task", "Due"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="decision-%s", **kwargs)
        offered = [(str(each.pk), each.name) for each in units if each.centre_id is not None]
        self.offer("unit", offered, empty=_("Please choose"))
        if not may_approve:
            kept = [each for each in Matter.choices if each[0] not in APPROVED_BY_LEADERS]
            self.offer("matter", kept)


class CancelForm(ShownForm):
    """Why a meeting does not take place."""

    reason = _text(pgettext_lazy("meeting", "Reason"), rows=2)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="cancel-%s", **kwargs)


def value_of(unit_id: int, user: User | None) -> str:
    """Return the value under which a participant is offered."""
    return f"{unit_id}:{user.username if user else ''}"


def _part(value: str) -> Part:
    unit, _colon, username = value.partition(":")
    return Part(whole_number(unit), username)


def _offered(units: list[Unit], people: Mapping[int, list[User]]) -> list[Any]:
    whole = pgettext_lazy("participant", "%s as a whole")
    return [
        (
            unit.name,
            [
                (value_of(unit.pk, None), whole % unit.name),
                *((value_of(unit.pk, each), _named(each)) for each in people.get(unit.pk, [])),
            ],
        )
        for unit in units
    ]


def _named(user: User) -> str:
    return f"{user.name} ({user.staff_no})" if user.staff_no else user.name
