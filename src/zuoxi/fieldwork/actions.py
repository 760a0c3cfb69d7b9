"""How the customer's confirmation is taken on site."""

import base64
import binascii
from datetime import datetime
from io import BytesIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zuoxi.attachments import actions as attachments
from zuoxi.attachments.models import Attachment
from zuoxi.fieldwork import queries
from zuoxi.fieldwork.choices import REASON_LIMIT, SIGNER_LIMIT
from zuoxi.fieldwork.events import SignedOff
from zuoxi.fieldwork.models import SignOff
from zuoxi.fieldwork.policies import may_sign_off, works_on_site
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Text
from zuoxi.kernel.text import clean_line
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.actions.keys import serialise
from zuoxi.workorders.models import WorkOrder

_PREFIX = "data:image/png;base64,"


@action("fieldwork.sign_off", policy=works_on_site)
def sign_off(
    *,
    actor: Actor,
    number: str,
    signer: str,
    signature: str = "",
    reason: str = "",
    idempotency_key: str = "",
    now: datetime,
) -> SignOff:
    """Record by whom the work was confirmed: with a picture (PNG as base64), or why without.

    Repeated with the same key it returns the first one and records nothing.
    """
    assert actor.user_id is not None
    if idempotency_key:
        serialise(actor, idempotency_key)
        earlier = queries.taken_with(actor, idempotency_key)
        if earlier is not None:
            return _same(earlier, number)
    _require_open(actor, _visible(actor).filter(number=number).first())
    values = _checked(signer, signature, reason)
    # Whatever adds a file holds its sender first, then the upload, and the order last and shortest.
    # Holding the order before that, this would wait for a photo of that person, and it for this.
    picture = _picture(actor, number, signature, now) if signature else None
    rows = _visible(actor).select_for_update(of=("self",), no_key=True)
    order = _require_open(actor, rows.filter(number=number).first())
    taken = SignOff.objects.create(
        order=order,
        round=order.round,
        signer=values["signer"],
        signature=picture,
        reason=values["reason"],
        taken_by_id=actor.user_id,
        taken_at=now,
        idempotency_key=idempotency_key,
    )
    publish(
        SignedOff(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            area_ids=frozenset({order.work_area_id} if order.work_area_id else ()),
            data={"reason": taken.reason, "attachment": picture.pk if picture else None},
        ),
        actor=actor,
        now=now,
    )
    return taken


def _same(earlier: SignOff, number: str) -> SignOff:
    if earlier.order.number != number:
        raise Conflict(_("This key was used for another order."), code="idempotency_key_reused")
    return earlier


def _visible(actor: Actor) -> QuerySet[WorkOrder]:
    return workorders.visible_to(actor)


def _require_open(actor: Actor, order: WorkOrder | None) -> WorkOrder:
    if order is None:
        raise NotFound
    if not may_sign_off(actor, order):
        raise Forbidden(extra={"action": "fieldwork.sign_off"})
    if order.status not in queries.SIGNED_IN:
        raise Conflict(
            _("The customer confirms work that was taken on. Accept the work order first.")
        )
    return order


def _checked(signer: str, signature: str, reason: str) -> dict[str, str]:
    values: dict[str, str] = {}
    faults: dict[str, list[Text]] = {}
    wanted = (("signer", signer, SIGNER_LIMIT, True), ("reason", reason, REASON_LIMIT, False))
    for name, raw, limit, required in wanted:
        try:
            values[name] = clean_line(name, raw, limit=limit, required=required)
        except InvalidInput as fault:
            faults |= fault.fields
    if not signature and not faults and not values["reason"]:
        faults["reason"] = [_("Let the customer sign, or say why there is no signature.")]
    if signature and values.get("reason"):
        faults["reason"] = [_("There is a signature. Leave the reason empty.")]
    if faults:
        raise InvalidInput(fields=faults)
    return values


def _picture(actor: Actor, number: str, signature: str, now: datetime) -> Attachment:
    try:
        data = base64.b64decode(signature.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(fields={"signature": [_("The signature cannot be read.")]}) from error
    try:
        return attachments.add_attachment(
            actor=actor,
            number=number,
            name="signature.png",
            file=BytesIO(data),
            size=len(data),
            is_signature=True,
            now=now,
        )
    except InvalidInput as fault:
        found = [each for given in fault.fields.values() for each in given]
        raise InvalidInput(fields={"signature": found}) from fault
