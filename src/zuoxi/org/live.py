"""Which open pages change when the organisation does."""

from zuoxi.kernel.events import Fact, Signal, live
from zuoxi.org import events


def _codes(fact: Fact) -> Signal:
    audience = {"role:administrator"}
    if fact.centre_id is not None:
        audience.add(f"centre:{fact.centre_id}")
    return Signal(audience=frozenset(audience), topics=frozenset({"codes"}))


def _people(fact: events.AssignmentFact) -> Signal:
    return Signal(
        audience=frozenset({"role:administrator", f"user:{fact.subject_id}"}),
        # The live process looks at once what the person's streams may carry now.
        topics=frozenset({"people", f"session:{fact.subject_id}"}),
    )


for _fact_type in (
    events.UnitCreated,
    events.UnitUpdated,
    events.UnitDeactivated,
    events.UnitReactivated,
    events.TechnicianCreated,
    events.TechnicianUpdated,
    events.TechnicianDeactivated,
    events.TechnicianReactivated,
):
    live(_fact_type)(_codes)

for _people_type in (events.RoleAssigned, events.RoleWithdrawn):
    live(_people_type)(_people)
