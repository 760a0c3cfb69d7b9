"""Which open pages hear of a callback."""

from zuoxi.callbacks.events import (
    CallbackAttempted,
    CallbackFact,
    CallbackOpened,
    CallbackWithdrawn,
)
from zuoxi.kernel.events import Signal, live


def _signal(fact: CallbackFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=frozenset({"list:callbacks", f"order:{fact.number}"}),
    )


for _fact_type in (CallbackOpened, CallbackAttempted, CallbackWithdrawn):
    live(_fact_type)(_signal)
