"""What becomes of an order: which actions, and when. Pure Python."""

from bisect import bisect
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from zuoxi.workorders.lifecycle import CURRENT

_DONE = ("dispatch", "accept", "complete")
_CLOSED = ("archive",)
_REVIEWED = ("submit_review", "approve", "archive")
_BOUNCED = ("dispatch", "return", "note_misdispatch")
_TRIED = ("dispatch", "accept", "return", "redispatch")
_UNSOLVED = (*_DONE, "redispatch")

# The way of an order in so many of a hundred.
_PATHS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (67, (*_DONE, *_CLOSED)),
    (16, (*_DONE, *_REVIEWED)),
    (10, (*_BOUNCED, *_DONE, *_CLOSED)),
    (4, (*_TRIED, *_DONE, *_CLOSED)),
    (3, (*_UNSOLVED, *_DONE, *_REVIEWED)),
)
_SHARES = list(accumulate(share for share, _path in _PATHS))

# Hours that pass before an action, in the mean.
_WAITS = {
    "dispatch": 10.0,
    "accept": 12.0,
    "return": 14.0,
    "note_misdispatch": 40.0,
    "redispatch": 30.0,
    "complete": 44.0,
    "submit_review": 24.0,
    "approve": 44.0,
    "archive": 30.0,
}
# A few matters hang.
_HANGING, _HANGS = 0.01, 12.0
_SHORTEST = timedelta(minutes=2)

_TARGETS = {
    (source, each.action): each.target for each in CURRENT.transitions for source in each.sources
}


def steps(random: Random, received_at: datetime, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield the actions that have been taken on an order until now, with their moments."""
    _share, path = _PATHS[bisect(_SHARES, random.random() * _SHARES[-1])]
    at = received_at
    for name in path:
        mean = _WAITS[name] * (_HANGS if random.random() < _HANGING else 1)
        at += _SHORTEST + timedelta(hours=random.expovariate(1 / mean))
        if at >= now:
            return
        yield name, at


def target(state: str, action: str) -> str:
    """Return the state to which an action leads."""
    return _TARGETS[state, action]
