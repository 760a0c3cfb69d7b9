"""Giving an order that is out in a work area to another of its technicians."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.org.models import Technician
from zuoxi.workorders import queries
from zuoxi.workorders.choices import NOTE_LIMIT, Status
from zuoxi.workorders.events import OrderReassigned
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import REASSIGNERS, may_reassign

_REASSIGNABLE = (Status.DISPATCHED, Status.IN_PROGRESS)


@action("workorders.reassign", policy=may_reassign)
def reassign(
    *,
    actor: Actor,
    number: str,
    technician: str,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> WorkOrder:
    """Give an order to another technician of the work area that has it now.

    The leg stays the same and so does the moment since which the order waits: nothing has been
    done for the customer yet. Checks in the order of a transition; a refusal changes nothing.
    """
    order = queries.lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(extra=_current(order))
    if order.status not in _REASSIGNABLE:
        raise Conflict(
            _("Only an order that is dispatched or in progress can be given to somebody else."),
            code="illegal_action",
            extra=_current(order),
        )
    if not actor.holds_at(REASSIGNERS, order.centre_id):
        raise Forbidden(extra={"action": "reassign"})
    leg = order.legs.select_related("technician").get(outcome="")
    before, after, text = leg.technician, *_checked(order, leg.technician, technician, reason)
    leg.technician = order.technician = after
    leg.save(update_fields=["technician"])
    order.version += 1
    order.save(update_fields=["technician", "version"])
    publish(
        OrderReassigned(
            subject_id=order.pk,
            centre_id=order.centre_id,
            leg_id=leg.pk,
            number=order.number,
            lists=frozenset({order.state.list_name}),
            area_ids=order.area_ids,
            customer_id=order.customer_id,
            family_id=order.family_id,
            data={"before": _person(before), "technician": _person(after), "reason": text},
        ),
        actor=actor,
        now=now,
    )
    return order


def _checked(
    order: WorkOrder, held_by: Technician, technician: str, reason: str
) -> tuple[Technician, str]:
    faults = Faults()
    text = faults.text("reason", reason, limit=NOTE_LIMIT)
    people = Technician.objects.filter(work_area_id=order.work_area_id, is_active=True)
    storable = text_fault(technician, limit=NOTE_LIMIT) is None
    found = people.filter(code=technician).first() if storable else None
    if found is None:
        faults.add("technician", _("This person is not in the work area."))
    elif found == held_by:
        faults.add("technician", _("The order is with this person already."))
    faults.stop()
    assert found is not None
    return found, text


def _current(order: WorkOrder) -> dict[str, object]:
    return {"number": order.number, "version": order.version, "status": order.status}


def _person(technician: Technician) -> dict[str, str]:
    return {"code": technician.code, "name": technician.name}
