"""Which open pages hear of a follow-up task."""

from zuoxi.followups.events import (
    FollowUpClosed,
    FollowUpFact,
    FollowUpHandedOver,
    FollowUpOpened,
)
from zuoxi.kernel.events import Signal, live


def _signal(fact: FollowUpFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=frozenset({"list:followups", f"follow-ups:{fact.number}"}),
    )


for _fact_type in (FollowUpOpened, FollowUpHandedOver, FollowUpClosed):
    live(_fact_type)(_signal)
