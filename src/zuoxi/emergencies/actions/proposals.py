"""Group complaints that the system proposes, and the orders that belong to an emergency."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.emergencies import queries
from zuoxi.emergencies.actions.rows import lock, save, tell
from zuoxi.emergencies.choices import GROUP_HOURS, TEXT_LIMIT, EmergencyKind, EmergencyStatus
from zuoxi.emergencies.events import EmergencyDismissed, EmergencyProposed, OrdersLinked
from zuoxi.emergencies.models import Emergency, LinkedOrder
from zuoxi.emergencies.policies import may_propose, may_work_on_emergencies
from zuoxi.emergencies.queries import Subject
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.workorders import queries as orders
from zuoxi.workorders.models import WorkOrder


@action("emergencies.propose_group_complaint", policy=may_propose, internal=True)
def propose_group_complaint(*, actor: Actor, subject: Subject, now: datetime) -> Emergency:
    """Propose a group complaint on a subject, with its orders of the period.

    Raises Conflict where another worker has proposed it meanwhile.
    """
    proposed = Conflict(_("This subject has been proposed already."), code="proposed_already")
    with refuse_taken({"emergency_one_open_per_subject": proposed}):
        emergency = Emergency.objects.create(
            kind=EmergencyKind.MAJOR_COMPLAINT,
            status=EmergencyStatus.PROPOSED,
            created_at=now,
            **subject.condition,
        )
    since = now - timedelta(hours=GROUP_HOURS.at(now))
    found = list(queries.complaints_on(subject, since=since, now=now))
    _link(emergency, found, actor, now)
    data = {"orders": len(found), "request_type": str(emergency.request_type)}
    tell(EmergencyProposed, emergency, data, actor=actor, now=now)
    return emergency


@action("emergencies.link_complaints", policy=may_propose, internal=True)
def link_complaints(*, actor: Actor, emergency_id: int, now: datetime) -> Emergency:
    """Add the complaints on its subject that have come since to an open group complaint."""
    emergency = Emergency.objects.select_for_update(no_key=True).get(pk=emergency_id)
    found = queries.unlinked(emergency, now=now) if emergency.is_open else []
    if found:
        _link(emergency, found, actor, now)
        _tell_linked(emergency, found, actor, now)
    return emergency


@action("emergencies.link_order", policy=may_work_on_emergencies)
def link_order(*, actor: Actor, emergency_id: int, number: str, now: datetime) -> Emergency:
    """Say that an order belongs to an emergency under way; a second time changes nothing."""
    emergency = lock(
        actor, emergency_id, action="emergencies.link_order", status=EmergencyStatus.STARTED
    )
    try:
        order = orders.row(actor, number.strip())
    except NotFound:
        order = None
    if order is None or order.centre_id != emergency.centre_id:
        raise InvalidInput(
            fields={"number": [_("There is no work order with this number in the service centre.")]}
        )
    if not LinkedOrder.objects.filter(emergency=emergency, order=order).exists():
        _link(emergency, [order], actor, now)
        _tell_linked(emergency, [order], actor, now)
    return queries.find(actor, emergency_id)


@action("emergencies.dismiss_proposal", policy=may_work_on_emergencies)
def dismiss_proposal(
    *,
    actor: Actor,
    emergency_id: int,
    reason: str,
    expected_version: int | None = None,
    now: datetime,
) -> Emergency:
    """Say that a proposal is no emergency, and why."""
    emergency = lock(
        actor,
        emergency_id,
        action="emergencies.dismiss_proposal",
        status=EmergencyStatus.PROPOSED,
        expected_version=expected_version,
    )
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    emergency.status, emergency.ending = EmergencyStatus.DISMISSED, text
    emergency.ended_at, emergency.ended_by_id = now, actor.user_id
    save(emergency, "status", "ending", "ended_at", "ended_by")
    tell(EmergencyDismissed, emergency, {"reason": text}, actor=actor, now=now)
    return queries.find(actor, emergency_id)


def _link(emergency: Emergency, found: Sequence[WorkOrder], actor: Actor, now: datetime) -> None:
    LinkedOrder.objects.bulk_create(
        (
            LinkedOrder(emergency=emergency, order=each, added_by_id=actor.user_id, added_at=now)
            for each in found
        ),
        ignore_conflicts=True,
    )


def _tell_linked(
    emergency: Emergency, found: Sequence[WorkOrder], actor: Actor, now: datetime
) -> None:
    data = {"numbers": [each.number for each in found]}
    tell(OrdersLinked, emergency, data, actor=actor, now=now)
