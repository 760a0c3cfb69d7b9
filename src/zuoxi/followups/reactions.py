"""What a work order's moves mean for follow-up tasks, and the tasks on an order's page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from zuoxi.audit.subjects import Subject, names
from zuoxi.callbacks.choices import Solved
from zuoxi.callbacks.events import CallbackAttempted
from zuoxi.callbacks.models import Callback
from zuoxi.followups import actions, queries
from zuoxi.followups.events import FollowUpFact
from zuoxi.followups.forms import order_part
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_see_at
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.web import slots
from zuoxi.workorders.events import OrderCompleted
from zuoxi.workorders.models import WorkOrder


@on(OrderCompleted)
def open_when_unresolved(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Open a task when the form was completed with "resolved: no", unless one is open."""
    assert fact.subject_id is not None
    if fact.data.get("is_resolved"):
        return
    if not FollowUp.objects.filter(order_id=fact.subject_id, closed_at=None).exists():
        actions.open_for_unresolved(actor=actor, order_id=fact.subject_id, now=now)


@on(CallbackAttempted)
def open_when_not_satisfied(fact: CallbackAttempted, *, actor: Actor, now: datetime) -> None:
    """Open a task when the customer says that the matter is not solved, unless one is open."""
    assert fact.subject_id is not None
    if fact.data.get("solved") not in {Solved.UNSOLVED, Solved.PARTLY}:
        return
    order = Callback.objects.values_list("order_id", flat=True).get(pk=fact.subject_id)
    if not FollowUp.objects.filter(order_id=order, closed_at=None).exists():
        actions.open_for_unresolved(actor=actor, order_id=order, now=now)


@slots.fill("workorders.order", order=20)
def tasks_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the tasks of an order to the people of its centre; a work area only does its part."""
    if not may_see_at(actor, order.centre_id):
        return None
    return order_part(order, actor=actor, now=now)


@names(FollowUpFact.SUBJECT)
def numbers(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name tasks in the audit log by the number of their order."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "order__number")
    return {pk: Subject(number, reverse("followups:detail", args=[pk])) for pk, number in seen}
