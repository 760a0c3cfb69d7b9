"""Which open pages hear of claims and of bulk operations."""

from zuoxi.dispatching.events import (
    BulkFact,
    BulkFinished,
    BulkStarted,
    BulkUndone,
    BulkUndoStarted,
    ClaimFact,
    ClaimReleased,
    OrderClaimed,
)
from zuoxi.kernel.events import Signal, live


def _claim(fact: ClaimFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=frozenset({f"claims:{fact.list_name}", f"claim:{fact.number}"}),
    )


def _bulk(fact: BulkFact) -> Signal:
    return Signal(
        audience=frozenset({f"user:{fact.user_id}"}), topics=frozenset({f"bulk:{fact.subject_id}"})
    )


live(OrderClaimed)(_claim)
live(ClaimReleased)(_claim)
for _fact_type in (BulkStarted, BulkFinished, BulkUndoStarted, BulkUndone):
    live(_fact_type)(_bulk)
