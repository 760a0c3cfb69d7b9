"""Going on with urgent reach-outs whose time is over, every minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.contacts import actions, queries
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict


@app.periodic(cron="* * * * *")
@app.task(name="contacts.go_on", queueing_lock="contacts.go_on")
def go_on(timestamp: int) -> None:
    """Give the turn to the next person where nobody has answered in time.

    Each in a transaction of its own: whoever is killed in between leaves the rest to the next
    minute, and what another worker holds is passed over.
    """
    del timestamp  # procrastinate passes when the job was due
    for pk in queries.due(timezone.now()):
        try:
            actions.go_on(actor=SYSTEM, reach_out_id=pk, now=timezone.now())
        except Conflict:
            continue
