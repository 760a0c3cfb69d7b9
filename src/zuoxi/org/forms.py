"""What an administrator types about people and units, and a supervisor about work areas."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.choices import ROLE_LABELS
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Unit
from zuoxi.web.forms import Form

Choices = list[tuple[str, str | Promise]]


class PersonForm(Form):
    """The details of an account."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("What the person types to sign in. No spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    staff_no = forms.CharField(label=_("Staff number"), max_length=32, required=False)


class RoleForm(Form):
    """A role at a unit."""

    role = forms.ChoiceField(label=_("Role"))
    unit = forms.TypedChoiceField(label=pgettext_lazy("role", "Unit"), coerce=int)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("role", [(role.value, label) for role, label in ROLE_LABELS.items()])
        self.offer("unit", unit_choices(units))


class UnitForm(Form):
    """A unit below another one."""

    kind = forms.ChoiceField(label=_("Kind"))
    parent = forms.TypedChoiceField(label=_("Belongs to"), coerce=int)
    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=100)
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Short and permanent; the API uses it. Letters A–Z, digits, - and _."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        required=False,
        help_text=_("Leave this empty to use that of the unit above. For example Asia/Shanghai."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Choices = [(kind.value, kind.label) for kind in UnitKind if kind != "company"]
        self.offer("kind", kinds)
        self.offer("parent", unit_choices(units))


class UnitEditForm(Form):
    """What may change about a unit; its code and kind never do."""

    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=100)
    parent = forms.TypedChoiceField(
        label=_("Belongs to"), coerce=int, empty_value=None, required=False
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=64)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parent", unit_choices(units), empty="—")


class AreaForm(Form):
    """A work area or department of a service centre."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("unit", "Kind of unit"),
        choices=[(each.value, each.label) for each in HANDLING_KINDS],
    )
    centre = forms.TypedChoiceField(label=_("Service centre"), coerce=int)
    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=100)
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Short and permanent; the API uses it. Letters A–Z, digits, - and _."),
    )

    def __init__(self, *args: Any, centres: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("centre", [(str(each.pk), each.name) for each in centres])


class AreaEditForm(Form):
    """The name of a work area; its code never changes."""

    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=100)


class TechnicianForm(Form):
    """A technician of a work area."""

    work_area = forms.TypedChoiceField(label=_("Work area"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Short and permanent; the API uses it. Letters A–Z, digits, - and _."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        required=False,
        help_text=_("Only for technicians who sign in themselves."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, areas: Iterable[Unit], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("work_area", [(str(each.pk), each.name) for each in areas])
        if not is_new:
            del self.fields["code"]


def unit_choices(units: Iterable[Unit]) -> Choices:
    """Return the open units as choices, indented as in the tree."""
    return [
        (str(each.pk), "\u2003" * (each.depth - 1) + each.name) for each in units if each.is_active
    ]
