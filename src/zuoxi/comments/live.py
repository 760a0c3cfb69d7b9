"""Which open pages hear of a comment: those that show the comments of its order."""

from zuoxi.comments.events import CommentAdded, CommentFact, CommentWithdrawn
from zuoxi.kernel.events import Signal, live


def _signal(fact: CommentFact) -> Signal:
    # Not the order's own topic: nobody who is working on the order has to look again.
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"comments:{fact.number}", *_progress(fact)}),
    )


def _progress(fact: CommentFact) -> set[str]:
    if fact.customer_id is None:
        return set()
    shared = {f"linkage:{fact.family_id}"} if fact.family_id else set()
    return {f"progress:{fact.customer_id}", "linkage", *shared}


for _fact_type in (CommentAdded, CommentWithdrawn):
    live(_fact_type)(_signal)
