"""When a milestone was reached: said by who was there, or put right by a supervisor."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.clocks.choices import ClockMilestone
from zuoxi.clocks.facts import Milestone
from zuoxi.deadlines import queries
from zuoxi.deadlines.actions.orders import lock, tell
from zuoxi.deadlines.choices import NOTE_LIMIT, REPORTED
from zuoxi.deadlines.events import MilestoneCorrected, MilestoneReported
from zuoxi.deadlines.policies import may_correct, may_correct_at, may_work_on_time, works_on
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.kernel.faults import Faults
from zuoxi.workorders.models import WorkOrder


@action("deadlines.report_milestone", policy=may_work_on_time)
def report_milestone(
    *,
    actor: Actor,
    number: str,
    milestone: str,
    happened_at: datetime | None,
    note: str,
    now: datetime,
) -> WorkOrder:
    """Report that the customer was contacted, somebody arrived, or the customer has the reply.

    Without ``happened_at`` it was now. What is reported for a time before the deadline, but after
    it, does not undo that it is overdue. Raises InvalidInput, Conflict.
    """
    order = lock(actor, number, works_on, name="report")
    faults = Faults()
    faults.choice("milestone", milestone, [each.value for each in REPORTED])
    text = faults.text("note", note, limit=NOTE_LIMIT, required=False)
    _refuse_time(faults, happened_at, order, now)
    faults.stop()
    leg = queries.open_leg(order) if milestone != Milestone.REPLY else None
    if milestone == Milestone.ARRIVE and leg is None:
        raise Conflict(_("The work order is with nobody who could arrive."), code="illegal_action")
    when = (happened_at or now).isoformat()
    tell(
        MilestoneReported,
        order,
        actor=actor,
        now=now,
        leg_id=leg.pk if leg else None,
        milestone=milestone,
        happened_at=when,
        note=text,
    )
    return order


@action("deadlines.correct_milestone", policy=may_correct)
def correct_milestone(
    *,
    actor: Actor,
    number: str,
    leg_id: int | None,
    milestone: str,
    happened_at: datetime,
    reason: str,
    now: datetime,
) -> WorkOrder:
    """Say when a milestone was reached in truth, and why what was recorded is wrong.

    The only way by which an order is not overdue any more; the history keeps both. Raises
    InvalidInput, and Conflict where nothing was promised or it has not begun.
    """
    order = lock(actor, number, may_correct_at, name="correct")
    faults = Faults()
    faults.choice("milestone", milestone, ClockMilestone.values)
    text = faults.text("reason", reason, limit=NOTE_LIMIT)
    _refuse_time(faults, happened_at, order, now)
    faults.stop()
    clock = queries.clock_of(order, leg_id, milestone, now)
    if clock is None or clock.state.started_at is None or clock.state.ended_at is not None:
        raise Conflict(
            _("There is no deadline that could be corrected."), code="nothing_to_correct"
        )
    tell(
        MilestoneCorrected,
        order,
        actor=actor,
        now=now,
        leg_id=leg_id,
        milestone=milestone,
        happened_at=happened_at.isoformat(),
        reason=text,
    )
    return order


def _refuse_time(
    faults: Faults, happened_at: datetime | None, order: WorkOrder, now: datetime
) -> None:
    if happened_at is not None and not order.received_at <= happened_at <= now:
        faults.add(
            "happened_at", _("Enter a time between the receipt of the order and this moment.")
        )
