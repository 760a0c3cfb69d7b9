"""What is typed about departments, contact persons and processes. The actions check it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.contacts.choices import (
    EMAIL_LIMIT,
    NAME_LIMIT,
    OTHER_LIMIT,
    PHONE_LIMIT,
    TEXT_LIMIT,
    WEEKDAYS,
    SubjectKind,
    Way,
)
from zuoxi.contacts.models import ContactPerson
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm
from zuoxi.workorders.models import CodeItem

if TYPE_CHECKING:
    # What gettext_lazy returns; the stubs know it under this name alone.
    from django.utils.functional import _StrPromise as LazyText

# So many places in the order of persons are offered; those that are taken and one more at least.
_PLACES = 3
_STEP_ROWS = 8
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def text_field(label: "str | LazyText", *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Return a field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_LIMIT})
    return forms.CharField(label=label, widget=widget, **kwargs)


def _line(label: "str | LazyText", limit: int, **kwargs: Any) -> forms.CharField:
    attrs = {"maxlength": limit, "autocomplete": "off"}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), **kwargs)


def _day(label: "str | LazyText") -> forms.CharField:
    return forms.CharField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class FunctionsForm(ShownForm):
    """What a department does, in each language."""

    functions_zh_hans = text_field(_("Simplified Chinese"), rows=4, required=False)
    functions_zh_hant = text_field(_("Traditional Chinese"), rows=4, required=False)
    functions_en = text_field(_("English"), rows=4, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class PersonForm(ShownForm):
    """A contact person."""

    name = _line(pgettext_lazy("contact list", "Name"), NAME_LIMIT)
    username = forms.ChoiceField(
        label=_("Account"),
        required=False,
        help_text=_("With an account the person is told at once that somebody asks for them."),
    )
    office_phone = _line(Way.OFFICE.label, PHONE_LIMIT, required=False)
    mobile = _line(Way.MOBILE.label, PHONE_LIMIT, required=False)
    email = _line(Way.EMAIL.label, EMAIL_LIMIT, required=False)
    other = _line(
        Way.OTHER.label,
        OTHER_LIMIT,
        required=False,
        help_text=_("For example a chat account or a radio call sign."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, accounts: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(each.username, f"{each.name} ({each.username})") for each in accounts]
        self.offer("username", people, empty=pgettext_lazy("contact person", "None"))
        for name, label in zip(DAYS, WEEKDAYS, strict=True):
            self.fields[name] = _line(label, 100, required=False)
            self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def weekdays(self) -> list[forms.BoundField]:
        """The fields of Monday to Sunday."""
        return [self[name] for name in DAYS]


class InterfaceForm(ShownForm):
    """An interface with its types of requests and its persons in order."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("contact list", "Kind"),
        choices=SubjectKind.choices,
        widget=forms.RadioSelect,
    )
    name = _line(
        pgettext_lazy("interface", "Name of the product, business or function"), NAME_LIMIT
    )
    request_types = forms.MultipleChoiceField(
        label=_("Request types"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any, the interface answers for whatever no other one names."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        types: Iterable[CodeItem],
        persons: Iterable[ContactPerson],
        taken: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("request_types", [(each.code, str(each)) for each in types])
        people = [(str(each.pk), each.name) for each in persons]
        self.places = [f"person_{place}" for place in range(1, max(_PLACES, taken + 1) + 1)]
        for place, name in enumerate(self.places, start=1):
            label = pgettext_lazy("interface", "To be tried, no. %s") % place
            field = forms.ChoiceField(label=label, required=False)
            field.widget.attrs["class"] = "form-select"
            self.fields[name] = field
            self.offer(name, people, empty=pgettext_lazy("interface", "Nobody"))

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """The fields of the persons in their order."""
        return [self[name] for name in self.places]


class SubstituteForm(ShownForm):
    """Who stands in, from when to when."""

    substitute = forms.ChoiceField(label=_("Substitute"))
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"))
    remark = _line(pgettext_lazy("substitute", "Remark"), OTHER_LIMIT, required=False)

    def __init__(self, *args: Any, persons: Iterable[ContactPerson], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="substitute-%s", **kwargs)
        people = [(str(each.pk), each.name) for each in persons]
        self.offer("substitute", people, empty=_("Please choose"))


class ProcessForm(ShownForm):
    """The steps for a type of request, one a line."""

    request_type = forms.ChoiceField(label=_("Request type"))
    steps = text_field(
        _("Steps, one a line"),
        rows=_STEP_ROWS,
        help_text=_("Who does a step may stand behind a bar: Check the meter | department"),
    )
    note = text_field(pgettext_lazy("process", "Note"), rows=2, required=False)

    def __init__(self, *args: Any, types: Iterable[CodeItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].widget.attrs["maxlength"] = 20_000
        offered = [(each.code, str(each)) for each in types]
        self.offer("request_type", offered, empty=_("Please choose"))


class RefuseForm(ShownForm):
    """Why one does not agree."""

    reason = text_field(pgettext_lazy("process", "Reason"), rows=2)


class FilterForm(ShownForm):
    """What of the contact list is wanted."""

    department = forms.ChoiceField(
        label=pgettext_lazy("contact list", "Department"), required=False
    )
    kind = forms.ChoiceField(label=pgettext_lazy("contact list", "Kind"), required=False)
    subject = _line(
        pgettext_lazy("contact list", "Product, business or function"), NAME_LIMIT, required=False
    )
    request_type = forms.ChoiceField(label=_("Request type"), required=False)
    text = _line(pgettext_lazy("contact list", "Name or words"), NAME_LIMIT, required=False)

    def __init__(
        self, *args: Any, departments: Iterable[Unit], types: Iterable[CodeItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        every = pgettext_lazy("filter", "All")
        self.offer("department", [(str(each.pk), each.name) for each in departments], empty=every)
        self.offer("kind", SubjectKind.choices, empty=every)
        self.offer("request_type", [(each.code, str(each)) for each in types], empty=every)
