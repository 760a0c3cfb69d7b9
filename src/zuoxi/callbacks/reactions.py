"""What a work order's moves mean for callbacks, and the callbacks on an order's page."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from zuoxi.audit.subjects import Subject, names
from zuoxi.callbacks import actions, presenters, queries
from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.events import CallbackAttempted, CallbackFact
from zuoxi.callbacks.models import Callback
from zuoxi.callbacks.policies import ROLES
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.kernel.models import Event
from zuoxi.web import slots
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.events import (
    OrderCompleted,
    OrderFact,
    OrderMerged,
    OrderRedispatched,
    OrderUnmerged,
)
from zuoxi.workorders.models import WorkOrder

# Stored as it stands here and translated when it is shown.
REDISPATCHED = gettext_noop("The work order was put back for re-dispatch.")
UNMERGED = gettext_noop("The work order was un-merged.")

_DONE = (Status.COMPLETED, Status.UNDER_REVIEW)


@on(OrderCompleted)
def open_when_wanted(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Open a callback when the form was completed with "callback required: yes".

    The customers of the orders that are merged into it get theirs where they want one.
    """
    assert fact.subject_id is not None
    assert fact.leg_id is not None
    wanted = workorders.wishes_merged_into(fact.subject_id)
    numbers = {each.pk: each.number for each in wanted if each.callback_required}
    if fact.data.get("callback_required"):
        numbers[fact.subject_id] = fact.number
    for order_id, number in numbers.items():
        _open(fact, order_id, number, fact.leg_id, actor=actor, now=now)


@on(OrderRedispatched)
def withdraw_when_reopened(fact: OrderRedispatched, *, actor: Actor, now: datetime) -> None:
    """Withdraw the open callbacks of an order that goes out again and of those merged into it."""
    assert fact.subject_id is not None
    merged = [each.pk for each in workorders.wishes_merged_into(fact.subject_id)]
    _withdraw([fact.subject_id, *merged], REDISPATCHED, actor=actor, now=now)


@on(OrderMerged)
def open_when_done_already(fact: OrderMerged, *, actor: Actor, now: datetime) -> None:
    """Open the callback of an order that is merged into a completed one, where one is wanted."""
    assert fact.subject_id is not None
    order = WorkOrder.objects.select_related("merged_into").get(pk=fact.subject_id)
    main = order.merged_into
    if not order.callback_required or main is None or main.status not in _DONE:
        return
    leg = main.legs.order_by("round").last()
    assert leg is not None
    calls = Callback.objects.filter(order=order, leg=leg)
    if calls.exclude(status=CallbackStatus.WITHDRAWN).exists():
        # Merged a second time; the customer has been called about this result.
        return
    _open(fact, order.pk, order.number, leg.pk, actor=actor, now=now)


@on(OrderUnmerged)
def withdraw_when_separated(fact: OrderUnmerged, *, actor: Actor, now: datetime) -> None:
    """Withdraw the open callback about a main order that turned out to be another matter."""
    assert fact.subject_id is not None
    _withdraw([fact.subject_id], UNMERGED, actor=actor, now=now)


def _open(
    fact: OrderFact, order_id: int, number: str, leg_id: int, *, actor: Actor, now: datetime
) -> None:
    assert fact.centre_id is not None
    actions.open_callback(
        actor=actor,
        order_id=order_id,
        leg_id=leg_id,
        number=number,
        centre_id=fact.centre_id,
        now=now,
    )


def _withdraw(order_ids: list[int], reason: str, *, actor: Actor, now: datetime) -> None:
    open_ones = Callback.objects.filter(order_id__in=order_ids, status=CallbackStatus.OPEN)
    for order_id in open_ones.order_by("pk").values_list("order_id", flat=True):
        actions.withdraw_callback(actor=actor, order_id=order_id, reason=reason, now=now)


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


@workorders.register_contacts
def calls(actor: Actor, orders: Collection[int]) -> Iterable[tuple[int, Event]]:
    """Count the calls made for callbacks among the contacts with a customer."""
    seen = queries.visible_to(actor).filter(order__in=list(orders))
    order_of = dict(seen.values_list("pk", "order_id"))
    kinds = (CallbackAttempted.KIND,)
    events = workorders.latest_events(CallbackFact.SUBJECT, order_of, kinds) if order_of else ()
    return [(order_of[each.subject_id], each) for each in events if each.subject_id is not None]
