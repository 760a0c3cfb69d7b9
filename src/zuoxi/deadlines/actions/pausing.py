"""An order that has to wait for something, and goes on."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.deadlines import queries
from zuoxi.deadlines.actions.orders import lock, tell
from zuoxi.deadlines.choices import DECIDED_BY_LEAD, NOTE_LIMIT, PauseReason
from zuoxi.deadlines.events import OrderPaused, OrderResumed
from zuoxi.deadlines.policies import may_pause_for, may_work_on_time, works_on
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.workorders.models import WorkOrder


@action("deadlines.pause", policy=may_work_on_time)
def pause(
    *, actor: Actor, number: str, reason: str, note: str, until: datetime | None, now: datetime
) -> WorkOrder:
    """Let an order wait for a reason: what does not count then stands (``PauseReason``).

    ``until`` is when it is expected to go on; what is suspended needs it, and a plan in ``note``.
    Whether a promise stands for the reason says its limit. Raises InvalidInput, Conflict.
    """
    order = lock(actor, number, works_on, name="pause")
    faults = Faults()
    faults.choice("reason", reason, PauseReason.values)
    text = faults.text("note", note, limit=NOTE_LIMIT)
    if until is not None and until <= now:
        faults.add("until", _("Enter a time that is still to come."))
    if until is None and reason in DECIDED_BY_LEAD:
        faults.add("until", _("Enter until when; then it is looked at again."))
    faults.stop()
    if not may_pause_for(actor, order, reason):
        raise Forbidden(
            _("The lead of the centre decides this. Ask a supervisor."), extra={"action": "pause"}
        )
    if reason in queries.paused_for(order.pk):
        raise Conflict(_("The work order waits for this already."), code="already_paused")
    day = until.isoformat() if until else ""
    tell(OrderPaused, order, actor=actor, now=now, reason=reason, note=text, until=day)
    return order


@action("deadlines.resume", policy=may_work_on_time)
def resume(*, actor: Actor, number: str, reason: str, now: datetime) -> WorkOrder:
    """Let an order go on that waited for a reason. Raises Conflict if it does not."""
    order = lock(actor, number, works_on, name="resume")
    if not may_pause_for(actor, order, reason):
        raise Forbidden(
            _("The lead of the centre decides this. Ask a supervisor."), extra={"action": "resume"}
        )
    if reason not in queries.paused_for(order.pk):
        raise Conflict(_("The work order does not wait for this any more."), code="not_paused")
    tell(OrderResumed, order, actor=actor, now=now, reason=reason)
    return order
