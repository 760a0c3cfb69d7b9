"""How long channels are kept, and the log of what went by them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from zuoxi.deliveries.choices import KEEP_DAYS
from zuoxi.deliveries.models import Attempt, Channel, Credential, Delivery, Reach
from zuoxi.kernel.retention import keep, removed

keep(Channel, Credential, because="A few rows; those out of use name what the log speaks of.")
keep(Reach, because="One row a person; whoever has left is not written to.")


@removed(Delivery, after=KEEP_DAYS)
def old_deliveries(now: datetime) -> QuerySet[Delivery]:
    """Removed, sent or not."""
    return Delivery.objects.filter(created_at__lt=now - timedelta(days=KEEP_DAYS.at(now)))


@removed(Attempt, after=KEEP_DAYS)
def old_attempts(now: datetime) -> QuerySet[Attempt]:
    """Removed; those of a delivery go with it at the latest."""
    return Attempt.objects.filter(started_at__lt=now - timedelta(days=KEEP_DAYS.at(now)))
