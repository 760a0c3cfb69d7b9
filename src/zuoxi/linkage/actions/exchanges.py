"""Requests to departments and regions, feedback given to them, and what they reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.linkage import queries
from zuoxi.linkage.choices import TEXT_LIMIT, Aspect, Direction, ExchangeState, RequestKind
from zuoxi.linkage.events import ExchangeClosed, ExchangeFact, ExchangeOpened, ExchangeReplied
from zuoxi.linkage.models import Exchange, Reply
from zuoxi.linkage.policies import may_ask, may_ask_at, may_reply
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked or passed on, as typed; ``order`` is a number, ``unit`` a code.

    ``subject`` is a kind of request or an aspect of feedback, by ``direction``.
    """

    direction: str
    unit: str
    subject: str
    text: str
    order: str = ""
    is_urgent: bool = False


@action("linkage.open_exchange", policy=may_ask)
def open_exchange(
    *, actor: Actor, wanted: Wanted, centre_id: int | None = None, now: datetime
) -> Exchange:
    """Ask a department or region for support, or pass on to it what users say.

    ``centre_id`` is needed of somebody who works for several centres and names no order.
    """
    faults = Faults()
    order = _order(actor, wanted.order, faults)
    centre = _centre(actor, order, centre_id)
    if not may_ask_at(actor, centre.pk):
        raise Forbidden(extra={"action": "linkage.open_exchange"})
    faults.choice("direction", wanted.direction, Direction.values)
    is_request = wanted.direction == Direction.REQUEST
    faults.choice("subject", wanted.subject, (RequestKind if is_request else Aspect).values)
    text = faults.text("text", wanted.text, limit=TEXT_LIMIT)
    unit = _unit(centre, wanted.unit, faults)
    faults.stop()
    assert unit is not None
    assert actor.user_id is not None
    exchange = Exchange.objects.create(
        direction=wanted.direction,
        centre=centre,
        unit=unit,
        kind=wanted.subject if is_request else "",
        aspect="" if is_request else wanted.subject,
        order=order,
        text=text,
        is_urgent=wanted.is_urgent,
        made_by_id=actor.user_id,
        made_at=now,
    )
    data = {
        "direction": wanted.direction,
        "subject": wanted.subject,
        "is_urgent": wanted.is_urgent,
        "text": text,
        "order": order.number if order else "",
    }
    publish(_fact(ExchangeOpened, exchange, data), actor=actor, now=now)
    return queries.find_exchange(actor, exchange.pk)


@action("linkage.reply", policy=may_reply)
def reply(
    *,
    actor: Actor,
    exchange_id: int,
    text: str,
    is_answer: bool,
    expected_version: int | None,
    now: datetime,
) -> Exchange:
    """Report how far a request is, or answer it; only the unit that was asked does."""
    exchange = _lock(actor, exchange_id, expected_version)
    if not queries.may_reply_to(actor, exchange):
        raise Forbidden(extra={"action": "linkage.reply"})
    faults = Faults()
    clean = faults.text("text", text, limit=TEXT_LIMIT)
    faults.stop()
    assert actor.user_id is not None
    Reply.objects.create(
        exchange=exchange, text=clean, is_answer=is_answer, by_id=actor.user_id, at=now
    )
    if is_answer and exchange.answered_at is None:
        exchange.state, exchange.answered_at = ExchangeState.ANSWERED, now
    exchange.version += 1
    exchange.save(update_fields=["state", "answered_at", "version"])
    data = {"text": clean, "is_answer": is_answer, "unit": exchange.unit.name}
    publish(_fact(ExchangeReplied, exchange, data), actor=actor, now=now)
    return queries.find_exchange(actor, exchange.pk)


@action("linkage.close_exchange", policy=may_ask)
def close_exchange(
    *, actor: Actor, exchange_id: int, expected_version: int | None, now: datetime
) -> Exchange:
    """End an exchange for the centre that began it, answered or withdrawn."""
    exchange = _lock(actor, exchange_id, expected_version)
    if not may_ask_at(actor, exchange.centre_id):
        raise Forbidden(extra={"action": "linkage.close_exchange"})
    exchange.state = ExchangeState.CLOSED
    exchange.closed_by_id, exchange.closed_at = actor.user_id, now
    exchange.version += 1
    exchange.save(update_fields=["state", "closed_by", "closed_at", "version"])
    data = {"unit": exchange.unit.name}
    publish(_fact(ExchangeClosed, exchange, data), actor=actor, now=now)
    return queries.find_exchange(actor, exchange.pk)


def _order(actor: Actor, number: str, faults: Faults) -> WorkOrder | None:
    if not number.strip():
        return None
    found = workorders.by_number(actor, number.strip())
    if found is None:
        faults.add("order", _("You see no work order with this number."))
    return found


def _centre(actor: Actor, order: WorkOrder | None, centre_id: int | None) -> Unit:
    if order is not None:
        return Unit.objects.get(pk=order.centre_id)
    places = sorted(actor.centre_ids)
    wanted = centre_id or (places[0] if len(places) == 1 else None)
    if wanted is None:
        message = _("Say for which service centre.")
        raise InvalidInput(fields={"centre": [message]})
    if wanted not in places:
        raise NotFound
    return Unit.objects.get(pk=wanted)


def _unit(centre: Unit, code: str, faults: Faults) -> Unit | None:
    rows = queries.addressees(centre)
    found = rows.filter(code=code).first() if code.isprintable() else None
    if found is None:
        faults.add("unit", _("Choose a department of the service centre, or its region."))
    return found


def _lock(actor: Actor, pk: int, expected_version: int | None) -> Exchange:
    rows = queries.visible_exchanges(actor).select_for_update(of=("self",), no_key=True)
    exchange = rows.select_related("unit", "order").filter(pk=pk).first()
    if exchange is None:
        raise NotFound
    if expected_version is not None and expected_version != exchange.version:
        raise Stale(extra={"version": exchange.version})
    if exchange.state == ExchangeState.CLOSED:
        raise Conflict(_("This is closed already."), code="closed")
    return exchange


def _fact(kind: type[ExchangeFact], exchange: Exchange, data: Mapping[str, object]) -> ExchangeFact:
    return kind(
        subject_id=exchange.pk,
        centre_id=exchange.centre_id,
        unit_id=exchange.unit_id,
        data={"unit": exchange.unit.name, **data},
    )
