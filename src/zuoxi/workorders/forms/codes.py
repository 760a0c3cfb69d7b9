"""The form of one value of a code list."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.kernel.errors import InvalidInput
from zuoxi.web.forms import ShownForm


class LabelledForm(ShownForm):
    """What everything has that a supervisor names in each language."""

    label_zh_hans = forms.CharField(
        label=gettext_lazy("Label in Simplified Chinese"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "zh-Hans"}),
    )
    label_zh_hant = forms.CharField(
        label=gettext_lazy("Label in Traditional Chinese"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "zh-Hant"}),
        required=False,
    )
    label_en = forms.CharField(
        label=gettext_lazy("Label in English"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "en"}),
        required=False,
    )
    position = forms.CharField(
        label=pgettext_lazy("field", "Position"),
        widget=forms.NumberInput(attrs={"min": 0, "max": 9999, "inputmode": "numeric"}),
        initial=0,
        required=False,
    )
    source = forms.CharField(
        label=pgettext_lazy("field", "Source"),
        help_text=gettext_lazy("Which rule or decision the value comes from."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )

    def labels(self) -> dict[str, str]:
        """Return the labels by language, as the action takes them."""
        return {name: self.typed(f"label_{name}") for name in ("zh_hans", "zh_hant", "en")}

    def place(self) -> int:
        """Return the position; raise InvalidInput if it is no number from 0 to 9999."""
        raw = self.typed("position").strip() or "0"
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 4):  # noqa: PLR2004
            raise InvalidInput(fields={"position": [_("Enter a whole number from 0 to 9999.")]})
        return int(raw)


class CodeItemForm(LabelledForm):
    """One value of a code list."""

    code = forms.CharField(
        label=pgettext_lazy("field", "Code"),
        help_text=gettext_lazy("Letters, digits, - and _. It cannot be changed once saved."),
        widget=forms.TextInput(attrs={"maxlength": 32, "autocomplete": "off"}),
    )
    script = forms.CharField(
        label=gettext_lazy("What the agent says or asks first"),
        help_text=gettext_lazy("Shown at intake as soon as this request type is chosen."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        required=False,
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Offered for new work orders"), initial=True, required=False
    )

    field_order = (
        "code",
        "label_zh_hans",
        "label_zh_hant",
        "label_en",
        "script",
        "position",
        "source",
        "is_active",
    )
