"""One action on many orders: each order in a transaction of its own, with a result of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zuoxi.dispatching import queries
from zuoxi.dispatching.actions.steps import STEPS, Step
from zuoxi.dispatching.choices import INSTANT_ORDERS, MOST_ORDERS, BulkKind, Result
from zuoxi.dispatching.events import BulkFinished, BulkStarted
from zuoxi.dispatching.models import Bulk, BulkItem
from zuoxi.dispatching.policies import may_run_bulk
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    Stale,
)
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import signed_in
from zuoxi.notices import actions as notices
from zuoxi.org import queries as org
from zuoxi.org.models import Technician, Unit
from zuoxi.web.forms import whole_number
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import INPUT_LABELS

# What the work area hears of an operation, and of its undo.
_NOTICES = {
    BulkKind.DISPATCH: "dispatching.dispatched",
    BulkKind.REASSIGN: "dispatching.reassigned",
}
_UNDO_NOTICES = {
    BulkKind.DISPATCH: "dispatching.recalled",
    BulkKind.REASSIGN: "dispatching.given_back",
}
# More than any option allows; what is above it is refused by the action with its own words.
_MOST_MARKS = 600
# Whoever refuses, by class; the order of a move's checks makes the first that fits the right one.
_RESULTS: tuple[tuple[type[DomainError], Result], ...] = (
    (NotFound, Result.NOT_FOUND),
    (Stale, Result.CHANGED),
    (Conflict, Result.CHANGED),
    (Forbidden, Result.NOT_ALLOWED),
    (InvalidInput, Result.INVALID),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be done to which orders: pairs of number and the version that was looked at."""

    kind: str
    orders: Sequence[tuple[str, int | None]]
    inputs: Mapping[str, str] = field(default_factory=dict)
    confirm_unresolved: bool = False


def chosen(marks: Iterable[str]) -> list[tuple[str, int | None]]:
    """Return marked orders with the versions that were on the page, ``number:version`` each."""
    pairs = (each[:80].rpartition(":") for each in list(marks)[:_MOST_MARKS])
    # A page of ours always sends the version; without one nothing says which state was looked at.
    return [
        (number, whole_number(raw) or 0)
        for number, _colon, raw in pairs
        if number and number.isprintable()
    ]


@action("dispatching.start_bulk", policy=may_run_bulk)
def start_bulk(*, actor: Actor, wanted: Wanted, now: datetime) -> Bulk:
    """Write down one action for many orders; ``running`` then carries it out order by order.

    The inputs are only asked for here. Each order checks them for itself, as in its dialog.
    """
    kind = _kind(actor, wanted, now)
    assert actor.user_id is not None
    # Each order once, as it was looked at first.
    chosen = dict(reversed(wanted.orders))
    numbers = list(dict.fromkeys(number for number, _version in wanted.orders))
    bulk = Bulk.objects.create(
        kind=kind,
        inputs=dict(wanted.inputs) | {"confirm_unresolved": wanted.confirm_unresolved},
        started_by_id=actor.user_id,
        started_at=now,
        is_deferred=len(numbers) > INSTANT_ORDERS.at(now),
    )
    seen = orders.visible_to(actor).filter(number__in=numbers)
    ids = dict(seen.values_list("number", "pk"))
    BulkItem.objects.bulk_create(
        BulkItem(
            bulk=bulk,
            position=position,
            number=number,
            order_id=ids.get(number),
            expected_version=chosen[number],
        )
        for position, number in enumerate(numbers, 1)
    )
    publish(
        BulkStarted(
            subject_id=bulk.pk,
            centre_id=org.home_centre_id(actor),
            user_id=actor.user_id,
            is_deferred=bulk.is_deferred,
            data={"kind": kind, "numbers": numbers},
        ),
        actor=actor,
        now=now,
    )
    return bulk


@action("dispatching.carry_out", policy=signed_in, internal=True)
def carry_out(*, actor: Actor, item_id: int, now: datetime) -> BulkItem:
    """Do the action to one order and write down what came of it, both or neither.

    An order that has its result is left alone: a job that is taken up again does nothing twice.
    Who has lost the right since the start is told so at each order that was still waiting.
    """
    item = BulkItem.objects.select_for_update(of=("self",)).select_related("bulk").get(pk=item_id)
    if item.result:
        return item
    try:
        with transaction.atomic():
            version = step_of(item.bulk, actor).forward(actor, item, now)
    except DomainError as fault:
        item.result, item.message = result_of(fault)
    else:
        item.result, item.moved_version = Result.DONE, version
    item.save(update_fields=["result", "message", "moved_version", "technician_before"])
    return item


@action("dispatching.finish_bulk", policy=signed_in, internal=True)
def finish_bulk(*, actor: Actor, bulk_id: int, now: datetime) -> Bulk:
    """Close an operation whose orders all have their result; tell each receiver once."""
    bulk = queries.visible_to(actor).select_for_update().get(pk=bulk_id)
    if bulk.finished_at is not None:
        return bulk
    bulk.finished_at = now
    bulk.save(update_fields=["finished_at"])
    items = queries.items_of(bulk)
    done = sum(each.result == Result.DONE for each in items)
    tell_area(bulk, done, actor=actor, now=now)
    publish(
        BulkFinished(
            subject_id=bulk.pk,
            centre_id=org.home_centre_id(actor),
            user_id=bulk.started_by_id,
            data={"kind": bulk.kind, "done": done, "count": len(items)},
        ),
        actor=actor,
        now=now,
    )
    return bulk


def tell_area(
    bulk: Bulk, count: int, *, is_undo: bool = False, actor: Actor, now: datetime
) -> None:
    """Give the staff of the operation's work area one notice for all its orders."""
    kind = (_UNDO_NOTICES if is_undo else _NOTICES).get(BulkKind(bulk.kind))
    area = _area_of(bulk) if kind and count else None
    if kind is None or area is None:
        return
    technician = bulk.inputs.get("technician", "")
    person = Technician.objects.filter(code=technician, work_area=area).first()
    notices.notify(
        actor=actor,
        receivers=org.staff_of(area.pk).values_list("pk", flat=True),
        news=notices.News(
            kind=kind,
            subject_type=BulkFinished.SUBJECT,
            subject_id=bulk.pk,
            centre_id=area.centre_id,
            group=f"bulk:{bulk.pk}",
            count=count,
            data={"work_area": area.name, "technician": person.name if person else ""},
        ),
        now=now,
    )


def _area_of(bulk: Bulk) -> Unit | None:
    """Return the one work area of an operation: every order that was done is or was there."""
    rows = BulkItem.objects.filter(bulk=bulk, result=Result.DONE)
    centre_id = rows.values_list("order__centre_id", flat=True).first()
    if bulk.kind == BulkKind.DISPATCH:
        wanted = {"code": bulk.inputs.get("work_area", "")}
    else:
        wanted = {"technicians__code": bulk.inputs.get("technician", "")}
    return Unit.objects.filter(**wanted, centre_id=centre_id).first()


def step_of(bulk: Bulk, actor: Actor) -> Step:
    """Return what is done to each order; raise Forbidden where the actor may not do it any more."""
    step = STEPS[BulkKind(bulk.kind)]
    if not step.policy(actor):
        raise Forbidden(extra={"action": bulk.kind})
    return step


def result_of(fault: DomainError) -> tuple[Result, str]:
    """Return how a refusal stands in the list of results, with its reason in words."""
    result = next((name for kind, name in _RESULTS if isinstance(fault, kind)), Result.INVALID)
    named = [
        _("%(field)s: %(message)s") % {"field": INPUT_LABELS[name], "message": message}
        if name in INPUT_LABELS
        else str(message)
        for name, messages in fault.fields.items()
        for message in messages
    ]
    return result, " ".join(named) or str(fault.message)


def _kind(actor: Actor, wanted: Wanted, now: datetime) -> BulkKind:
    if wanted.kind not in BulkKind.values:
        raise InvalidInput(fields={"kind": [_("This cannot be done to many orders at once.")]})
    kind = BulkKind(wanted.kind)
    if not STEPS[kind].policy(actor):
        raise Forbidden(extra={"action": kind.value})
    faults = Faults()
    most = MOST_ORDERS.at(now)
    if not wanted.orders:
        faults.add("orders", _("Choose at least one work order."))
    elif len(wanted.orders) > most:
        faults.add("orders", _("At most %(limit)s work orders at once.") % {"limit": most})
    for name in STEPS[kind].inputs:
        if not wanted.inputs.get(name, "").strip():
            faults.add(name, _("This field is required."))
    faults.stop()
    return kind
