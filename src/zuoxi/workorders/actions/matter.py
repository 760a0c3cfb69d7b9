"""What a customer's matter must be before it becomes a work order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.kernel.text import clean_text
from zuoxi.workorders import queries
from zuoxi.workorders.actions.amounts import check_amounts
from zuoxi.workorders.actions.details import read_details
from zuoxi.workorders.choices import (
    DESCRIPTION_LIMIT,
    NOTE_LIMIT,
    CodeList,
    Complexity,
    FieldKind,
    FormType,
    Source,
)
from zuoxi.workorders.models import CodeItem, RequestField, WorkOrder


@dataclass
class Matter:
    """An order that is not saved yet, the text it will be found by, and the order it follows.

    ``answer`` is what was said about a simple matter, with which it ends.
    """

    order: WorkOrder
    text: str = ""
    earlier: WorkOrder | None = None
    answer: str = ""


def read_matter(
    actor: Actor,
    inputs: Mapping[str, Any],
    appointment_at: datetime | None,
    feedback_due_at: datetime | None,
    now: datetime,
) -> Matter:
    """Check what was taken down, or raise InvalidInput naming every field that is wrong at once."""
    faults = Faults()
    matter = Matter(WorkOrder(form_type=inputs["form_type"], source=inputs["source"]))
    order = matter.order
    # As they will be read back.
    order.appointment_at = appointment_at and appointment_at.astimezone(UTC)
    order.feedback_due_at = feedback_due_at and feedback_due_at.astimezone(UTC)

    with faults.noted():
        _read_kind(order)
    with faults.noted():
        _read_description(matter, inputs["description"])
    for name in (CodeList.DEVICE_TYPE, CodeList.REQUEST_TYPE):
        with faults.noted():
            setattr(order, name, code_item(name, inputs[name]))
    for name in (CodeList.GRADE, CodeList.REGION_CLASS):
        if code := inputs.get(name):
            with faults.noted():
                setattr(order, name, code_item(name, code))
    with faults.noted():
        _read_source(order, now)
    with faults.noted():
        _read_complexity(matter, inputs.get("complexity", ""), inputs.get("answer", ""))
    with faults.noted():
        _read_customer(actor, order, inputs["customer_no"])
    if order.request_type_id:
        fields = believed(
            ("asked by", order.request_type_id),
            lambda: list(queries.request_fields(order.request_type)),
        )
        with faults.noted():
            _read_details(matter, fields, inputs["details"])
        with faults.noted():
            _read_earlier(actor, matter, fields, inputs["follows"])
        with faults.noted():
            check_amounts(fields, order.details, matter.earlier)
    faults.stop()
    return matter


def code_item(list_name: str, code: str, *, field_name: str = "") -> CodeItem:
    """Return the active value of a code list; raise InvalidInput for the field otherwise."""
    rows = CodeItem.objects.filter
    item = (
        believed(
            (CodeItem, list_name, code),
            lambda: single(rows(list=list_name, code=code, is_active=True)),
        )
        if code and "\x00" not in code and code.isprintable()
        else None
    )
    if item is None:
        message = _("This value is not in the list.") if code else _("This field is required.")
        raise InvalidInput(fields={field_name or list_name: [message]})
    return item


def _read_kind(order: WorkOrder) -> None:
    if order.form_type not in FormType.values:
        raise InvalidInput(fields={"form_type": [_("Choose service request or fault report.")]})
    if order.appointment_at is None and order.form_type == FormType.FAULT_REPORT:
        raise InvalidInput(fields={"appointment_at": [_("Enter the time agreed for the visit.")]})


def _read_description(matter: Matter, typed: str) -> None:
    matter.order.description = clean_text("description", typed, limit=DESCRIPTION_LIMIT)
    matter.text = matter.order.description


def _read_source(order: WorkOrder, now: datetime) -> None:
    if order.source not in Source.values:
        raise InvalidInput(fields={"source": [_("This value is not in the list.")]})
    is_superior = order.source == Source.SUPERIOR
    if is_superior and order.feedback_due_at is None:
        message = _("Enter the time by which the superior body wants an answer.")
        raise InvalidInput(fields={"feedback_due_at": [message]})
    if order.feedback_due_at is not None and not is_superior:
        message = _("Only a matter assigned by a superior body has this time.")
        raise InvalidInput(fields={"feedback_due_at": [message]})
    if order.feedback_due_at is not None and order.feedback_due_at < now:
        message = _("This time has passed already. Check the date.")
        raise InvalidInput(fields={"feedback_due_at": [message]})


def _read_complexity(matter: Matter, chosen: str, answer: str) -> None:
    if chosen not in {"", *Complexity.values}:
        raise InvalidInput(fields={"complexity": [_("This value is not in the list.")]})
    if chosen == Complexity.SIMPLE:
        if not answer.strip():
            message = _("Write down what the customer was answered.")
            raise InvalidInput(fields={"answer": [message]})
        matter.answer = clean_text("answer", answer, limit=NOTE_LIMIT)
        return
    if answer.strip():
        message = _("Only a simple matter is answered at once. Choose “simple”, or leave it empty.")
        raise InvalidInput(fields={"answer": [message]})
    # A simple one becomes so by being answered.
    matter.order.complexity = chosen


def _read_customer(actor: Actor, order: WorkOrder, typed: str) -> None:
    customer = customers.row_by_number(actor, typed)
    if customer is None or not customer.is_active:
        raise InvalidInput(fields={"customer_no": [_customer_fault(typed, customer)]})
    order.customer, order.centre_id = customer, customer.centre_id


def _customer_fault(typed: str, customer: Customer | None) -> str:
    if not typed.strip():
        return _("Enter the subscriber number.")
    if customer is None:
        return _("No customer has this subscriber number. Register the customer first.")
    return _("This customer has been deactivated. Ask a supervisor to reactivate the record.")


def _read_details(matter: Matter, fields: list[RequestField], raw: Mapping[str, object]) -> None:
    matter.order.details, searched = read_details(fields, raw)
    if searched:
        matter.text = f"{matter.text}\n{searched}"


def _read_earlier(actor: Actor, matter: Matter, fields: list[RequestField], typed: str) -> None:
    number = typed.strip()
    wanted = [each for each in fields if each.kind == FieldKind.EARLIER_ORDER and each.is_required]
    if not number:
        if wanted:
            raise _earlier_fault(_("Enter the number of the work order that this is about."))
        return
    earlier = queries.by_number(actor, number)
    if earlier is None:
        raise _earlier_fault(_("You see no work order with this number."))
    if matter.order.customer_id and earlier.customer_id != matter.order.customer_id:
        raise _earlier_fault(_("That work order is another customer's."))
    matter.earlier = earlier


def _earlier_fault(message: str) -> InvalidInput:
    return InvalidInput(fields={"follows": [message]})
