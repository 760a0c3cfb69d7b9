"""Which open pages hear of channels and deliveries: those of the few who look after them."""

from zuoxi.deliveries import events
from zuoxi.kernel.events import Signal, live, silent

# Nobody else sees a page on which they stand. What the worker sends is seen when one looks again.
_AUDIENCE = frozenset({"role:administrator", "role:supervisor", "role:auditor"})
TOPIC = "deliveries"


def _signal(_fact: events.ChannelFact | events.DeliveryResent) -> Signal:
    return Signal(audience=_AUDIENCE, topics=frozenset({TOPIC}))


for _fact_type in (events.ChannelAdded, events.ChannelChanged, events.ChannelTested):
    live(_fact_type)(_signal)
live(events.DeliveryResent)(_signal)
silent(events.ChoicesSaved, events.EmailConfirmed)
