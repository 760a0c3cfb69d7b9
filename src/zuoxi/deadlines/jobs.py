"""Counting what has happened to orders, noting what has fallen due, telling of it."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.clocks.actions import sweep_clocks
from zuoxi.deadlines import actions
from zuoxi.kernel.actors import SYSTEM

_ORDERS, _CLOCKS, _LEVELS = 200, 1000, 500
# A run makes room for other jobs after so many portions of each; the next one goes on.
_PORTIONS = 50


@app.periodic(cron="* * * * * */10")
@app.task(name="deadlines.keep_up", queueing_lock="deadlines.keep_up")
def keep_up(timestamp: int) -> None:
    """Bring the clocks of orders up to now, note what is due, tell people.

    Each portion is a transaction of its own: whoever is killed leaves the rest to the next run, and
    what another worker is at is passed over.
    """
    del timestamp  # procrastinate passes when the job was due
    for step, portion in (
        (actions.count_marked, _ORDERS),
        (sweep_clocks, _CLOCKS),
        (actions.tell_levels, _LEVELS),
    ):
        _until_done(step, portion)


def _until_done(step: Callable[..., int], portion: int) -> None:
    for _each in range(_PORTIONS):
        now: datetime = timezone.now()
        if not step(actor=SYSTEM, limit=portion, now=now):
            return
