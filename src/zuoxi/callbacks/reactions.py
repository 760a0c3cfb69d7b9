"""What a work order's moves mean for callbacks, and the callbacks on an order's page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from zuoxi.audit.subjects import Subject, names
from zuoxi.callbacks import actions, presenters, queries
from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.events import CallbackFact
from zuoxi.callbacks.models import Callback
from zuoxi.callbacks.policies import ROLES
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.web import slots
from zuoxi.workorders.events import OrderCompleted, OrderRedispatched
from zuoxi.workorders.models import WorkOrder

# Stored as it stands here and translated when it is shown.
REDISPATCHED = gettext_noop("The work order was put back for re-dispatch.")


@on(OrderCompleted)
def open_when_wanted(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Open a callback when the form was completed with "callback required: yes"."""
    if not fact.data.get("callback_required"):
        return
    assert fact.subject_id is not None
    assert fact.leg_id is not None
    assert fact.centre_id is not None
    actions.open_callback(
        actor=actor,
        order_id=fact.subject_id,
        leg_id=fact.leg_id,
        number=fact.number,
        centre_id=fact.centre_id,
        now=now,
    )


@on(OrderRedispatched)
def withdraw_when_reopened(fact: OrderRedispatched, *, actor: Actor, now: datetime) -> None:
    """Withdraw the open callback of an order that goes out again."""
    open_ones = Callback.objects.filter(order_id=fact.subject_id, status=CallbackStatus.OPEN)
    if fact.subject_id is not None and open_ones.exists():
        actions.withdraw_callback(
            actor=actor, order_id=fact.subject_id, reason=REDISPATCHED, now=now
        )


@slots.fill("workorders.order", order=25)
def callbacks_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the callbacks of an order, with every call, to those who may read them."""
    if not actor.holds_at(ROLES, order.centre_id):
        return None
    rows = presenters.rows_for(queries.of_order(order), actor, now)
    title, template = gettext_lazy("Callbacks"), "callbacks/_of_order.html"
    return slots.Part("callbacks", title, template, {"rows": rows}, "phone") if rows else None


@names(CallbackFact.SUBJECT)
def numbers(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name callbacks in the audit log by the number of their order."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "order__number")
    return {pk: Subject(number, reverse("callbacks:detail", args=[pk])) for pk, number in seen}
