"""Exports and imports as pages and the API show them."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from zuoxi.customers.choices import CustomerKind, Purpose
from zuoxi.sheets import queries
from zuoxi.sheets.choices import (
    UNFINISHED_EXPORTS,
    UNFINISHED_IMPORTS,
    ExportStatus,
    Format,
    ImportStatus,
    Kind,
    Outcome,
)
from zuoxi.sheets.columns import label_of
from zuoxi.sheets.models import Export, Import, ImportRow
from zuoxi.workorders.choices import FormType, Source, Status
from zuoxi.workorders.columns import SORT_LABELS

_EXPORT_LOOKS = {
    ExportStatus.WAITING: ("grey", "clock"),
    ExportStatus.RUNNING: ("blue", "refresh"),
    ExportStatus.DONE: ("green", "circle-check"),
    ExportStatus.CANCELLED: ("grey", "ban"),
    ExportStatus.FAILED: ("red", "alert-circle"),
    ExportStatus.EXPIRED: ("grey", "clock"),
}
_IMPORT_LOOKS = {
    ImportStatus.UPLOADED: ("blue", "table"),
    ImportStatus.CHECKING: ("blue", "refresh"),
    ImportStatus.CHECKED: ("amber", "list-check"),
    ImportStatus.RUNNING: ("blue", "refresh"),
    ImportStatus.DONE: ("green", "circle-check"),
    ImportStatus.CANCELLED: ("grey", "ban"),
    ImportStatus.FAILED: ("red", "alert-circle"),
}
_OUTCOME_LOOKS = {
    Outcome.CREATED: ("green", "circle-check"),
    Outcome.FAULTY: ("red", "alert-circle"),
    Outcome.SKIPPED: ("grey", "repeat"),
}
# What the title of the list says already.
_OF_THE_LIST = frozenset({"list_name", "petition_only"})
_CHOICES: dict[str, type[TextChoices]] = {
    "form_type": FormType,
    "kind": CustomerKind,
    "source": Source,
    "status": Status,
}
# The names of the filters as the lists have them.
_LABELS = {
    "customer_class": pgettext_lazy("customer", "Class"),
    "customer_no": pgettext_lazy("field", "Subscriber number"),
    "form_type": pgettext_lazy("field", "Form type"),
    "kind": pgettext_lazy("customer", "Type"),
    "number": pgettext_lazy("field", "Order number"),
    "phone": pgettext_lazy("contact point", "Telephone"),
    "received_from": pgettext_lazy("field", "Received from"),
    "received_until": pgettext_lazy("field", "Received until"),
    "sort": pgettext_lazy("list", "Order"),
    "source": pgettext_lazy("field", "Source of the matter"),
    "status": pgettext_lazy("field", "Status"),
    "work_area": pgettext_lazy("field", "Work area"),
}
_SOUGHT = {
    Kind.CUSTOMERS: gettext_lazy("Number, telephone or name"),
    Kind.ORDERS: pgettext_lazy("field", "Words, number or telephone"),
}
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
    Format.PDF: "application/pdf",
}


@dataclass(frozen=True)
class ExportRow:
    """An export as its owner sees it."""

    export: Export

    @property
    def kind_label(self) -> str:
        """What the rows are."""
        return str(Kind(self.export.kind).label)

    @property
    def file_label(self) -> str:
        """Its format, the characters of a CSV file, and its size once it is written."""
        parts = [self.export.get_format_display()]
        if self.export.format == Format.CSV:
            parts.append(self.export.get_encoding_display())
        if self.export.size:
            parts.append(filesizeformat(self.export.size))
        return _(", ").join(parts)

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(ExportStatus(self.export.status).label)

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return _EXPORT_LOOKS[ExportStatus(self.export.status)][0]

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return _EXPORT_LOOKS[ExportStatus(self.export.status)][1]

    @property
    def purpose_label(self) -> str:
        """Why the data are unmasked, in words."""
        purpose = self.export.purpose
        return str(Purpose(purpose).label) if purpose else ""

    @property
    def is_unfinished(self) -> bool:
        """Tell whether the file is still to come."""
        return self.export.status in UNFINISHED_EXPORTS

    @property
    def is_there(self) -> bool:
        """Tell whether the file can be fetched."""
        return self.export.status == ExportStatus.DONE


def file_name(export: Export) -> str:
    """Return the name under which an export is saved."""
    kind = Kind(export.kind).label
    return f"{kind}-{timezone.localtime(export.requested_at):%Y%m%d-%H%M}.{export.format}"


def media_type(export: Export) -> str:
    """Return the media type of the file."""
    if export.format == Format.CSV:
        charset = "utf-8" if export.encoding.startswith("utf-8") else export.encoding
        return f"{MEDIA_TYPES[Format.CSV]}; charset={charset}"
    return MEDIA_TYPES[Format(export.format)]


@dataclass(frozen=True)
class ImportView:
    """An import as its owner sees it; ``counts`` says how many rows came to which end."""

    upload: Import
    counts: dict[str, int]

    @property
    def kind_label(self) -> str:
        """What the rows are."""
        return str(Kind(self.upload.kind).label)

    @property
    def status_label(self) -> str:
        """The status in words."""
        if self._left_out:
            words = ngettext(
                "Done, %(count)s row rejected", "Done, %(count)s rows rejected", self._left_out
            )
            return words % {"count": self._left_out}
        return str(ImportStatus(self.upload.status).label)

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return "amber" if self._left_out else _IMPORT_LOOKS[ImportStatus(self.upload.status)][0]

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return (
            "alert-triangle"
            if self._left_out
            else _IMPORT_LOOKS[ImportStatus(self.upload.status)][1]
        )

    @property
    def _left_out(self) -> int:
        """How many rows a finished import has not taken in, as far as they were counted."""
        is_done = self.upload.status == ImportStatus.DONE
        return self.counts.get(Outcome.FAULTY, 0) if is_done else 0

    @property
    def is_unfinished(self) -> bool:
        """Tell whether the work is going on."""
        return self.upload.status in UNFINISHED_IMPORTS

    @property
    def is_open(self) -> bool:
        """Tell whether the columns can still be changed."""
        return self.upload.status in {ImportStatus.UPLOADED, ImportStatus.CHECKED}

    @property
    def is_checked(self) -> bool:
        """Tell whether the rows have been tried and can be taken in."""
        return self.upload.status == ImportStatus.CHECKED

    @property
    def good(self) -> int:
        """How many rows would go through, or did."""
        if self.is_checked:
            left_out = self.counts[Outcome.FAULTY] + self.counts[Outcome.SKIPPED]
            return self.upload.rows_total - left_out
        return self.counts[Outcome.CREATED]


@dataclass(frozen=True)
class RowLine:
    """What became of one row, in words; ``faults`` pairs a column's label with a sentence."""

    row: ImportRow

    @property
    def outcome_label(self) -> str:
        """The end of the row in words."""
        return str(Outcome(self.row.outcome).label)

    @property
    def tone(self) -> str:
        """The colour of the end."""
        return _OUTCOME_LOOKS[Outcome(self.row.outcome)][0]

    @property
    def icon(self) -> str:
        """The icon of the end."""
        return _OUTCOME_LOOKS[Outcome(self.row.outcome)][1]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Why the row was left out, by column."""
        return [
            (label_of(self.row.kind, column), message)
            for column, messages in self.row.faults.items()
            for message in messages
        ]


def import_view(upload: Import) -> ImportView:
    """Return an import with its counts."""
    return ImportView(upload, queries.outcomes(upload))


def in_words(name: str, value: str) -> str:
    """Return a condition of a list as people read it; what they typed stays as it is."""
    if name == "sort":
        return str(SORT_LABELS.get(value, value))
    choices = _CHOICES.get(name)
    return str(choices(value).label) if choices and value in choices.values else value


def conditions_of(listed: queries.Listed) -> list[tuple[str, str]]:
    """Return what narrows a list: the labels of its filters, and their values in words."""
    labels = {**_LABELS, "q": _SOUGHT[listed.kind]}
    return [
        (str(labels.get(name, name)), in_words(name, value))
        for name, value in listed.conditions.items()
        if name not in _OF_THE_LIST
    ]
