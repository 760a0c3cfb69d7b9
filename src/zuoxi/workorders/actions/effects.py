"""What each move writes into the order and its leg, beyond the status."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden
from zuoxi.kernel.statements import Reading, insert, update
from zuoxi.org.models import Technician
from zuoxi.workorders.actions.inputs import Values
from zuoxi.workorders.actions.merging import (
    added_callback,
    check_main_is_archived,
    check_merge,
    check_nothing_merged,
)
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    REVIEWER_DIFFERS,
    Complexity,
    Outcome,
    Status,
)
from zuoxi.workorders.events import MOVES
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.policies import is_independent_reviewer

_TECHNICIAN = Reading(Technician, "WHERE id = %s")


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


@dataclass(frozen=True)
class Effect:
    """Which columns of the order an effect has set, and the leg it concerned.

    ``area_ids`` are work areas that it concerns though they never had this order.
    """

    fields: tuple[str, ...] = ()
    leg_id: int | None = None
    area_ids: frozenset[int] = frozenset()


def _dispatch(move: Move) -> Effect:
    order, values = move.order, move.values
    order.round += 1
    order.work_area, order.technician = values.place
    leg = Dispatch(
        order=order,
        round=order.round,
        work_area=order.work_area,
        technician=order.technician,
        remark=values.text("remark"),
        decision_basis=values.text("basis"),
        dispatched_by_id=move.user_id,
        dispatched_at=move.now,
    )
    insert(leg, reads_key=True)
    return Effect(("round", "work_area", "technician"), leg.pk)


def _adjudicate(move: Move) -> Effect:
    move.order.is_bound = True
    done = _dispatch(move)
    return Effect((*done.fields, "is_bound"), done.leg_id)


def _accept(move: Move) -> Effect:
    leg = move.existing_leg
    leg.accepted_by_id, leg.accepted_at = move.user_id, move.now
    update(
        leg,
        (
            "accepted_by",
            "accepted_at",
        ),
    )
    return Effect(leg_id=leg.pk)


def _return(move: Move) -> Effect:
    order, leg = move.order, move.existing_leg
    leg.outcome = Outcome.RETURNED
    leg.finished_by_id, leg.finished_at = move.user_id, move.now
    leg.return_reason = move.values.code("return_reason")
    leg.misdispatch_note = move.values.text("misdispatch_note")
    update(
        leg,
        (
            "outcome",
            "finished_by",
            "finished_at",
            "return_reason",
            "misdispatch_note",
        ),
    )
    order.work_area = order.technician = None
    return Effect(("work_area", "technician"), leg.pk)


def _complete(move: Move) -> Effect:
    order, leg, values = move.order, move.existing_leg, move.values
    order.is_bound = False
    leg.outcome = Outcome.COMPLETED
    leg.finished_by_id, leg.finished_at = move.user_id, move.now
    leg.handler = values.technician
    leg.resolution_notes = values.text("resolution_notes")
    flags = ("is_resolved", "is_petition", "callback_required")
    for flag in flags:
        setattr(leg, flag, values.flag(flag))
        setattr(order, flag, values.flag(flag))
    update(
        leg,
        (
            "outcome",
            "finished_by",
            "finished_at",
            "handler",
            "resolution_notes",
            *flags,
        ),
    )
    return Effect((*flags, "is_bound"), leg.pk)


def _submit_review(move: Move) -> Effect:
    move.order.submitted_by_id, move.order.submitted_at = move.user_id, move.now
    return Effect(("submitted_by", "submitted_at"), move.existing_leg.pk)


def _approve(move: Move) -> Effect:
    order, leg = move.order, move.existing_leg
    for handler in _TECHNICIAN.rows(leg.handler_id):
        leg.handler = handler
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
    order, fields = move.order, ("archived_by", "archived_at")
    order.archived_by_id, order.archived_at = move.user_id, move.now
    if order.merged_into is None:
        return Effect(fields, move.existing_leg.pk)
    check_main_is_archived(order.merged_into)
    move.values.data["into"] = order.merged_into.number
    return Effect(fields)


def _answer(move: Move) -> Effect:
    order = move.order
    check_nothing_merged(order)
    order.complexity, order.is_resolved = Complexity.SIMPLE, True
    order.answer = move.values.text("answer")
    order.archived_by_id, order.archived_at = move.user_id, move.now
    return Effect(("complexity", "answer", "is_resolved", "archived_by", "archived_at"))


def _merge(move: Move) -> Effect:
    order, main, values = move.order, move.values.order, move.values
    assert main is not None
    check_merge(order, main, reason=values.text("reason"))
    wishes = values.flag("callback_required") and not order.callback_required
    # What un-merging has to take back.
    values.data["callback_added"] = wishes
    order.merged_into = main
    order.callback_required = order.callback_required or wishes
    return _merging(main)


def _unmerge(move: Move) -> Effect:
    order = move.order
    main, order.merged_into = order.merged_into, None
    assert main is not None
    move.values.data["into"] = main.number
    if added_callback(order):
        order.callback_required = False
    return _merging(main)


def _merging(main: WorkOrder) -> Effect:
    return Effect(("merged_into", "callback_required"), area_ids=main.area_ids)


def _note_misdispatch(move: Move) -> Effect:
    leg = move.existing_leg
    leg.misdispatch_supplement = move.values.text("misdispatch_note")
    leg.confirmed_by_id, leg.confirmed_at = move.user_id, move.now
    update(
        leg,
        (
            "misdispatch_supplement",
            "confirmed_by",
            "confirmed_at",
        ),
    )
    return Effect(leg_id=leg.pk)


def _redispatch(move: Move) -> Effect:
    order = move.order
    if order.status == Status.RETURNED:
        return _note_misdispatch(move)
    # The earlier review and result stay in the history; the order starts afresh without them. That
    # somebody has gone to the authorities stays true until the next completion says otherwise.
    order.work_area = order.technician = order.is_resolved = None
    order.callback_required = False
    order.is_reviewed = False
    order.submitted_by = order.submitted_at = None
    order.reviewed_by = order.reviewed_at = None
    order.review_remark = ""
    return Effect(
        (
            "work_area",
            "technician",
            "is_resolved",
            "callback_required",
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
    update(
        leg,
        (
            "outcome",
            "finished_by",
            "finished_at",
        ),
    )
    order.work_area = order.technician = None
    order.is_bound = False
    return Effect(("work_area", "technician", "is_bound"), leg.pk)


EFFECTS: dict[str, Callable[[Move], Effect]] = {
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
    "adjudicate": _adjudicate,
    "merge": _merge,
    "unmerge": _unmerge,
    "answer": _answer,
}
# A row added to the table without its effect must fail at start-up, not at the first click.
assert set(EFFECTS) == set(MOVES) == set(ACTION_LABELS) - {"create"}
