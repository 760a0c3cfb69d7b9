"""The form of a macro. It has the fields of every form; those of the chosen one count."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.macros import places
from zuoxi.macros.actions import Wanted
from zuoxi.macros.choices import NAME_LIMIT, SHORTCUT_LIMIT
from zuoxi.macros.models import Macro
from zuoxi.macros.places import Field
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.org.policies import may_keep_for_all
from zuoxi.web.forms import ShownForm, dress


class MacroForm(ShownForm):
    """A macro; the action checks it. Values stand in fields named ``place-field``."""

    name = forms.CharField(
        label=pgettext_lazy("macro", "Name"),
        widget=forms.TextInput(attrs={"maxlength": NAME_LIMIT, "autocomplete": "off"}),
    )
    shortcut = forms.CharField(
        label=pgettext_lazy("macro", "Shortcut"),
        required=False,
        help_text=_("A few letters or digits by which you find it at once, such as jdh."),
        widget=forms.TextInput(attrs={"maxlength": SHORTCUT_LIMIT, "autocomplete": "off"}),
    )
    visibility = forms.ChoiceField(
        label=pgettext_lazy("macro", "Offered to"), widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("macro", "Unit"),
        required=False,
        help_text=_("A service centre includes its work areas."),
    )
    place = forms.ChoiceField(
        label=pgettext_lazy("macro", "Fills in the form"),
        widget=forms.Select(attrs={"data-action-select": ""}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, of: Macro | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places.open_to(actor)
        self.offer("place", [(each.name, each.label) for each in self.places.values()])
        self._offer_audience(actor)
        self.initial = {"visibility": Visibility.OWN, "place": next(iter(self.places), "")}
        for place in self.places.values():
            for each in place.fields:
                added = self.fields[f"{place.name}-{each.name}"] = _field(each)
                dress(added.widget)
        if of is not None:
            self.initial |= {
                "name": of.name,
                "shortcut": of.shortcut,
                "visibility": of.visibility,
                "unit": of.unit.code if of.unit else "",
                "place": of.place,
                "version": of.version,
            }
            self.initial |= {f"{of.place}-{name}": value for name, value in of.values.items()}

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each form that a macro may fill in."""
        return [
            (place.name, [self[f"{place.name}-{each.name}"] for each in place.fields])
            for place in self.places.values()
        ]

    def wanted(self) -> Wanted:
        """Return what was typed, as the actions take it; of the chosen form alone."""
        place = self.places.get(self.typed("place"))
        names = [each.name for each in place.fields] if place else []
        values = {name: self.typed(f"{place.name}-{name}") for name in names} if place else {}
        return Wanted(
            name=self.typed("name"),
            shortcut=self.typed("shortcut"),
            place=self.typed("place"),
            visibility=self.typed("visibility") or Visibility.OWN,
            unit=self.typed("unit"),
            values=values,
        )

    def refuse(self, fault: InvalidInput) -> None:
        """Show what the action refused, values at the chosen form's fields."""
        place = self.places.get(self.typed("place"))
        found = {each.name: f"{place.name}-{each.name}" for each in place.fields} if place else {}
        self.add_refusal(fault, found)

    def _offer_audience(self, actor: Actor) -> None:
        units = list(org.units_kept_for(actor))
        kinds = [(Visibility.OWN.value, Visibility.OWN.label)]
        if units:
            kinds.append((Visibility.UNIT.value, Visibility.UNIT.label))
            self.offer("unit", [(each.code, each.name) for each in units], empty="")
        else:
            del self.fields["unit"]
        if may_keep_for_all(actor, org.centre_ids()):
            kinds.append((Visibility.ALL.value, Visibility.ALL.label))
        if len(kinds) > 1:
            self.offer("visibility", kinds)
        else:
            del self.fields["visibility"]


def _field(wanted: Field) -> forms.Field:
    if wanted.is_text:
        widget = forms.Textarea(attrs={"rows": 4, "maxlength": wanted.limit})
        return forms.CharField(label=str(wanted.label), required=False, widget=widget)
    choices = [("", _("Leave as it is")), *wanted.options()]
    return forms.ChoiceField(label=str(wanted.label), required=False, choices=choices)
