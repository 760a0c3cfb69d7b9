"""How callbacks come, are worked on, and end."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.callbacks import queries
from zuoxi.callbacks.choices import (
    FINAL,
    MOST_ATTEMPTS,
    REMARK_LIMIT,
    CallbackStatus,
    ConnectStatus,
    Satisfaction,
    Solved,
)
from zuoxi.callbacks.events import CallbackAttempted, CallbackOpened, CallbackWithdrawn
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.callbacks.policies import CALLERS, may_record_results
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.workorders.policies import may_see_orders


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an agent reports of one call, as typed; the answers only count when connected."""

    connect_status: str
    solved: str = ""
    satisfaction: str = ""
    remark: str = ""


@action("callbacks.open_callback", policy=may_see_orders, internal=True)
def open_callback(
    *, actor: Actor, order_id: int, leg_id: int, number: str, centre_id: int, now: datetime
) -> Callback:
    """Put the customer of a completed dispatch on the list of those to be called."""
    callback = Callback.objects.create(order_id=order_id, leg_id=leg_id, created_at=now)
    publish(
        CallbackOpened(subject_id=callback.pk, centre_id=centre_id, leg_id=leg_id, number=number),
        actor=actor,
        now=now,
    )
    return callback


@action("callbacks.withdraw_callback", policy=may_see_orders, internal=True)
def withdraw_callback(*, actor: Actor, order_id: int, reason: str, now: datetime) -> Callback:
    """End the open callback of an order that is worked on again; raise NotFound without one."""
    callback = (
        Callback.objects.select_for_update(of=("self",), no_key=True)
        .select_related("order")
        .filter(order_id=order_id, status=CallbackStatus.OPEN)
        .first()
    )
    if callback is None:
        raise NotFound
    _close(callback, CallbackStatus.WITHDRAWN, now=now, reason=reason)
    publish(
        CallbackWithdrawn(
            subject_id=callback.pk,
            centre_id=callback.order.centre_id,
            leg_id=callback.leg_id,
            from_state=CallbackStatus.OPEN,
            to_state=CallbackStatus.WITHDRAWN,
            number=callback.order.number,
            data={"reason": reason},
        ),
        actor=actor,
        now=now,
    )
    return callback


@action("callbacks.record_result", policy=may_record_results)
def record_result(
    *,
    actor: Actor,
    callback_id: int,
    result: Result,
    expected_version: int | None,
    now: datetime,
) -> Callback:
    """Record what came of one call.

    Reaching the customer closes the callback with the answers; a refusal, or the last attempt
    allowed, closes it as not reached.
    """
    callback = _lock(actor, callback_id)
    if not actor.holds_at(CALLERS, callback.order.centre_id):
        raise Forbidden(extra={"action": "callbacks.record_result"})
    if callback.status != CallbackStatus.OPEN:
        raise Conflict(
            _("This callback is closed already; its status is “%(status)s”.")
            % {"status": CallbackStatus(callback.status).label},
            extra={"status": callback.status, "version": callback.version},
        )
    if expected_version is not None and expected_version != callback.version:
        raise Stale(extra={"status": callback.status, "version": callback.version})
    attempt = _attempt(callback, _checked(result), actor=actor, now=now)
    if attempt.connect_status == ConnectStatus.CONNECTED:
        _close(callback, CallbackStatus.DONE, now=now)
    elif attempt.connect_status in FINAL or attempt.number >= MOST_ATTEMPTS.at(now):
        _close(callback, CallbackStatus.NOT_REACHED, now=now)
    else:
        _bump(callback)
    publish(
        CallbackAttempted(
            subject_id=callback.pk,
            centre_id=callback.order.centre_id,
            leg_id=callback.leg_id,
            from_state=CallbackStatus.OPEN,
            to_state=callback.status,
            number=callback.order.number,
            data={
                "attempt": attempt.number,
                "connect_status": attempt.connect_status,
                "solved": attempt.solved,
                "satisfaction": attempt.satisfaction,
                "remark": attempt.remark,
            },
        ),
        actor=actor,
        now=now,
    )
    return queries.find(actor, callback.pk)


def _lock(actor: Actor, callback_id: int) -> Callback:
    rows = (
        queries.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("order")
    )
    callback = single(rows.filter(pk=callback_id))
    if callback is None:
        raise NotFound
    return callback


def _checked(result: Result) -> Result:
    """Return the result with clean values; raise InvalidInput with every fault at once."""
    faults = Faults()
    is_connected = result.connect_status == ConnectStatus.CONNECTED
    if result.connect_status not in ConnectStatus.values:
        faults.add("connect_status", _("Choose the outcome of the call."))
    answers = {
        "solved": (result.solved, Solved),
        "satisfaction": (result.satisfaction, Satisfaction),
    }
    for name, (value, choices) in answers.items():
        if is_connected and value not in choices.values:
            faults.add(name, _("Choose what the customer answered."))
        elif not is_connected and value:
            faults.add(name, _("Leave this empty unless the customer was reached."))
    remark = faults.text("remark", result.remark, limit=REMARK_LIMIT, required=is_connected)
    faults.stop()
    return Result(
        connect_status=result.connect_status,
        solved=result.solved,
        satisfaction=result.satisfaction,
        remark=remark,
    )


def _attempt(callback: Callback, result: Result, *, actor: Actor, now: datetime) -> Attempt:
    assert actor.user_id is not None
    return Attempt.objects.create(
        callback=callback,
        number=callback.attempts.count() + 1,
        connect_status=result.connect_status,
        solved=result.solved,
        satisfaction=result.satisfaction,
        remark=result.remark,
        made_by_id=actor.user_id,
        made_at=now,
    )


def _close(callback: Callback, status: CallbackStatus, *, now: datetime, reason: str = "") -> None:
    callback.status = status
    callback.closed_at = now
    callback.reason = reason
    callback.version += 1
    callback.save(update_fields=["status", "closed_at", "reason", "version"])


def _bump(callback: Callback) -> None:
    callback.version += 1
    callback.save(update_fields=["version"])
