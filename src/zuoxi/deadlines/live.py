"""Which open pages hear of the deadlines of an order."""

from zuoxi.deadlines import events
from zuoxi.kernel.events import Signal, live


def _order(fact: events.DeadlineFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"deadlines:{fact.number}", f"order:{fact.number}", "list:deadlines"}),
    )


for _type in (
    events.OrderPaused,
    events.OrderResumed,
    events.MilestoneReported,
    events.MilestoneCorrected,
    events.ExtensionAsked,
    events.ExtensionGranted,
    events.ExtensionRefused,
    events.ExtensionWithdrawn,
    events.CustomerTold,
):
    live(_type)(_order)
