"""What happens to notices without anybody asking."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.notices import actions


@app.periodic(cron="41 3 * * *")
@app.task(name="notices.drop_old", queueing_lock="notices.drop_old")
def drop_old(timestamp: int) -> None:
    """Remove notices that are older than the option says."""
    del timestamp  # procrastinate passes when the job was due
    actions.drop_old_notices(now=timezone.now())
