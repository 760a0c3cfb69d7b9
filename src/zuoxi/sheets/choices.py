"""Words of exports and imports, and their dated limits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class Kind(TextChoices):
    """What the rows of a sheet are."""

    CUSTOMERS = "customers", pgettext_lazy("sheet", "Customers")
    ORDERS = "orders", pgettext_lazy("sheet", "Work orders")


class Format(TextChoices):
    """How a sheet is written; the encoding counts for CSV alone."""

    XLSX = "xlsx", pgettext_lazy("sheet", "Excel workbook (XLSX)")
    CSV = "csv", pgettext_lazy("sheet", "Comma-separated text (CSV)")
    # Only of lists that are laid out for paper; no import reads it.
    PDF = "pdf", pgettext_lazy("sheet", "Paper (PDF)")


class Encoding(TextChoices):
    """The characters of a CSV file; the mark at the start tells Excel that it is UTF-8."""

    UTF_8 = "utf-8-sig", pgettext_lazy("sheet", "UTF-8")
    GB18030 = "gb18030", pgettext_lazy("sheet", "GB18030, for older Chinese programs")


class ExportStatus(TextChoices):
    """A file is there only while the export is done."""

    WAITING = "waiting", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being written")
    DONE = "done", pgettext_lazy("export", "Ready")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    EXPIRED = "expired", pgettext_lazy("export", "File removed")


class ImportStatus(TextChoices):
    """The steps of an import: look at the columns, check every row, take the rows in."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Columns to confirm")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked, ready to run")
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Done")
    CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")
    FAILED = "failed", pgettext_lazy("import", "Failed")


class Outcome(TextChoices):
    """What became of one row."""

    CREATED = "created", pgettext_lazy("import", "Created")
    FAULTY = "faulty", pgettext_lazy("import", "Rejected")
    SKIPPED = "skipped", pgettext_lazy("import", "Already there")


READ_FORMATS = [(each.value, each.label) for each in (Format.XLSX, Format.CSV)]
UNFINISHED_EXPORTS = (ExportStatus.WAITING, ExportStatus.RUNNING)
UNFINISHED_IMPORTS = (ImportStatus.CHECKING, ImportStatus.RUNNING)

_OURS = _("Zuoxi default, by measurement")

INSTANT_ROWS = Option(
    "sheets.instant_rows",
    2000,
    label=_("Rows up to which a download starts at once; more are written in the background"),
    source=_OURS,
    minimum=1,
    maximum=20_000,
)
MOST_EXPORT_ROWS = Option(
    "sheets.most_export_rows",
    500_000,
    label=_("Most rows of one download"),
    source=_("A sheet of Excel holds 1,048,576 rows"),
    minimum=1,
    maximum=1_000_000,
)
EXPORTS_PER_HOUR = Option(
    "sheets.exports_per_hour",
    60,
    label=_("Downloads of lists that one person may ask for in an hour, on paper too"),
    source=_("Zuoxi default: one a minute"),
    minimum=1,
    maximum=1_000,
)
KEEP_HOURS = Option(
    "sheets.keep_hours",
    24,
    label=_("Hours after which files written for a download, or left by an import, are removed"),
    source=_("Zuoxi default: personal data should not lie around"),
    minimum=1,
    maximum=720,
)
MOST_IMPORT_ROWS = Option(
    "sheets.most_import_rows",
    50_000,
    label=_("Most rows of one import"),
    source=_OURS,
    minimum=1,
    maximum=500_000,
)
MOST_MEGABYTES = Option(
    "sheets.most_megabytes",
    20,
    label=_("Largest file of an import, in megabytes"),
    source=_OURS,
    minimum=1,
    maximum=200,
)
MOST_UNPACKED = Option(
    "sheets.most_unpacked_megabytes",
    100,
    label=_("Largest size of an imported workbook once it is unpacked, in megabytes"),
    source=_("Five times the largest file; text packs about so well"),
    minimum=10,
    maximum=2000,
)

MOST_COLUMNS = 100
ADDRESS_LIMIT = 2000
NAME_LIMIT = 200

RECORD_DAYS = Option(
    "sheets.record_days",
    1095,
    label=_("Days after which it is forgotten who downloaded or imported a list"),
    source=_("Zuoxi default after 个人信息保护法 (PIPL) Art. 56: records for three years"),
    minimum=183,
    maximum=7300,
)
