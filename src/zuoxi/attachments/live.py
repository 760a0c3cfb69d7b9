"""Which open pages hear of an order's files."""

from zuoxi.attachments.events import (
    AttachmentAdded,
    AttachmentFact,
    AttachmentOpened,
    AttachmentWithdrawn,
)
from zuoxi.kernel.events import Signal, live, silent


def _signal(fact: AttachmentFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"order:{fact.number}"}),
    )


for _fact_type in (AttachmentAdded, AttachmentWithdrawn):
    live(_fact_type)(_signal)

silent(AttachmentOpened)
