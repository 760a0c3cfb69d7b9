"""What happens to accounts without anybody asking."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.accounts import actions


@app.periodic(cron="17 3 * * *")
@app.task(name="accounts.purge_sessions", queueing_lock="accounts.purge_sessions")
def purge_sessions(timestamp: int) -> None:
    """Drop the rows of sessions that have ended; nobody can use them any more."""
    del timestamp  # procrastinate passes when the job was due
    actions.drop_ended_sessions(now=timezone.now())
