"""Looking for departments that have named no handler, every minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict
from zuoxi.linkage import actions, queries


@app.periodic(cron="* * * * *")
@app.task(name="linkage.look_for_handlers", queueing_lock="linkage.look_for_handlers")
def look_for_handlers(timestamp: int) -> None:
    """Raise the alarm of each dispatch without a handler in a transaction of its own."""
    del timestamp  # procrastinate passes when the job was due
    for pk in queries.unnamed_legs(timezone.now()):
        try:
            actions.raise_alarm(actor=SYSTEM, leg_id=pk, now=timezone.now())
        except Conflict:
            continue
