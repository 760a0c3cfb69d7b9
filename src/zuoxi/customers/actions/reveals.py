"""Looking at personal data unmasked: with a purpose, for a while, logged, not without end."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.quotas import HOUR, queue_up, seconds_left
from zuoxi.customers.choices import (
    NAME_LIMIT,
    REVEAL_MINUTES,
    REVEALS_PER_HOUR,
    Purpose,
)
from zuoxi.customers.events import CustomerRevealed
from zuoxi.customers.models import Reveal
from zuoxi.customers.policies import may_reveal
from zuoxi.customers.queries import get, revealable_ids, reveals_since
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, InvalidInput, TooManyRequests
from zuoxi.kernel.text import clean_text


@action("customers.reveal", policy=may_reveal)
def reveal_customer(
    *, actor: Actor, customer_no: str, purpose: str, now: datetime, remark: str = ""
) -> Reveal:
    """Open one visible customer's data to the actor until ``Reveal.until``.

    Raises InvalidInput without a known purpose and TooManyRequests beyond the hourly limit.
    """
    if actor.user_id is None:
        raise Forbidden
    customer = get(actor, customer_no)
    if customer.pk not in revealable_ids(actor, [customer]):
        raise Forbidden
    if purpose not in Purpose.values:
        raise InvalidInput(fields={"purpose": [_("Choose what you need the data for.")]})
    remark = clean_text("remark", remark, limit=NAME_LIMIT, required=False)
    _refuse_above_limit(actor, now)
    reveal = Reveal.objects.create(
        customer=customer,
        user_id=actor.user_id,
        purpose=purpose,
        at=now,
        until=now + timedelta(minutes=REVEAL_MINUTES.at(now)),
    )
    publish(
        CustomerRevealed(
            subject_id=customer.pk,
            centre_id=customer.centre_id,
            customer_no=customer.customer_no,
            user_id=actor.user_id,
            data={
                "customer_no": customer.customer_no,
                "purpose": purpose,
                "remark": remark,
                "until": reveal.until.isoformat(),
            },
        ),
        actor=actor,
        now=now,
    )
    return reveal


def _refuse_above_limit(actor: Actor, now: datetime) -> None:
    queue_up(actor)
    seconds = seconds_left(reveals_since(actor, now - HOUR), REVEALS_PER_HOUR.at(now), now)
    if not seconds:
        return
    minutes = -(-seconds // 60)
    raise TooManyRequests(
        ngettext(
            "You have revealed many customers in the last hour. Please wait %(minutes)s minute.",
            "You have revealed many customers in the last hour. Please wait %(minutes)s minutes.",
            minutes,
        )
        % {"minutes": minutes},
        extra={"retry_after": seconds},
    )
