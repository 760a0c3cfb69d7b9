"""What happens to drafts without anybody asking."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.drafts import actions


@app.periodic(cron="47 3 * * *")
@app.task(name="drafts.drop_old", queueing_lock="drafts.drop_old")
def drop_old(timestamp: int) -> None:
    """Remove drafts that are older than the option says."""
    del timestamp  # procrastinate passes when the job was due
    actions.drop_old_drafts(now=timezone.now())
