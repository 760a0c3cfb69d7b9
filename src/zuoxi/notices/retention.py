"""How long notices are kept."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from zuoxi.kernel.retention import removed
from zuoxi.notices.choices import KEEP_DAYS
from zuoxi.notices.models import Notice


@removed(Notice, after=KEEP_DAYS)
def old(now: datetime) -> QuerySet[Notice]:
    """Removed, read or not."""
    return Notice.objects.filter(renewed_at__lt=now - timedelta(days=KEEP_DAYS.at(now)))
