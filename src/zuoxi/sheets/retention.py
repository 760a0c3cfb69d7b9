"""How long downloads, imports and their files are kept."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from zuoxi.kernel.retention import removed
from zuoxi.sheets.choices import RECORD_DAYS, UNFINISHED_EXPORTS, ExportStatus
from zuoxi.sheets.models import Export, Import, ImportRow


def _before(now: datetime) -> datetime:
    return now - timedelta(days=RECORD_DAYS.at(now))


@removed(Export, after=RECORD_DAYS)
def exports(now: datetime) -> QuerySet[Export]:
    """Its file goes after sheets.keep_hours (job sheets.expire), the record of it then."""
    old = Export.objects.filter(requested_at__lt=_before(now))
    return old.exclude(status__in=[*UNFINISHED_EXPORTS, ExportStatus.DONE])


@removed(ImportRow, after=RECORD_DAYS)
def rows(now: datetime) -> QuerySet[ImportRow]:
    """Removed; until then the same row is not taken in twice."""
    ended = Import.objects.filter(finished_at__lt=_before(now))
    return ImportRow.objects.filter(Exists(ended.filter(pk=OuterRef("upload"))))


@removed(Import, after=RECORD_DAYS)
def imports(now: datetime) -> QuerySet[Import]:
    """Its file goes when it has ended (job sheets.expire), the record of it after its rows."""
    left = ImportRow.objects.filter(upload=OuterRef("pk"))
    return Import.objects.filter(~Exists(left), finished_at__lt=_before(now))
