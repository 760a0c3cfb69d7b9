"""Exports and imports as pages and the API show them."""

from dataclasses import dataclass

from django.utils import timezone

from zuoxi.customers.choices import Purpose
from zuoxi.sheets.choices import UNFINISHED_EXPORTS, ExportStatus, Format, Kind
from zuoxi.sheets.models import Export

_EXPORT_LOOKS = {
    ExportStatus.WAITING: ("grey", "clock"),
    ExportStatus.RUNNING: ("blue", "refresh"),
    ExportStatus.DONE: ("green", "circle-check"),
    ExportStatus.CANCELLED: ("grey", "ban"),
    ExportStatus.FAILED: ("red", "alert-circle"),
    ExportStatus.EXPIRED: ("grey", "clock"),
}
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
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
