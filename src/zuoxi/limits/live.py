"""Which open pages hear of limits."""

from zuoxi.kernel.events import Signal, live
from zuoxi.limits import events


def _signal(fact: events.VersionFact) -> Signal:
    audience = frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)})
    return Signal(audience=audience, topics=frozenset({"limits"}))


for _fact_type in (
    events.DraftStarted,
    events.RuleSet,
    events.RuleRemoved,
    events.VersionProposed,
    events.CentreAgreed,
    events.CentreRejected,
    events.UnitAgreed,
    events.UnitRejected,
    events.VersionWithdrawn,
):
    live(_fact_type)(_signal)
