"""Ticking the steps of the process that holds for an order, in their order."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.choices import TEXT_LIMIT
from zuoxi.contacts.events import ReachFact, StepTicked, StepUnticked
from zuoxi.contacts.models import StepTick
from zuoxi.contacts.policies import may_tick, may_tick_at
from zuoxi.contacts.queries import OpenProcess, StepRow
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder


@action("contacts.tick_step", policy=may_tick)
def tick_step(*, actor: Actor, number: str, step_id: int, now: datetime) -> OpenProcess:
    """Note that a step was done; the steps are done in their order."""
    order, process, row = _locked(actor, number, step_id)
    if row.tick is not None:
        raise Conflict(_("This step is ticked already."), code="ticked")
    if not row.is_next:
        raise Conflict(
            _("Another step comes first: %(step)s") % {"step": process.open_steps[0].text},
            code="not_next",
        )
    assert actor.user_id is not None
    StepTick.objects.create(
        leg=process.leg, step=row.step, ticked_by_id=actor.user_id, ticked_at=now
    )
    _tell(StepTicked, order, process, row, "", actor=actor, now=now)
    return _process(order)


@action("contacts.untick_step", policy=may_tick)
def untick_step(
    *, actor: Actor, number: str, step_id: int, reason: str, now: datetime
) -> OpenProcess:
    """Note that the last step done was not done after all, with the reason."""
    order, process, row = _locked(actor, number, step_id)
    if row.tick is None:
        raise Conflict(_("This step is not ticked."), code="not_ticked")
    if not row.is_last_done:
        raise Conflict(_("Take the later steps back first."), code="not_last")
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    tick = row.tick
    tick.unticked_by_id, tick.unticked_at, tick.reason = actor.user_id, now, text
    tick.save(update_fields=["unticked_by", "unticked_at", "reason"])
    _tell(StepUnticked, order, process, row, text, actor=actor, now=now)
    return _process(order)


def _locked(actor: Actor, number: str, step_id: int) -> tuple[WorkOrder, OpenProcess, StepRow]:
    order = workorders.lock(actor, number)
    if not may_tick_at(actor, order):
        raise Forbidden(
            _("Steps are ticked by the department that has the work order, or by a supervisor.")
        )
    process = _process(order)
    if process.leg.outcome:
        raise Conflict(_("The work order has left the department; its steps stay as they are."))
    row = next((each for each in process.rows if each.step.pk == step_id), None)
    if row is None:
        raise NotFound
    return order, process, row


def _process(order: WorkOrder) -> OpenProcess:
    process = queries.process_of_leg(order)
    if process is None:
        raise NotFound
    return process


def _tell(
    kind: type[ReachFact],
    order: WorkOrder,
    process: OpenProcess,
    row: StepRow,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    data = {
        "step": row.step.text,
        "position": row.step.position,
        "steps": len(process.rows),
        "version": process.process.number,
        "reason": reason,
    }
    fact = kind(
        subject_id=order.pk,
        centre_id=order.centre_id,
        leg_id=process.leg.pk,
        number=order.number,
        area_ids=order.area_ids,
        data=data,
    )
    publish(fact, actor=actor, now=now)
