"""Which open pages hear of a work order's moves."""

from zuoxi.kernel.events import Signal, live
from zuoxi.workorders.events import (
    MOVES,
    CodeItemSaved,
    HandlerNamed,
    OrderArchived,
    OrderCompleted,
    OrderCreated,
    OrderDivided,
    OrderFact,
    OrderMerged,
    OrderReassigned,
    OrderRedispatched,
    OrderRegraded,
    OrdersLinked,
    OrdersUnlinked,
    OrderTransferred,
    OrderUnmerged,
    OrderUrged,
    RequestFieldSaved,
)

# At completion an order may become a petition; at the other two it may leave that list.
_PETITION_MOVES = (OrderCompleted, OrderArchived, OrderRedispatched)


def _signal(fact: OrderFact) -> Signal:
    lists = set(fact.lists) | ({"petition"} if isinstance(fact, _PETITION_MOVES) else set())
    shared = {f"linkage:{fact.family_id}", "linkage"} if fact.family_id else set()
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"order:{fact.number}", *(f"list:{name}" for name in lists), *shared}),
    )


_FACTS: tuple[type[OrderFact], ...] = (
    OrderCreated,
    OrderReassigned,
    OrderRegraded,
    OrderUrged,
    OrderTransferred,
    OrderDivided,
    HandlerNamed,
    *(each for each in MOVES.values() if each not in {OrderMerged, OrderUnmerged}),
)
for _fact_type in _FACTS:
    live(_fact_type)(_signal)


def _both(fact: OrdersLinked | OrdersUnlinked) -> Signal:
    # One signal names both orders, and a work area may have one of them only.
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=_signal(fact).topics | {f"order:{fact.data['number']}"},
    )


def _with_main(fact: OrderMerged | OrderUnmerged) -> Signal:
    mine = _signal(fact)
    return Signal(audience=mine.audience, topics=mine.topics | {f"order:{fact.data['into']}"})


def _codes(_fact: CodeItemSaved | RequestFieldSaved) -> Signal:
    return Signal(audience=frozenset({"*"}), topics=frozenset({"codes"}))


live(OrderMerged)(_with_main)
live(OrderUnmerged)(_with_main)
live(OrdersLinked)(_both)
live(OrdersUnlinked)(_both)
live(CodeItemSaved)(_codes)
live(RequestFieldSaved)(_codes)
