"""A department says which of its people handles the order that it has."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.text import text_fault
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician
from zuoxi.workorders import queries
from zuoxi.workorders.choices import NOTE_LIMIT, Status
from zuoxi.workorders.events import HandlerNamed
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_name_at, may_name_handler

_OUT = (Status.DISPATCHED, Status.IN_PROGRESS)


@action("workorders.name_handler", policy=may_name_handler)
def name_handler(
    *, actor: Actor, number: str, technician: str, expected_version: int | None, now: datetime
) -> WorkOrder:
    """Name who of the department handles an order; by itself, or by the centre on its word.

    The dispatcher addresses an order to somebody there; only the department knows who will see to
    it. Named again it is somebody else from now on. The moment since which the order waits stays.
    """
    order = queries.lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(extra={"number": order.number, "version": order.version})
    if not may_name_at(actor, order):
        raise Forbidden(extra={"action": "workorders.name_handler"})
    if order.status not in _OUT or order.work_area is None:
        raise Conflict(
            _("Only an order that lies with a department has a handler there."), code="not_there"
        )
    if order.work_area.kind != UnitKind.DEPARTMENT:
        raise Conflict(
            _("A work area has its technician from the dispatch. Reassign the work order instead."),
            code="no_department",
        )
    leg = order.legs.get(outcome="")
    person = _person(order, technician)
    if leg.named_at is not None and leg.technician_id == person.pk:
        message = _("This person is named already.")
        raise InvalidInput(fields={"technician": [message]})
    leg.technician = order.technician = person
    leg.named_by_id, leg.named_at = actor.user_id, now
    leg.save(update_fields=["technician", "named_by", "named_at"])
    order.version += 1
    order.save(update_fields=["technician", "version"])
    publish(
        HandlerNamed(
            subject_id=order.pk,
            centre_id=order.centre_id,
            leg_id=leg.pk,
            number=order.number,
            lists=frozenset({order.state.list_name}),
            area_ids=order.area_ids,
            customer_id=order.customer_id,
            family_id=order.family_id,
            data={"technician": {"code": person.code, "name": person.name}},
        ),
        actor=actor,
        now=now,
    )
    return order


def _person(order: WorkOrder, code: str) -> Technician:
    storable = text_fault(code, limit=NOTE_LIMIT) is None
    people = Technician.objects.filter(work_area_id=order.work_area_id, is_active=True)
    found = people.filter(code=code).first() if storable else None
    if found is None:
        message = _("Choose a person of this department.")
        raise InvalidInput(fields={"technician": [message]})
    return found
