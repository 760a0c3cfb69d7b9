"""Plans: drawn up with a share for each department, in effect when the head approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.emergencies import queries
from zuoxi.emergencies.actions.rows import lock, tell
from zuoxi.emergencies.choices import MOST_TASKS, TEXT_LIMIT, EmergencyStatus
from zuoxi.emergencies.events import EmergencyFact, PlanApproved, PlanDrafted
from zuoxi.emergencies.models import Emergency, Plan, PlanTask
from zuoxi.emergencies.policies import may_approve_at, may_work_on_emergencies
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.choices import TEXT_LIMIT as TASK_LIMIT
from zuoxi.tasks.queries import Source


@dataclass(frozen=True, kw_only=True)
class WantedShare:
    """What one unit is to do; without a time it is due as tasks usually are."""

    unit_id: int | None
    text: str
    due_at: datetime | None = None


@action("emergencies.draft_plan", policy=may_work_on_emergencies)
def draft_plan(
    *, actor: Actor, emergency_id: int, text: str, shares: Sequence[WantedShare], now: datetime
) -> Emergency:
    """Draw up a plan; an earlier one stays in effect until this one is approved."""
    emergency = lock(
        actor, emergency_id, action="emergencies.draft_plan", status=EmergencyStatus.STARTED
    )
    assert actor.user_id is not None
    faults = Faults()
    said = faults.text("text", text, limit=TEXT_LIMIT)
    wanted = _shares(emergency, shares, faults, now)
    faults.stop()
    last = emergency.plans.order_by("-number").values_list("number", flat=True).first() or 0
    plan = Plan.objects.create(
        emergency=emergency,
        number=last + 1,
        text=said,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan,
            position=place,
            unit_id=each.unit_id or 0,
            text=each.text,
            due_at=each.due_at,
        )
        for place, each in enumerate(wanted, start=1)
    )
    data = {"number": plan.number, "text": said, "shares": len(wanted)}
    tell(PlanDrafted, emergency, data, actor=actor, now=now)
    return queries.find(actor, emergency_id)


@action("emergencies.approve_plan", policy=may_work_on_emergencies)
def approve_plan(*, actor: Actor, emergency_id: int, number: int, now: datetime) -> Emergency:
    """Approve the latest plan as head of the leadership group: its shares become tasks."""
    found = queries.find(actor, emergency_id)
    if not may_approve_at(actor, found.centre_id):
        raise Forbidden(
            _("Only the head of the linkage leadership group approves the plan."),
            extra={"action": "emergencies.approve_plan"},
        )
    emergency = lock(
        actor, emergency_id, action="emergencies.approve_plan", status=EmergencyStatus.STARTED
    )
    plan = emergency.plans.order_by("-number").first()
    if plan is None or plan.number != number or plan.approved_at is not None:
        raise Conflict(_("This plan does not wait for approval: look at the latest one."))
    plan.approved_by_id, plan.approved_at = actor.user_id, now
    plan.save(update_fields=["approved_by", "approved_at"])
    source = Source(EmergencyFact.SUBJECT, emergency.pk)
    for share in plan.shares.order_by("position"):
        # A time that has passed while the plan waited cannot be kept any more.
        due_at = share.due_at if share.due_at and share.due_at > now else None
        share.task = tasks.create_task(
            actor=actor,
            centre_id=emergency.centre_id,
            wanted=WantedTask(text=share.text, unit_id=share.unit_id, due_at=due_at),
            source=source,
            now=now,
        )
        share.save(update_fields=["task"])
    tell(PlanApproved, emergency, {"number": plan.number}, actor=actor, now=now)
    return queries.find(actor, emergency_id)


def _shares(
    emergency: Emergency, shares: Sequence[WantedShare], faults: Faults, now: datetime
) -> list[WantedShare]:
    """Return the shares that say something; empty lines of a form are passed over."""
    known = {each.pk for each in queries.units_of(emergency.centre_id)}
    found = []
    for each in shares:
        if not each.text.strip() and each.unit_id is None:
            continue
        text = faults.text("shares", each.text, limit=TASK_LIMIT)
        if each.unit_id not in known:
            faults.add("shares", _("Choose for each task which department or unit does it."))
        if each.due_at is not None and each.due_at <= now:
            faults.add("shares", _("The due time must lie in the future."))
        found.append(WantedShare(unit_id=each.unit_id, text=text, due_at=each.due_at))
    if not found and "shares" not in faults.fields:
        faults.add("shares", _("Give at least one department a task."))
    if len(found) > MOST_TASKS:
        faults.add("shares", _("At most %(most)s tasks.") % {"most": MOST_TASKS})
    return found
