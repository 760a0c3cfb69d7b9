"""The one function that moves a work order along its lifecycle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale, Text
from zuoxi.kernel.lifecycle import Transition, TransitionNotAllowed
from zuoxi.workorders import queries
from zuoxi.workorders.actions.inputs import Values, read_inputs
from zuoxi.workorders.actions.keys import earlier_move, keep_move
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    REVIEWER_DIFFERS,
    Action,
    Outcome,
    Status,
)
from zuoxi.workorders.events import MOVES
from zuoxi.workorders.lifecycle import before_dispatch
from zuoxi.workorders.models import Dispatch, MoveKey, WorkOrder
from zuoxi.workorders.policies import is_independent_reviewer, may_see_orders, may_take


@dataclass(frozen=True)
class MovedOrder:
    """The order after the move, and the key of the printed success message.

    ``version`` is the one that the move has made; a repeated call may find the order moved on.
    """

    order: WorkOrder
    message: str
    version: int
    warnings: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """Everything an effect needs: the locked order, its latest leg, the checked inputs."""

    order: WorkOrder
    leg: Dispatch | None
    values: Values
    actor: Actor
    now: datetime

    @property
    def user_id(self) -> int:
        """The person who moves the order; the policy admits nobody else."""
        assert self.actor.user_id is not None
        return self.actor.user_id

    @property
    def existing_leg(self) -> Dispatch:
        """The latest leg where the lifecycle guarantees that there is one."""
        assert self.leg is not None
        return self.leg


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
    earlier = earlier_move(actor, idempotency_key, asked)
    if earlier is not None:
        return _repeated(actor, earlier)
    order = _lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(_happened(order), extra=_current(order))
    arrow = _arrow(order, name)
    if not may_take(actor, arrow, order):
        raise Forbidden(extra={"action": name, "role": arrow.role})
    leg = order.legs.select_related("handler").order_by("round").last()
    values = read_inputs(order, arrow, inputs)
    move = Move(order, leg, values, actor, now)
    before, area_before = order.state, order.work_area_id
    effect = _EFFECTS[name](move)
    order.status = order.lifecycle.state(arrow.target).status
    order.is_reviewed = arrow.target == "reviewed" or (order.is_reviewed and name == "archive")
    order.version += 1
    order.last_action_at = now
    order.save(update_fields=["status", "is_reviewed", "version", "last_action_at", *effect.fields])
    publish(
        MOVES[name](
            subject_id=order.pk,
            centre_id=order.centre_id,
            leg_id=effect.leg_id,
            from_state=before.name,
            to_state=arrow.target,
            number=order.number,
            lists=frozenset({before.list_name, order.state.list_name}),
            area_ids=frozenset(filter(None, {area_before, order.work_area_id})),
            customer_id=order.customer_id,
            data=values.as_data(),
        ),
        actor=actor,
        now=now,
    )
    keep_move(order, arrow.message, actor=actor, key=idempotency_key, asked=asked, now=now)
    return MovedOrder(order, arrow.message, order.version)


@dataclass(frozen=True)
class Effect:
    """Which columns of the order an effect has set, and the leg it concerned."""

    fields: tuple[str, ...] = ()
    leg_id: int | None = None


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


def _lock(actor: Actor, number: str) -> WorkOrder:
    rows = queries.visible_to(actor).select_for_update(of=("self",), no_key=True)
    order = rows.filter(number=number).first()
    if order is None:
        raise NotFound
    return order


def _arrow(order: WorkOrder, name: str) -> Transition:
    try:
        if name == Action.RECALL:
            outcomes = order.legs.filter(round__lt=order.round).values_list("outcome", flat=True)
            target = before_dispatch(outcomes)
            return order.lifecycle.find_correction(order.state.name, name, target)
        return order.lifecycle.find(order.state.name, name)
    except TransitionNotAllowed:
        raise Conflict(_happened(order), code="illegal_action", extra=_current(order)) from None


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
        "legal_actions": [each.action for each in order.lifecycle.leaving(order.state.name)],
    }


def _dispatch(move: Move) -> Effect:
    order, values = move.order, move.values
    order.round += 1
    order.work_area, order.technician = values.place
    leg = Dispatch.objects.create(
        order=order,
        round=order.round,
        work_area=order.work_area,
        technician=order.technician,
        remark=values.text("remark"),
        dispatched_by_id=move.user_id,
        dispatched_at=move.now,
    )
    return Effect(("round", "work_area", "technician"), leg.pk)


def _accept(move: Move) -> Effect:
    leg = move.existing_leg
    leg.accepted_by_id, leg.accepted_at = move.user_id, move.now
    leg.save(update_fields=["accepted_by", "accepted_at"])
    return Effect(leg_id=leg.pk)


def _return(move: Move) -> Effect:
    order, leg = move.order, move.existing_leg
    leg.outcome = Outcome.RETURNED
    leg.finished_by_id, leg.finished_at = move.user_id, move.now
    leg.return_reason = move.values.code("return_reason")
    leg.misdispatch_note = move.values.text("misdispatch_note")
    leg.save(
        update_fields=[
            "outcome",
            "finished_by",
            "finished_at",
            "return_reason",
            "misdispatch_note",
        ]
    )
    order.work_area = order.technician = None
    return Effect(("work_area", "technician"), leg.pk)


def _complete(move: Move) -> Effect:
    order, leg, values = move.order, move.existing_leg, move.values
    leg.outcome = Outcome.COMPLETED
    leg.finished_by_id, leg.finished_at = move.user_id, move.now
    leg.handler = values.technician
    leg.resolution_notes = values.text("resolution_notes")
    flags = ("is_resolved", "is_petition", "callback_required")
    for flag in flags:
        setattr(leg, flag, values.flag(flag))
        setattr(order, flag, values.flag(flag))
    leg.save(
        update_fields=[
            "outcome",
            "finished_by",
            "finished_at",
            "handler",
            "resolution_notes",
            *flags,
        ]
    )
    return Effect(flags, leg.pk)


def _submit_review(move: Move) -> Effect:
    move.order.submitted_by_id, move.order.submitted_at = move.user_id, move.now
    return Effect(("submitted_by", "submitted_at"), move.existing_leg.pk)


def _approve(move: Move) -> Effect:
    order, leg = move.order, move.existing_leg
    if REVIEWER_DIFFERS.at(move.now) and not is_independent_reviewer(move.actor, leg):
        raise Forbidden(
            _("You handled or completed this work order, so somebody else must review it."),
            code="reviewer_is_handler",
            extra={"action": "approve"},
        )
    order.review_remark = move.values.text("review_remark")
    order.reviewed_by_id, order.reviewed_at = move.user_id, move.now
    return Effect(("review_remark", "reviewed_by", "reviewed_at"), leg.pk)


def _archive(move: Move) -> Effect:
    move.order.archived_by_id, move.order.archived_at = move.user_id, move.now
    return Effect(("archived_by", "archived_at"), move.existing_leg.pk)


def _note_misdispatch(move: Move) -> Effect:
    leg = move.existing_leg
    leg.misdispatch_supplement = move.values.text("misdispatch_note")
    leg.confirmed_by_id, leg.confirmed_at = move.user_id, move.now
    leg.save(update_fields=["misdispatch_supplement", "confirmed_by", "confirmed_at"])
    return Effect(leg_id=leg.pk)


def _redispatch(move: Move) -> Effect:
    order = move.order
    if order.status == Status.RETURNED:
        return _note_misdispatch(move)
    # The earlier review and result stay in the history; the order starts afresh without them.
    order.work_area = order.technician = None
    order.is_reviewed = False
    order.submitted_by = order.submitted_at = None
    order.reviewed_by = order.reviewed_at = None
    order.review_remark = ""
    return Effect(
        (
            "work_area",
            "technician",
            "submitted_by",
            "submitted_at",
            "reviewed_by",
            "reviewed_at",
            "review_remark",
        ),
        move.existing_leg.pk,
    )


def _recall(move: Move) -> Effect:
    order, leg = move.order, move.existing_leg
    leg.outcome = Outcome.RECALLED
    leg.finished_by_id, leg.finished_at = move.user_id, move.now
    leg.save(update_fields=["outcome", "finished_by", "finished_at"])
    order.work_area = order.technician = None
    return Effect(("work_area", "technician"), leg.pk)


_EFFECTS: dict[str, Callable[[Move], Effect]] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "return": _return,
    "complete": _complete,
    "submit_review": _submit_review,
    "approve": _approve,
    "archive": _archive,
    "note_misdispatch": _note_misdispatch,
    "redispatch": _redispatch,
    "recall": _recall,
}
# A row added to the table without its effect must fail at start-up, not at the first click.
assert set(_EFFECTS) == set(MOVES) == set(ACTION_LABELS) - {"create"}
