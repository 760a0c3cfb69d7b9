"""Putting recurring meetings on the list and inviting to them, every hour."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict
from zuoxi.meetings import actions, queries


@app.periodic(cron="10 * * * *")
@app.task(name="meetings.go_on", queueing_lock="meetings.go_on")
def go_on(timestamp: int) -> None:
    """Put the meetings of the days ahead on the list, then invite to those that are near.

    Each in a transaction of its own: whoever is killed in between leaves the rest to the next
    hour, and what another worker holds is passed over.
    """
    del timestamp  # procrastinate passes when the job was due
    for pk in queries.series_to_continue():
        try:
            actions.continue_series(actor=SYSTEM, series_id=pk, now=timezone.now())
        except Conflict:
            continue
    for pk in queries.to_invite(timezone.now()):
        try:
            actions.invite_participants(actor=SYSTEM, meeting_id=pk, now=timezone.now())
        except Conflict:
            continue
