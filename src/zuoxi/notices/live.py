"""Which open pages hear of notices: those of the receivers alone."""

from zuoxi.kernel.events import Signal, live
from zuoxi.notices.events import NoticesGiven, NoticesRead

TOPIC = "notices"


@live(NoticesGiven)
def _given(fact: NoticesGiven) -> Signal:
    receivers = frozenset(f"user:{pk}" for pk in fact.receiver_ids)
    return Signal(audience=receivers, topics=frozenset({TOPIC}))


@live(NoticesRead)
def _read(fact: NoticesRead) -> Signal:
    return Signal(audience=frozenset({f"user:{fact.subject_id}"}), topics=frozenset({TOPIC}))
