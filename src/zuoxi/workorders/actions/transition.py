"""The one function that moves a work order along its lifecycle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale, Text
from zuoxi.kernel.lifecycle import Transition, TransitionNotAllowed
from zuoxi.kernel.statements import batch, plan_once, update
from zuoxi.workorders import queries
from zuoxi.workorders.actions.effects import EFFECTS, Move
from zuoxi.workorders.actions.inputs import read_inputs
from zuoxi.workorders.actions.keys import ask_earlier_move, keep_move
from zuoxi.workorders.choices import RETURNS_BEFORE_ADJUDICATION, Action, Outcome, Status
from zuoxi.workorders.events import MOVES
from zuoxi.workorders.lifecycle import ADJUDICATION, MERGED, REVIEWED
from zuoxi.workorders.models import Dispatch, MoveKey, WorkOrder
from zuoxi.workorders.policies import may_see_orders, may_take


@dataclass(frozen=True)
class MovedOrder:
    """The order after the move, and the key of the printed success message.

    ``version`` is the one that the move has made; a repeated call may find the order moved on.
    """

    order: WorkOrder
    message: str
    version: int
    warnings: dict[str, Text] = field(default_factory=dict)


# What every move writes.
_MOVED = ("status", "is_reviewed", "in_adjudication", "version", "last_action_at")


@action("workorders.transition", policy=may_see_orders)
def transition(
    *,
    actor: Actor,
    number: str,
    name: str,
    inputs: Mapping[str, Any],
    expected_version: int | None,
    idempotency_key: str = "",
    now: datetime,
) -> MovedOrder:
    """Move one order by the action ``name``: the only place that changes an order's status.

    Corrections of the table go by name too; where one leads follows from the order's history.

    The order of the checks is fixed: lock, visibility (NotFound), expected version (Stale), table
    (Conflict), role (Forbidden), inputs (InvalidInput). A refusal changes nothing.

    A repeated ``idempotency_key`` of the same person gets the first result and moves nothing; with
    other values it is a Conflict. The version may differ, because it is no part of what was asked.
    """
    asked = {"number": number, "name": name, "inputs": dict(inputs)}
    earlier, found, leg = _read(actor, idempotency_key, asked)
    if earlier is not None:
        return _repeated(actor, earlier)
    if number not in found:
        raise NotFound
    order = found[number]
    if expected_version is not None and expected_version != order.version:
        raise Stale(_happened(order), extra=_current(order))
    arrow = _arrow(order, name)
    if not may_take(actor, arrow, order):
        raise Forbidden(extra={"action": name, "role": arrow.role})
    _check_not_barred(order, arrow, now)
    values = read_inputs(order, arrow, inputs, found)
    move = Move(order, leg, values, actor, now)
    before, areas_before = order.state, order.area_ids
    target = _target(order, arrow, now)
    with batch():
        effect = EFFECTS[name](move)
        order.status = order.lifecycle.state(target).status or order.status
        order.is_reviewed = target == REVIEWED or (order.is_reviewed and name == Action.ARCHIVE)
        if target != MERGED:
            # A merged order keeps what it is to go back to.
            order.in_adjudication = target == ADJUDICATION
        order.version += 1
        order.last_action_at = now
        update(order, (*_MOVED, *effect.fields))
        publish(
            MOVES[name](
                subject_id=order.pk,
                centre_id=order.centre_id,
                leg_id=effect.leg_id,
                from_state=before.name,
                to_state=target,
                number=order.number,
                lists=frozenset({before.list_name, order.state.list_name}),
                # With the other departments that work on it: they see how far each of them is.
                area_ids=effect.area_ids | areas_before | queries.family_areas(order),
                customer_id=order.customer_id,
                family_id=order.family_id,
                data=values.as_data(),
            ),
            actor=actor,
            now=now,
        )
        keep_move(order, arrow.message, actor=actor, key=idempotency_key, asked=asked, now=now)
    return MovedOrder(order, arrow.message, order.version)


def _read(
    actor: Actor, key: str, asked: Mapping[str, Any]
) -> tuple[MoveKey | None, dict[str, WorkOrder], Dispatch | None]:
    """Lock the order; return what the key has done, the visible orders named, the latest leg.

    Each statement sees what was committed while the one before it waited for another caller.
    """
    number = asked["number"]
    if not number.isprintable():
        raise NotFound
    with batch():
        plan_once()
        earlier = ask_earlier_move(actor, key, asked)
        # With the other order that an input names.
        into = str(asked["inputs"].get("into") or "").strip()
        found = queries.ask_lock(actor, [number, into])
        leg = queries.ask_leg(number)
    return earlier(), found(), leg()


def _repeated(actor: Actor, earlier: MoveKey) -> MovedOrder:
    """Return the first result; once the order is out of sight and has changed, only that it was.

    Where nothing has happened since, the order stands as the first answer said, seen or not.
    """
    order = WorkOrder.objects.get(pk=earlier.order_id)
    is_seen = queries.visible_to(actor).filter(pk=order.pk).exists()
    if not is_seen and order.version != earlier.version:
        raise Conflict(
            _("This was done already. The work order has gone on since and left your sight."),
            code="already_done",
            extra={"number": order.number, "version": earlier.version},
        )
    return MovedOrder(order, earlier.message, earlier.version)


def _arrow(order: WorkOrder, name: str) -> Transition:
    try:
        target = queries.corrected(order, name)
        if target:
            return order.lifecycle.find_correction(order.state.name, name, target)
        return order.lifecycle.find(order.state.name, name)
    except TransitionNotAllowed:
        raise Conflict(_happened(order), code="illegal_action", extra=_current(order)) from None


def _check_not_barred(order: WorkOrder, arrow: Transition, now: datetime) -> None:
    """Refuse what a decision bars, and what those bar who know more of a shared matter.

    Nobody is asked about other orders.
    """
    if arrow.unless_bound and order.is_bound:
        raise Conflict(queries.why_bound(order), code="decision_binds", extra=_current(order))
    if order.family_id is None:
        return
    if arrow.unless_shared:
        raise Conflict(
            _("Departments work on this matter together; it is not answered at first contact."),
            code="shared",
            extra=_current(order),
        )
    queries.guard(order, arrow.action, now=now)


def _target(order: WorkOrder, arrow: Transition, now: datetime) -> str:
    """Return where an arrow leads this time: what has come back too often goes to adjudication."""
    if not arrow.beyond:
        return arrow.target
    earlier = order.legs.filter(outcome=Outcome.RETURNED).count()
    return arrow.leads_to(time=earlier + 1, most=RETURNS_BEFORE_ADJUDICATION.at(now))


def _happened(order: WorkOrder) -> str:
    """Say in one sentence who did what last and where the order stands now."""
    event = queries.last_event(order.pk)
    return _(
        "%(name)s was the last to act on this work order; its status is now “%(status)s”. "
        "Your action was not carried out."
    ) % {"name": event.actor_name if event else "", "status": Status(order.status).label}


def _current(order: WorkOrder) -> dict[str, object]:
    return {
        "number": order.number,
        "version": order.version,
        "status": order.status,
        "legal_actions": [each.action for each in queries.open_arrows(order)],
    }
