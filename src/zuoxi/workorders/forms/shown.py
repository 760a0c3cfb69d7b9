"""The base of the forms here: it holds what was typed and judges nothing."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from zuoxi.web.forms import Form

Options = list[tuple[str, str]]
_CHOOSE = gettext_lazy("Please choose")


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal."""

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field or stood there from the start, empty if nothing."""
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.get_initial_for_field(self.fields[name], name) or "")


def offer(chosen: forms.Field, options: Options, *, empty: str | Promise = _CHOOSE) -> None:
    """Let a choice offer these values after an empty one."""
    as_choice(chosen).choices = [("", empty), *options]


def as_choice(chosen: forms.Field) -> forms.ChoiceField:
    """Return the field as the choice that it is."""
    assert isinstance(chosen, forms.ChoiceField)
    return chosen
