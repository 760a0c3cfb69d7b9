"""One answer to all orders of an emergency: each in a transaction and with an event of its own.

As with bulk operations (``dispatching``): what is to be done is written down first, ``running``
carries it out order by order, and a job goes on with what a lost request has left.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.emergencies import queries
from zuoxi.emergencies.actions.rows import lock, tell
from zuoxi.emergencies.choices import TEXT_LIMIT, EmergencyStatus
from zuoxi.emergencies.events import AnswerGiven, OrderAnswered
from zuoxi.emergencies.models import Answer, LinkedOrder
from zuoxi.emergencies.policies import may_answer_orders, may_work_on_emergencies
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.faults import Faults


@action("emergencies.give_answer", policy=may_work_on_emergencies)
def give_answer(*, actor: Actor, emergency_id: int, text: str, now: datetime) -> Answer:
    """Write down one answer for all orders that belong to the emergency now.

    Each order gets it in its own turn (``answer_order``); what came before stays in its history.
    """
    emergency = lock(
        actor, emergency_id, action="emergencies.give_answer", status=EmergencyStatus.STARTED
    )
    assert actor.user_id is not None
    faults = Faults()
    said = faults.text("text", text, limit=TEXT_LIMIT)
    if not queries.count_links(emergency)[0]:
        faults.add("text", _("No work order belongs to this emergency yet. Add one first."))
    faults.stop()
    answer = Answer.objects.create(emergency=emergency, text=said, by_id=actor.user_id, at=now)
    count = LinkedOrder.objects.filter(emergency=emergency).update(waiting=answer)
    tell(AnswerGiven, emergency, {"text": said, "orders": count}, actor=actor, now=now)
    return answer


@action("emergencies.answer_order", policy=may_answer_orders, internal=True)
def answer_order(*, actor: Actor, link_id: int, answer_id: int, now: datetime) -> LinkedOrder:
    """Let the answer reach one order; one that it has reached is left alone."""
    rows = LinkedOrder.objects.select_for_update(of=("self",), no_key=True)
    link = rows.select_related("order", "emergency", "waiting").get(pk=link_id)
    if link.waiting is None or link.waiting_id != answer_id:
        return link
    answer = link.waiting
    link.answer, link.answered_at, link.waiting = answer, now, None
    link.save(update_fields=["answer", "answered_at", "waiting"])
    publish(
        OrderAnswered(
            subject_id=link.order_id,
            centre_id=link.order.centre_id,
            number=link.order.number,
            emergency_id=link.emergency_id,
            area_ids=link.order.area_ids,
            data={"title": link.emergency.title, "text": answer.text},
        ),
        actor=actor,
        now=now,
    )
    return link
