"""Which open pages hear of an inspection."""

from zuoxi.inspections import events
from zuoxi.kernel.events import Signal, live


def _signal(fact: events.InspectionFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=frozenset({"inspections", f"inspection:{fact.subject_id}"}),
    )


for _fact_type in (
    events.InspectionBegun,
    events.OrderJudged,
    events.CorrectionSet,
    events.InspectionClosed,
):
    live(_fact_type)(_signal)
