"""Complex matters: transferred to the working group, and divided among departments."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.statements import insert
from zuoxi.kernel.text import clean_text
from zuoxi.org.choices import HANDLING_KINDS
from zuoxi.org.models import Unit
from zuoxi.workorders import queries
from zuoxi.workorders.actions.creation import next_number
from zuoxi.workorders.actions.transition import transition
from zuoxi.workorders.choices import DESCRIPTION_LIMIT, NOTE_LIMIT, Action, Complexity, Status
from zuoxi.workorders.events import OrderCreated, OrderDivided, OrderFact, OrderTransferred
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import OrderText, WorkOrder
from zuoxi.workorders.policies import TRANSFERRERS, may_divide, may_transfer


@action("workorders.transfer", policy=may_transfer)
def transfer(
    *, actor: Actor, number: str, reason: str, expected_version: int | None, now: datetime
) -> WorkOrder:
    """Give an order that turned out to be complex to the working group, in whatever state it is."""
    order = _lock(actor, number, expected_version)
    if not actor.holds_at(TRANSFERRERS, order.centre_id):
        raise Forbidden(extra={"action": "workorders.transfer"})
    if queries.is_complex(order):
        raise Conflict(_("The working group has this work order already."), code="complex")
    if order.parent_id is not None:
        raise Conflict(_("A sub-order has no sub-orders of its own."), code="is_part")
    _refuse_ended(order)
    text = clean_text("reason", reason, limit=NOTE_LIMIT, required=False)
    order.complexity = Complexity.COMPLEX
    _bump(order, "complexity")
    publish(_fact(OrderTransferred, order, {"reason": text}), actor=actor, now=now)
    return order


@action("workorders.divide", policy=may_divide)
def divide(
    *,
    actor: Actor,
    number: str,
    department: str,
    technician: str,
    matter: str,
    expected_version: int | None,
    now: datetime,
) -> WorkOrder:
    """Have a department assist: it gets a sub-order, dispatched at once. Returns the sub-order.

    ``department`` is the code of a unit of the order's centre, ``technician`` of whom it is
    addressed to there, ``matter`` what that department is to do. The sub-order has the customer and
    the classes of the order, a number and a course of its own.
    """
    order = _lock(actor, number, expected_version)
    if not actor.holds_at({Role.DISPATCHER}, order.centre_id):
        raise Forbidden(extra={"action": "workorders.divide"})
    if not queries.is_complex(order):
        raise Conflict(
            _("Only what the working group has is divided. Transfer the work order first."),
            code="not_complex",
        )
    _refuse_ended(order)
    faults = Faults()
    text = faults.text("matter", matter, limit=DESCRIPTION_LIMIT)
    with faults.noted():
        _check_department(order, department)
    faults.stop()
    part = _part(order, text, actor=actor, now=now)
    with _as_ours():
        part = transition(
            actor=actor,
            number=part.number,
            name=Action.DISPATCH,
            inputs={"work_area": department, "technician": technician, "remark": text[:NOTE_LIMIT]},
            expected_version=None,
            now=now,
        ).order
    _bump(order)
    assert part.work_area is not None
    unit = {"code": part.work_area.code, "name": part.work_area.name}
    data = {"number": part.number, "work_area": unit, "matter": text}
    publish(_fact(OrderDivided, order, data), actor=actor, now=now)
    return part


@contextmanager
def _as_ours() -> Iterator[None]:
    """Name the fields of a refused dispatch as they are asked for here."""
    names = {"work_area": "department", "remark": "matter"}
    try:
        yield
    except InvalidInput as refusal:
        fields = {names.get(name, name): each for name, each in refusal.fields.items()}
        raise InvalidInput(fields=fields) from refusal


def _lock(actor: Actor, number: str, expected_version: int | None) -> WorkOrder:
    order = queries.lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(extra={"number": order.number, "version": order.version})
    return order


def _refuse_ended(order: WorkOrder) -> None:
    if order.status == Status.ARCHIVED:
        raise Conflict(_("This work order is archived."), code="archived")
    if order.merged_into_id is not None:
        raise Conflict(_("This work order is merged. Act on its main work order."), code="merged")


def _check_department(order: WorkOrder, code: str) -> None:
    """Refuse a unit of another centre, the one that leads, and one that has a part already."""
    rows = Unit.objects.filter(kind__in=HANDLING_KINDS, centre_id=order.centre_id, is_active=True)
    unit = rows.filter(code=code).first() if code.isprintable() else None
    if unit is None:
        fault = _("Choose a department of the service centre of this work order.")
    elif unit.pk == order.work_area_id:
        fault = _("This department leads the matter already.")
    elif any(each.work_area_id == unit.pk for each in queries.parts_of(order.pk) if _is_out(each)):
        fault = _("This department has an open sub-order already.")
    else:
        return
    raise InvalidInput(fields={"department": [fault]})


def _is_out(part: WorkOrder) -> bool:
    return part.status in {Status.DISPATCHED, Status.IN_PROGRESS}


def _part(order: WorkOrder, text: str, *, actor: Actor, now: datetime) -> WorkOrder:
    assert actor.user_id is not None
    part = WorkOrder(
        number=next_number(now),
        form_type=order.form_type,
        lifecycle_version=CURRENT.version,
        centre_id=order.centre_id,
        customer_id=order.customer_id,
        device_type_id=order.device_type_id,
        request_type_id=order.request_type_id,
        grade_id=order.grade_id,
        region_class_id=order.region_class_id,
        appointment_at=order.appointment_at,
        description=text,
        parent_id=order.pk,
        last_action_at=now,
        received_by_id=actor.user_id,
        received_at=now,
    )
    insert(part, reads_key=True)
    insert(OrderText(order=part, text=text.lower()))
    data = {"parent": order.number, "description": text}
    fact = _fact(OrderCreated, part, data, to_state=part.state.name)
    publish(fact, actor=actor, now=now)
    return part


def _bump(order: WorkOrder, *fields: str) -> None:
    order.version += 1
    order.save(update_fields=["version", *fields])


def _fact(
    kind: type[OrderFact], order: WorkOrder, data: Mapping[str, object], *, to_state: str = ""
) -> OrderFact:
    return kind(
        subject_id=order.pk,
        centre_id=order.centre_id,
        to_state=to_state,
        number=order.number,
        lists=frozenset({order.state.list_name}),
        area_ids=order.area_ids,
        customer_id=order.customer_id,
        family_id=order.family_id,
        data=data,
    )
