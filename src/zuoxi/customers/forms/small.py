"""The search, the question for a purpose, and a customer class."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.actions.classes import ClassDraft
from zuoxi.customers.choices import FIELD_LABELS, LABEL_LIMIT, NAME_LIMIT, CustomerKind, Purpose
from zuoxi.customers.forms.base import NO_COMPLETION, Options
from zuoxi.web.forms import ShownForm


class SearchForm(ShownForm):
    """What narrows the customer list; lives in the address."""

    q = forms.CharField(
        label=_("Number, telephone or name"),
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": NAME_LIMIT, "type": "search"}),
        required=False,
    )
    kind = forms.ChoiceField(label=FIELD_LABELS["kind"], required=False)
    customer_class = forms.ChoiceField(label=FIELD_LABELS["customer_class"], required=False)

    def __init__(self, data: Mapping[str, Any], *, classes: Options) -> None:
        super().__init__(data)
        empty = pgettext_lazy("filter", "All")
        self.offer("kind", CustomerKind.choices, empty=empty)
        self.offer("customer_class", classes, empty=empty)


class RevealForm(ShownForm):
    """Why somebody needs the unmasked data."""

    purpose = forms.ChoiceField(
        label=_("What do you need the data for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=pgettext_lazy("customer", "Remark"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
        required=False,
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class ClassForm(ShownForm):
    """One customer class."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Letters, digits, hyphens and underscores. It cannot be changed once saved."),
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": 32}),
    )
    label_zh_hans = forms.CharField(
        label=_("Label in Simplified Chinese"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "zh-Hans"}),
    )
    label_zh_hant = forms.CharField(
        label=_("Label in Traditional Chinese"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "zh-Hant"}),
        required=False,
    )
    label_en = forms.CharField(
        label=_("Label in English"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "en"}),
        required=False,
    )
    position = forms.CharField(
        label=_("Position"),
        widget=forms.NumberInput(attrs={"min": 0, "max": 32767, "inputmode": "numeric"}),
        initial=0,
        required=False,
    )
    is_active = forms.BooleanField(label=_("Offered"), initial=True, required=False)

    def draft(self) -> ClassDraft:
        """Return what was typed as the action takes it."""
        position = self.whole_number("position") if self.typed("position").strip() else 0
        names = ("code", "label_zh_hans", "label_zh_hant", "label_en")
        return ClassDraft(
            **{name: self.typed(name) for name in names},
            position=-1 if position is None else position,
            is_active=bool(self.typed("is_active")),
        )
