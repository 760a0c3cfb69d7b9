"""Looking at personal data unmasked: with a purpose, for a while, logged, not without end."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.models import User
from zuoxi.customers.choices import (
    NAME_LIMIT,
    REVEAL_MINUTES,
    REVEALS_PER_HOUR,
    Purpose,
)
from zuoxi.customers.events import CustomerRevealed
from zuoxi.customers.models import Reveal
from zuoxi.customers.policies import may_reveal
from zuoxi.customers.queries import get, hour_before, revealable_ids, reveals_since
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
    _refuse_above_limit(actor.user_id, now)
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


def _refuse_above_limit(user_id: int, now: datetime) -> None:
    # One person's reveals wait for each other, or many at once would pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    limit = REVEALS_PER_HOUR.at(now)
    moments = reveals_since(user_id, hour_before(now))
    if len(moments) < limit:
        return
    wait = moments[limit - 1] - hour_before(now)
    seconds = max(1, int(wait.total_seconds()))
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
