"""A centre whose limits are agreed, and orders whose clocks run."""

from datetime import datetime, timedelta

from zuoxi.deadlines import actions, queries
from zuoxi.kernel.actors import SYSTEM
from zuoxi.limits.actions import WantedLimit
from zuoxi.limits.tests.factories import Limited, hours
from zuoxi.workorders.tests.factories import NOW, act, create

# Friday, 10:00 in China, when orders are taken in; some seconds after the heads have signed.
RECEIVED = NOW + timedelta(seconds=30)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def minutes(amount, since="received", **more) -> WantedLimit:
    return WantedLimit(amount=amount, unit="minutes", since=since, **more)


LIMITS = {
    "dispatch": minutes(20),
    "accept": minutes(30, "dispatched"),
    "contact": hours(2, pauses=("customer",)),
    "arrive": hours(3),
    "finish": hours(4, pauses=("customer", "parts", "suspended")),
    "reply": hours(6),
    "callback": hours(24, "replied"),
}


class Timed(Limited):
    """A place with agreed limits for everything."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.version = self.agreed({"limits": LIMITS})

    def order(self, **changes):
        """Take an order in."""
        return create(self, **({"now": RECEIVED} | changes))

    def move(self, order, name, *, after=timedelta(), **changes):
        """Move an order so long after its receipt."""
        return act(self, order, name, now=RECEIVED + after, **changes)

    def count(self, now: datetime = RECEIVED) -> int:
        """Let the worker count what has happened."""
        return actions.count_marked(actor=SYSTEM, limit=1000, now=now)

    def clocks(self, order, now: datetime):
        """Return the clocks of an order as a page shows them, by leg and milestone."""
        found = queries.clocks_of(order, now)
        return {(e.leg.round if e.leg else 0, e.milestone.value): e.state for e in found}
