"""How a customer's request becomes a work order."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Text
from zuoxi.kernel.text import clean_text
from zuoxi.workorders.choices import DESCRIPTION_LIMIT, CodeList, FormType
from zuoxi.workorders.events import OrderCreated
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import CodeItem, OrderText, WorkOrder
from zuoxi.workorders.policies import may_take_in


@dataclass(frozen=True)
class CreatedOrder:
    """The order of an intake. ``is_new`` is false when the key had already created it."""

    order: WorkOrder
    is_new: bool
    warnings: dict[str, Text] = field(default_factory=dict)


@action("workorders.create", policy=may_take_in)
def create_order(
    *,
    actor: Actor,
    form_type: str,
    customer_no: str,
    device_type: str,
    request_type: str,
    appointment_at: datetime | None,
    description: str,
    idempotency_key: str,
    now: datetime,
) -> CreatedOrder:
    """Create a work order for a customer that the actor may see.

    ``device_type`` and ``request_type`` are codes. A repeated ``idempotency_key`` of the same
    person returns the first order instead of a second one; with other values it is a Conflict.
    Raises InvalidInput with one message per field.
    """
    inputs = {
        "form_type": form_type,
        "customer_no": customer_no,
        "device_type": device_type,
        "request_type": request_type,
        "appointment_at": appointment_at.isoformat() if appointment_at else "",
        "description": description,
    }
    fingerprint = hashlib.sha256(json.dumps(inputs).encode("utf-8", "replace")).hexdigest()
    if idempotency_key:
        _serialise(actor, idempotency_key)
        earlier = _created_with(actor, idempotency_key)
        if earlier is not None:
            return _repeated(earlier, fingerprint)
    order = _checked(actor, inputs, appointment_at)
    if not actor.holds_at({Role.INTAKE_AGENT}, order.centre_id):
        raise Forbidden(extra={"action": "create"})
    assert actor.user_id is not None
    order.received_by_id = actor.user_id
    order.received_at = order.last_action_at = now
    order.number = _next_number(now)
    order.lifecycle_version = CURRENT.version
    order.idempotency_key = idempotency_key
    order.fingerprint = fingerprint
    order.save(force_insert=True)
    OrderText.objects.create(order=order, text=order.description.lower())
    publish(_fact(order, inputs), actor=actor, now=now)
    return CreatedOrder(order, is_new=True, warnings=_warnings(order, now))


def _checked(actor: Actor, inputs: dict[str, str], appointment_at: datetime | None) -> WorkOrder:
    """Return an unsaved order, or raise InvalidInput naming every field that is wrong at once."""
    faults: dict[str, list[Text]] = {}
    order = WorkOrder(form_type=inputs["form_type"], appointment_at=appointment_at)
    if inputs["form_type"] not in FormType.values:
        faults["form_type"] = [_("Choose service request or fault report.")]
    try:
        order.description = clean_text(
            "description", inputs["description"], limit=DESCRIPTION_LIMIT
        )
    except InvalidInput as fault:
        faults |= fault.fields
    for name in (CodeList.DEVICE_TYPE, CodeList.REQUEST_TYPE):
        try:
            setattr(order, name.value, code_item(name.value, inputs[name.value]))
        except InvalidInput as fault:
            faults |= fault.fields
    if appointment_at is None and inputs["form_type"] == FormType.FAULT_REPORT:
        faults["appointment_at"] = [_("Enter the time agreed for the visit.")]
    customer = customers.find_by_number(actor, inputs["customer_no"])
    if customer is None or not customer.is_active:
        faults["customer_no"] = [_customer_fault(inputs["customer_no"], customer)]
    else:
        order.customer, order.centre_id = customer, customer.centre_id
    if faults:
        raise InvalidInput(fields=faults)
    return order


def _customer_fault(typed: str, customer: Customer | None) -> str:
    if not typed.strip():
        return _("Enter the subscriber number.")
    if customer is None:
        return _("No customer has this subscriber number. Register the customer first.")
    return _("This customer has been deactivated. Ask a supervisor to reactivate the record.")


def code_item(list_name: str, code: str, *, field_name: str = "") -> CodeItem:
    """Return the active value of a code list; raise InvalidInput for the field otherwise."""
    item = (
        CodeItem.objects.filter(list=list_name, code=code, is_active=True).first()
        if code and "\x00" not in code and code.isprintable()
        else None
    )
    if item is None:
        message = _("This value is not in the list.") if code else _("This field is required.")
        raise InvalidInput(fields={field_name or list_name: [message]})
    return item


def _created_with(actor: Actor, key: str) -> WorkOrder | None:
    return WorkOrder.objects.filter(received_by_id=actor.user_id, idempotency_key=key).first()


def _serialise(actor: Actor, key: str) -> None:
    # Two identical submissions at the same moment: the second waits here until the first has
    # committed, then finds its order. The unique constraint stays as the last line of defence.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{actor.user_id}:{key}"]
        )


def _repeated(earlier: WorkOrder, fingerprint: str) -> CreatedOrder:
    if earlier.fingerprint != fingerprint:
        raise Conflict(
            _("This form has already created work order %(number)s. Open a new form.")
            % {"number": earlier.number},
            code="idempotency_key_reused",
            extra={"number": earlier.number},
        )
    return CreatedOrder(earlier, is_new=False)


def _next_number(now: datetime) -> str:
    # A sequence leaves gaps when a transaction fails and never waits for another one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workorders_number')")
        (serial,) = cursor.fetchone()
    return f"{localtime(now):%Y%m%d}-{serial:05d}"


def _warnings(order: WorkOrder, now: datetime) -> dict[str, Text]:
    if order.appointment_at is not None and order.appointment_at < now:
        return {"appointment_at": _("The appointment lies in the past.")}
    return {}


def _fact(order: WorkOrder, inputs: dict[str, str]) -> OrderCreated:
    return OrderCreated(
        subject_id=order.pk,
        centre_id=order.centre_id,
        from_state="",
        to_state=order.state.name,
        number=order.number,
        lists=frozenset({order.state.list_name}),
        customer_id=order.customer_id,
        data=inputs,
    )
