"""Which open pages hear of the register, of reach-outs and of processes."""

from zuoxi.contacts import events
from zuoxi.kernel.events import Signal, live


def _department(fact: events.DepartmentFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"area:{fact.subject_id}"}),
        topics=frozenset({"contacts"}),
    )


def _process(fact: events.ProcessFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"area:{fact.department_id}"}),
        topics=frozenset({"contacts"}),
    )


def _order(fact: events.ReachFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"reach-out:{fact.number}", f"order:{fact.number}"}),
    )


for _department_type in (
    events.DepartmentsFounded,
    events.FunctionsSaved,
    events.InterfaceSaved,
    events.InterfaceClosed,
    events.PersonSaved,
    events.PersonClosed,
    events.SubstituteNamed,
    events.SubstituteRemoved,
):
    live(_department_type)(_department)

for _process_type in (events.ProcessProposed, events.ProcessApproved, events.ProcessRefused):
    live(_process_type)(_process)

for _order_type in (
    events.ReachOutStarted,
    events.PersonReached,
    events.PersonNotReached,
    events.ReachOutEnded,
    events.StepTicked,
    events.StepUnticked,
):
    live(_order_type)(_order)

live(events.ListExported)(lambda _fact: None)
