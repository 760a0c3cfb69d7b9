"""What is asked before a download and before an import. The actions check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import Purpose
from zuoxi.kernel.actors import Actor
from zuoxi.sheets.choices import NAME_LIMIT, Encoding, Format, Kind
from zuoxi.sheets.columns import read_columns
from zuoxi.sheets.models import Import
from zuoxi.sheets.queries import Listed
from zuoxi.web.forms import ShownForm, dress


class ExportForm(ShownForm):
    """How the sheet is to be written, and why unmasked."""

    address = forms.CharField(widget=forms.HiddenInput)
    format = forms.ChoiceField(
        label=pgettext_lazy("sheet", "File"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        initial=Format.XLSX,
    )
    encoding = forms.ChoiceField(
        label=pgettext_lazy("sheet", "Encoding of a CSV file"),
        choices=Encoding.choices,
        initial=Encoding.UTF_8,
    )
    unmasked = forms.BooleanField(
        label=_("Show names, telephones and addresses in full"),
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("What do you need the data for?"),
        choices=[("", _("Please choose")), *Purpose.choices],
        required=False,
        help_text=_("Required for data in full. It is logged with the filter and your name."),
    )
    remark = forms.CharField(
        label=pgettext_lazy("customer", "Remark"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, listed: Listed | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._formats = listed.formats if listed else (Format.XLSX, Format.CSV)
        self.offer("format", [(each.value, each.label) for each in self._formats])
        if Format.CSV not in self._formats:
            del self.fields["format"], self.fields["encoding"]
        if listed is None or not listed.may_unmask(actor):
            for name in ("unmasked", "purpose", "remark"):
                del self.fields[name]

    def format_name(self) -> str:
        """Return the format that was chosen, or the one that there is."""
        return self.typed("format") if "format" in self.fields else self._formats[0].value


class UploadForm(ShownForm):
    """A file, and what its rows are."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("sheet", "Contents"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.CUSTOMERS,
    )
    centre = forms.ChoiceField(label=pgettext_lazy("field", "Service centre"), required=False)
    file = forms.FileField(
        label=pgettext_lazy("sheet", "File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=_("XLSX or CSV. The first row holds the headings."),
    )

    def __init__(self, *args: Any, centres: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(centres) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["centre"]
        else:
            offered = self.fields["centre"]
            assert isinstance(offered, forms.ChoiceField)
            offered.choices = [("", _("Please choose")), *centres]


class ColumnsForm(ShownForm):
    """What each column of a file means; one field for each heading, by its position."""

    allow_duplicate_phone = forms.BooleanField(
        label=_("Also import customers whose telephone number somebody else has"), required=False
    )

    def __init__(self, *args: Any, upload: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if upload.kind != Kind.CUSTOMERS:
            del self.fields["allow_duplicate_phone"]
        offered = [(column.name, str(column.label)) for column in read_columns(upload.kind)]
        for at, header in enumerate(upload.headers):
            chosen = forms.ChoiceField(
                label=header or str(at + 1),
                choices=[("", pgettext_lazy("import", "Do not read")), *offered],
                initial=upload.mapping[at],
                required=False,
            )
            dress(chosen.widget)
            self.fields[f"column-{at}"] = chosen
        self.width = len(upload.headers)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The choices in the order of the headings."""
        return [self[f"column-{at}"] for at in range(self.width)]

    def chosen(self) -> list[str]:
        """Return a column name for each heading, as chosen."""
        return [self.typed(f"column-{at}") for at in range(self.width)]
