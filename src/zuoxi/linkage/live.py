"""Which open pages hear of linkage."""

from zuoxi.kernel.events import Signal, live
from zuoxi.linkage import events


def _order(fact: events.LinkageFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"order:{fact.number}", f"linkage:{fact.family_id}", "linkage"}),
    )


def _exchange(fact: events.ExchangeFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"area:{fact.unit_id}"}),
        topics=frozenset({"exchanges"}),
    )


for _order_type in (
    events.RuleSet,
    events.PartsWaived,
    events.CustomerInformed,
    events.HandlerMissing,
):
    live(_order_type)(_order)

for _exchange_type in (events.ExchangeOpened, events.ExchangeReplied, events.ExchangeClosed):
    live(_exchange_type)(_exchange)
