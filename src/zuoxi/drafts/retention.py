"""How long drafts are kept."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from zuoxi.drafts.choices import KEEP_DAYS
from zuoxi.drafts.models import Draft
from zuoxi.kernel.retention import removed


@removed(Draft, after=KEEP_DAYS)
def old(now: datetime) -> QuerySet[Draft]:
    """Removed when nobody has come back to it."""
    return Draft.objects.filter(kept_at__lt=now - timedelta(days=KEEP_DAYS.at(now)))
