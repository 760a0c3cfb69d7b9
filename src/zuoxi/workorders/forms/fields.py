"""The form of one field of a request type."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.workorders.choices import MOST_CHOICES, AmountRule, FieldKind
from zuoxi.workorders.forms.codes import LabelledForm
from zuoxi.workorders.forms.details import LinesWidget


class ChoicesWidget(LinesWidget):
    """The values of a choice, one line each, with what they are called in each language."""

    columns: ClassVar[Mapping[str, Any]] = {
        "value": pgettext_lazy("language", "Simplified Chinese"),
        "zh_hant": pgettext_lazy("language", "Traditional Chinese"),
        "en": pgettext_lazy("language", "English"),
    }
    words = ("value", "zh_hant", "en")
    most = MOST_CHOICES


class RequestFieldForm(LabelledForm):
    """What a request type asks for beyond the common fields."""

    code = forms.CharField(
        label=pgettext_lazy("field", "Code"),
        help_text=gettext_lazy(
            "Lower-case letters, digits and _. It cannot be changed once saved."
        ),
        widget=forms.TextInput(attrs={"maxlength": 32, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind of field"), choices=FieldKind.choices
    )
    choices = forms.CharField(
        label=gettext_lazy("Values to choose from"),
        help_text=gettext_lazy(
            "Only for a choice; one in each line. Work orders store the Simplified Chinese name."
        ),
        widget=ChoicesWidget,
        required=False,
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Amount check"),
        choices=[("", pgettext_lazy("amount", "Not checked")), *AmountRule.choices],
        required=False,
    )
    is_required = forms.BooleanField(
        label=pgettext_lazy("mark", "Required"), initial=False, required=False
    )
    is_searchable = forms.BooleanField(
        label=pgettext_lazy("mark", "Searchable"), initial=False, required=False
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Asked for new work orders"), initial=True, required=False
    )

    field_order = (
        "code",
        "kind",
        "label_zh_hans",
        "label_zh_hant",
        "label_en",
        "choices",
        "rule",
        "is_required",
        "is_searchable",
        "position",
        "source",
        "is_active",
    )

    def choices_typed(self) -> list[dict[str, str]]:
        """Return the values of a choice by language, as the action takes them."""
        found = self["choices"].value()
        return found if isinstance(found, list) else []
