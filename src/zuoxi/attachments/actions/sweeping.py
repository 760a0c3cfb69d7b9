"""What nobody needs any more is removed: stale uploads, and files without a row."""

from datetime import datetime, timedelta

from zuoxi.attachments import files
from zuoxi.attachments.choices import UPLOAD_HOURS
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only

_AT_ONCE = 500


@action("attachments.sweep_files", policy=system_only, internal=True)
def sweep_files(*, actor: Actor, now: datetime) -> int:
    """Drop uploads that nobody goes on with and files that no row names; return how many files.

    No event: nothing of an order has changed.
    """
    del actor
    before = now - timedelta(hours=UPLOAD_HOURS.at(now))
    Upload.objects.filter(touched_at__lt=before).delete()
    swept, waiting = 0, set[str]()
    for key in files.keys_before(before):
        waiting.add(key)
        if len(waiting) >= _AT_ONCE:
            swept += _discard(waiting)
            waiting = set()
    return swept + _discard(waiting)


def _discard(keys: set[str]) -> int:
    named = set(Attachment.objects.filter(key__in=keys).values_list("key", flat=True))
    named |= set(Upload.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys - named:
        files.discard(key)
    return len(keys - named)
