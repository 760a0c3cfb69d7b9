"""What a work order's moves mean for callbacks, in the same transaction."""

from datetime import datetime

from django.utils.translation import gettext_noop

from zuoxi.callbacks import actions
from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.models import Callback
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.workorders.events import OrderCompleted, OrderRedispatched

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
