"""What is typed for a message. The actions check it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.memos.choices import REASON_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm


class MemoForm(ShownForm):
    """A message to the people of some units."""

    title = forms.CharField(
        label=pgettext_lazy("memo", "Title"),
        widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT, "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=pgettext_lazy("memo", "Text"),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_LIMIT}),
        help_text=_("No names, numbers or addresses of customers: give the order number."),
    )
    to_all = forms.BooleanField(
        label=_("To everybody in the service centre and its departments"), required=False
    )
    units = forms.MultipleChoiceField(
        label=pgettext_lazy("memo", "To"), required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(
        label=pgettext_lazy("memo", "About work order"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 24, "autocomplete": "off"}),
        help_text=_("Its number; only those who may see the order are led there."),
    )
    expires_on = forms.CharField(
        label=_("Counts until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "After this day it is not counted among the unread any more; empty: the usual days."
        ),
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], about: str = "", **kwargs: Any) -> None:
        initial = {"key": uuid.uuid4().hex, "about": about}
        super().__init__(*args, initial=initial, **kwargs)
        self.offer("units", [(str(each.pk), each.name) for each in units])


class WithdrawForm(ShownForm):
    """Why a message is taken back."""

    reason = forms.CharField(
        label=pgettext_lazy("memo", "Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LIMIT}),
    )
