"""Which open pages hear of emergencies: the centre's, of who was told and has a share."""

from zuoxi.emergencies import events
from zuoxi.kernel.events import Signal, live


def _emergency(fact: events.EmergencyFact) -> Signal:
    people = {f"user:{pk}" for pk in fact.user_ids} | {f"area:{pk}" for pk in fact.area_ids}
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *people}),
        topics=frozenset({"list:emergencies", f"emergency:{fact.subject_id}"}),
    )


for _kind in (
    events.EmergencyProposed,
    events.EmergencyDismissed,
    events.EmergencyStarted,
    events.OrdersLinked,
    events.ReceiptGiven,
    events.MeetingRecorded,
    events.PlanDrafted,
    events.PlanApproved,
    events.AnswerGiven,
    events.EmergencyClosed,
):
    live(_kind)(_emergency)


@live(events.OrderAnswered)
def _order(fact: events.OrderAnswered) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"order:{fact.number}", f"emergency:{fact.emergency_id}"}),
    )
