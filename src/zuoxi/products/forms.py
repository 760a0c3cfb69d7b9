"""What is typed about a product. The actions check it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.contacts.models import Interface
from zuoxi.org.models import Unit
from zuoxi.products.choices import (
    NAME_LIMIT,
    QUERY_LIMIT,
    SUMMARY_LIMIT,
    TEXT_LIMIT,
    Change,
    Sold,
)
from zuoxi.web.forms import GroupedSelect, ShownForm


class ProductForm(ShownForm):
    """A product, as it is to stand from a day on."""

    kind = forms.ChoiceField(label=pgettext_lazy("product", "Kind of update"))
    effective_on = forms.CharField(
        label=pgettext_lazy("product", "Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Of a withdrawal: the first day on which it is not offered any more."),
    )
    name = forms.CharField(
        label=pgettext_lazy("product", "Name"),
        widget=forms.TextInput(attrs={"maxlength": NAME_LIMIT, "autocomplete": "off"}),
    )
    department = forms.ChoiceField(label=_("Department that answers for it"))
    interface = forms.ChoiceField(
        label=_("Whom to turn to"),
        required=False,
        help_text=_("An interface of the department; its persons are named on the page."),
        widget=GroupedSelect(depends_on="department"),
    )
    summary = forms.CharField(
        label=_("What is new"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": SUMMARY_LIMIT}),
        help_text=_("This stands in the message to the centre and its departments."),
    )
    functions = forms.CharField(
        label=pgettext_lazy("product", "Functions"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_LIMIT}),
    )
    instructions = forms.CharField(
        label=pgettext_lazy("product", "Instructions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_LIMIT}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        departments: Iterable[Unit],
        interfaces: Iterable[Interface],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each for each in Change if not (is_new and each == Change.WITHDRAWAL)]
        self.offer("kind", [(each.value, each.label) for each in kinds])
        self.offer("department", [(str(each.pk), each.name) for each in departments])
        found = list(interfaces)
        widget = self.fields["interface"].widget
        assert isinstance(widget, GroupedSelect)
        widget.groups = {str(each.pk): str(each.department_id) for each in found}
        offered = [(str(each.pk), each.name) for each in found]
        self.offer("interface", offered, empty=pgettext_lazy("product", "The department itself"))


class SearchForm(ShownForm):
    """Which products are wanted."""

    q = forms.CharField(
        label=_("Name or words"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": QUERY_LIMIT, "autocomplete": "off"}),
    )
    sold = forms.ChoiceField(
        label=pgettext_lazy("product", "Offered"), required=False, choices=Sold.choices
    )
