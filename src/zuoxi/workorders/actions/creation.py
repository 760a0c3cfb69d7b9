"""How a customer's request becomes a work order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, Text
from zuoxi.kernel.statements import Reading, batch, insert, plan_once
from zuoxi.workorders import queries
from zuoxi.workorders.actions.keys import fingerprint_of, refuse_reuse, serialise
from zuoxi.workorders.actions.links import join
from zuoxi.workorders.actions.matter import read_matter
from zuoxi.workorders.actions.transition import transition
from zuoxi.workorders.choices import Action, LinkKind, Source
from zuoxi.workorders.events import OrderCreated
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import OrderText, WorkOrder
from zuoxi.workorders.policies import may_take_in

_CREATED_WITH = Reading(WorkOrder, "WHERE received_by_id = %s AND idempotency_key = %s")


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
    details: Mapping[str, object] | None = None,
    follows: str = "",
    source: str = Source.TELEPHONE,
    feedback_due_at: datetime | None = None,
    grade: str = "",
    region_class: str = "",
    complexity: str = "",
    answer: str = "",
    now: datetime,
) -> CreatedOrder:
    """Create a work order for a customer that the actor may see.

    ``device_type``, ``request_type``, ``grade`` and ``region_class`` are codes, ``details`` what
    the request type asks for by field code, ``follows`` the number of an earlier order of this
    customer. A matter from a superior body names the time by which it wants an answer in
    ``feedback_due_at``. A simple matter comes with its ``answer`` and is closed at once.

    A repeated ``idempotency_key`` of the same person returns the first order instead of a second
    one; with other values it is a Conflict. Raises InvalidInput with one message per field.
    """
    inputs: dict[str, Any] = {
        "form_type": form_type,
        "customer_no": customer_no,
        "device_type": device_type,
        "request_type": request_type,
        "appointment_at": appointment_at.isoformat() if appointment_at else "",
        "description": description,
        "details": dict(details or {}),
        "follows": follows,
        "source": source,
        "feedback_due_at": feedback_due_at.isoformat() if feedback_due_at else "",
    }
    # Left out where not said: a form from before there were grades is still the same form.
    later = {"grade": grade, "region_class": region_class}
    later |= {"complexity": complexity, "answer": answer}
    inputs |= {name: value for name, value in later.items() if value}
    if idempotency_key:
        with batch():
            plan_once()
            serialise(actor, idempotency_key)
            created = _CREATED_WITH.ask(actor.user_id, idempotency_key)
        for earlier in created():
            return _repeated(actor, earlier, inputs)
    matter = read_matter(actor, inputs, appointment_at, feedback_due_at, now)
    order = matter.order
    if not actor.holds_at({Role.INTAKE_AGENT}, order.centre_id):
        raise Forbidden(extra={"action": "create"})
    assert actor.user_id is not None
    order.received_by_id = actor.user_id
    order.received_at = order.last_action_at = now
    order.number = next_number(now)
    order.lifecycle_version = CURRENT.version
    order.idempotency_key = idempotency_key
    order.fingerprint = fingerprint_of(inputs)
    insert(order, reads_key=True)
    with batch():
        insert(OrderText(order=order, text=matter.text.lower()))
        publish(_fact(order, inputs | {"details": order.details}), actor=actor, now=now)
    if matter.earlier is not None:
        join(order, matter.earlier, LinkKind.FOLLOWS, actor=actor, now=now)
    if matter.answer:
        inputs = {"answer": matter.answer}
        order = transition(
            actor=actor,
            number=order.number,
            name=Action.ANSWER,
            inputs=inputs,
            expected_version=order.version,
            now=now,
        ).order
    return CreatedOrder(order, is_new=True, warnings=_warnings(order, now))


def _repeated(actor: Actor, earlier: WorkOrder, inputs: Mapping[str, object]) -> CreatedOrder:
    sentence = _("This form has already created work order %(number)s. Open a new form.")
    number = earlier.number
    refuse_reuse(earlier.fingerprint, inputs, sentence % {"number": number}, number=number)
    if not queries.visible_to(actor).filter(pk=earlier.pk).exists():
        # A key opens nothing: who has been moved since is told the number and no more.
        raise Conflict(
            _("This form has already created work order %(number)s. You do not see it any more.")
            % {"number": number},
            code="already_done",
            extra={"number": number},
        )
    return CreatedOrder(earlier, is_new=False)


def next_number(now: datetime) -> str:
    """Return a number that no order has."""
    # A sequence leaves gaps when a transaction fails and never waits for another one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workorders_number')")
        (serial,) = cursor.fetchone()
    return f"{localtime(now):%Y%m%d}-{serial:05d}"


def _warnings(order: WorkOrder, now: datetime) -> dict[str, Text]:
    if order.appointment_at is not None and order.appointment_at < now:
        return {"appointment_at": _("The appointment lies in the past.")}
    return {}


def _fact(order: WorkOrder, inputs: dict[str, Any]) -> OrderCreated:
    return OrderCreated(
        subject_id=order.pk,
        centre_id=order.centre_id,
        from_state="",
        to_state=order.state.name,
        number=order.number,
        lists=frozenset({order.state.list_name}),
        customer_id=order.customer_id,
        family_id=order.family_id,
        data=inputs,
    )
