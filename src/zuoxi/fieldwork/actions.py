"""How the customer's confirmation is taken on site."""

import base64
import binascii
from datetime import datetime
from io import BytesIO

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
from zuoxi.kernel.errors import Conflict, DomainError, Forbidden, InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.actions import fingerprint_of, refuse_reuse, serialise
from zuoxi.workorders.models import WorkOrder

_PREFIX = "data:image/png;base64,"


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

    Repeated with the same key it returns the first one and records nothing; with other values it
    is a Conflict. That a picture was sent is counted and committed before this raises.
    """
    outcome = attempt_sign_off(
        actor=actor,
        number=number,
        signer=signer,
        signature=signature,
        reason=reason,
        idempotency_key=idempotency_key,
        now=now,
    )
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


@action("fieldwork.attempt_sign_off", policy=works_on_site, internal=True)
def attempt_sign_off(
    *,
    actor: Actor,
    number: str,
    signer: str,
    signature: str,
    reason: str,
    idempotency_key: str,
    now: datetime,
) -> SignOff | DomainError:
    """Record a sign-off, or return why its picture is refused; call ``sign_off`` instead."""
    assert actor.user_id is not None
    asked = {"number": number, "signer": signer, "signature": signature, "reason": reason}
    if idempotency_key:
        serialise(actor, idempotency_key)
        earlier = queries.taken_with(actor, idempotency_key)
        if earlier is not None:
            refuse_reuse(earlier.fingerprint, asked)
            return earlier
    _require_open(actor, workorders.row(actor, number))
    values = _checked(signer, signature, reason)
    # Whatever adds a file holds its sender first, then the upload, and the order last and shortest.
    # Holding the order before that, this would wait for a photo of that person, and it for this.
    try:
        picture = _picture(actor, number, signature, now) if signature else None
    except DomainError as refusal:
        return refusal
    order = workorders.lock(actor, number)
    _require_open(actor, order)
    taken = SignOff.objects.create(
        order=order,
        round=order.round,
        signer=values["signer"],
        signature=picture,
        reason=values["reason"],
        taken_by_id=actor.user_id,
        taken_at=now,
        idempotency_key=idempotency_key,
        fingerprint=fingerprint_of(asked),
    )
    publish(
        SignedOff(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            area_ids=order.area_ids,
            data={"reason": taken.reason, "attachment": picture.pk if picture else None},
        ),
        actor=actor,
        now=now,
    )
    return taken


def _require_open(actor: Actor, order: WorkOrder) -> None:
    if not may_sign_off(actor, order):
        raise Forbidden(extra={"action": "fieldwork.sign_off"})
    if order.status not in queries.SIGNED_IN:
        raise Conflict(
            _("The customer confirms work that was taken on. Accept the work order first.")
        )


def _checked(signer: str, signature: str, reason: str) -> dict[str, str]:
    faults = Faults()
    values = {
        "signer": faults.line("signer", signer, limit=SIGNER_LIMIT),
        "reason": faults.line("reason", reason, limit=REASON_LIMIT, required=False),
    }
    if not signature and not faults and not values["reason"]:
        faults.add("reason", _("Let the customer sign, or say why there is no signature."))
    if signature and values["reason"]:
        faults.add("reason", _("There is a signature. Leave the reason empty."))
    faults.stop()
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
