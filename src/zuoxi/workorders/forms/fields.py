"""The form of one field of a request type."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.workorders.choices import FieldKind
from zuoxi.workorders.forms.codes import LabelledForm


class RequestFieldForm(LabelledForm):
    """What a request type asks for beyond the common fields."""

    code = forms.CharField(
        label=pgettext_lazy("field", "Code"),
        help_text=gettext_lazy("Small letters, digits and _. It stays once it is saved."),
        widget=forms.TextInput(attrs={"maxlength": 32, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind of field"), choices=FieldKind.choices
    )
    choices = forms.CharField(
        label=gettext_lazy("Values to choose from"),
        help_text=gettext_lazy("Only for a choice; one in each line, shown as they are."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("Must be filled in"), initial=False, required=False
    )
    is_searchable = forms.BooleanField(
        label=gettext_lazy("Found by the search"), initial=False, required=False
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
        "is_required",
        "is_searchable",
        "position",
        "source",
        "is_active",
    )
