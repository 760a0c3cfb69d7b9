"""How long bulk operations, claims and hints are kept."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from zuoxi.dispatching.choices import BULK_DAYS
from zuoxi.dispatching.models import Bulk, BulkItem, Claim, Experience, Viewing
from zuoxi.kernel.retention import keep, removed, tidied

keep(Claim, because="One row of an order at most.")
keep(Experience, because="Figures of technicians; grows with them, not with the orders.")
tidied(Viewing, text="Removed when nobody looks any more.", by="dispatching.tidy")


def _ended(now: datetime) -> QuerySet[Bulk]:
    before = now - timedelta(days=BULK_DAYS.at(now))
    is_at_rest = Q(undo_started_at=None) | Q(undone_at__lt=before)
    return Bulk.objects.filter(is_at_rest, finished_at__lt=before)


@removed(BulkItem, after=BULK_DAYS)
def items(now: datetime) -> QuerySet[BulkItem]:
    """Removed; what became of each order is in its history."""
    return BulkItem.objects.filter(Exists(_ended(now).filter(pk=OuterRef("bulk"))))


@removed(Bulk, after=BULK_DAYS)
def operations(now: datetime) -> QuerySet[Bulk]:
    """Removed when its items are; that it was carried out stays in the log."""
    left = BulkItem.objects.filter(bulk=OuterRef("pk"))
    return _ended(now).filter(~Exists(left))
