"""What can happen to an export or an import. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ExportFact(Fact):
    """A fact about one export; ``user_id`` is who asked for it, and alone may have it."""

    SUBJECT: ClassVar[str] = "sheets.export"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class ExportRequested(ExportFact):
    """Somebody asked for a sheet; the data say of what, by which filter, masked or why not."""

    KIND: ClassVar[str] = "sheets.export_requested"

    is_deferred: bool


class ExportFinished(ExportFact):
    """The sheet can be fetched; the data repeat the filter and give the number of rows."""

    KIND = "sheets.export_finished"


class ExportFailed(ExportFact):
    """The sheet could not be written."""

    KIND = "sheets.export_failed"


class ExportCancelled(ExportFact):
    """Nobody waits for the sheet any more."""

    KIND = "sheets.export_cancelled"


class ExportExpired(ExportFact):
    """The file was removed, because its time was over."""

    KIND = "sheets.export_expired"


@dataclass(frozen=True, kw_only=True)
class ImportFact(Fact):
    """A fact about one import; ``user_id`` is who brought the file."""

    SUBJECT: ClassVar[str] = "sheets.import"

    user_id: int


class ImportUploaded(ImportFact):
    """A file is there and can be read; nothing of it has been taken in."""

    KIND = "sheets.import_uploaded"


class ImportCheckAsked(ImportFact):
    """The columns are confirmed; every row is to be tried without being written."""

    KIND = "sheets.import_check_asked"


class ImportChecked(ImportFact):
    """Every row has been tried; the data say how many would go through."""

    KIND = "sheets.import_checked"


class ImportStarted(ImportFact):
    """The rows are to be taken in."""

    KIND = "sheets.import_started"


class ImportFinished(ImportFact):
    """Every row has been taken in, left out or found there already; the data say how many."""

    KIND = "sheets.import_finished"


class ImportCancelled(ImportFact):
    """The rest of the rows stays outside."""

    KIND = "sheets.import_cancelled"


class ImportFailed(ImportFact):
    """The file could not be read to its end."""

    KIND = "sheets.import_failed"
