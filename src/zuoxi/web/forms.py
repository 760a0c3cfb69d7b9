"""The base of all forms: our widgets' looks, and a domain error's messages at their fields."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import Widget
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.errors import DomainError, Text

Options = Iterable[tuple[str, Text]]

# Fewer than an integer column may have, so that no number is too large for one.
_MOST_DIGITS = 9

_CSS: tuple[tuple[type[Widget], str], ...] = (
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)
_WRITTEN = (forms.TextInput, forms.Textarea)
_NOT_WRITTEN = (forms.PasswordInput, forms.DateInput, forms.DateTimeInput, forms.NumberInput)


class Form(forms.Form):
    """A form of ours.

    The browser's own checks stay off (``novalidate`` on the form element): messages come from us,
    in the reader's language, at the field.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget, required=field.required)

    def add_refusal(self, error: DomainError, places: Mapping[str, str] | None = None) -> None:
        """Show what an action refused: at the fields it names, else above the form.

        ``places`` maps the action's names to the form's where these differ.
        """
        shown = False
        for name, found in error.fields.items():
            place = (places or {}).get(name, name)
            for each in found:
                self.add_error(place if place in self.fields else None, str(each))
                shown = True
        if not shown:
            self.add_error(None, str(error.message))

    def offer(self, name: str, options: Options, *, empty: Text | None = None) -> None:
        """Give a choice its options, after an empty one if that has words."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", empty)] if empty is not None else []), *options]


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal.

    For actions that check everything themselves; fields are named as the action names its faults.
    """

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field or stood there from the start, empty if nothing."""
        if name not in self.fields:
            return ""
        if self.is_bound:
            return str(self.data.get(name, ""))
        value = self.get_initial_for_field(self.fields[name], name)
        return "" if value is None or value is False else str(value)

    def renew_key(self) -> None:
        """Let what stands here be sent as something new: a first submission has used the key up."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["key"] = uuid.uuid4().hex
        self.data = data

    def whole_number(self, name: str) -> int | None:
        """Return the number in a field, as long as a column holds it; None for anything else."""
        return whole_number(self.typed(name))


def whole_number(raw: str) -> int | None:
    """Return a typed number, as long as an integer column holds it; None for anything else."""
    text = raw.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


class YesNoField(forms.TypedChoiceField):
    """Two radio buttons, neither chosen unless an initial value says so."""

    def __init__(self, **kwargs: Any) -> None:
        choices: list[tuple[str, str | Promise]] = [
            ("yes", pgettext_lazy("answer", "Yes")),
            ("no", pgettext_lazy("answer", "No")),
        ]
        super().__init__(
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: object) -> object:
        """Let a stored bool choose its radio button."""
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class MomentField(forms.DateTimeField):
    """A day and a time, typed with the browser's own picker, in the actor's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs
        )


class GroupedSelect(forms.Select):
    """A select whose options name their group, for ``data-depends-on`` (filter.js).

    ``groups`` maps an option's value to the value of the other select that it belongs to.
    """

    def __init__(self, *, depends_on: str, groups: dict[str, str] | None = None) -> None:
        super().__init__(attrs={"data-depends-on": depends_on})
        self.groups = groups or {}

    def create_option(self, name: str, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``data-group`` to the option."""
        option = super().create_option(name, value, *args, **kwargs)
        group = self.groups.get(str(value))
        if group is not None:
            option["attrs"]["data-group"] = group
        return option


def dress(widget: Widget, *, required: bool = False) -> None:
    """Give a widget its looks; user text finds its own direction."""
    css = next(name for kind, name in _CSS if isinstance(widget, kind))
    attrs = widget.attrs
    if css not in str(attrs.get("class", "")):
        attrs["class"] = f"{attrs.get('class', '')} {css}".strip()
    if isinstance(widget, _WRITTEN) and not isinstance(widget, _NOT_WRITTEN):
        attrs.setdefault("dir", "auto")
    if isinstance(widget, forms.Textarea):
        attrs["rows"] = attrs.get("rows") if attrs.get("rows") not in {None, "10"} else "3"
        attrs.pop("cols", None)
    if required and not isinstance(widget, forms.RadioSelect):
        attrs.setdefault("aria-required", "true")
