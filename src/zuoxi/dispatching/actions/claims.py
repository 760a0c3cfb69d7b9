"""Taking an order for a while, so that two dispatchers do not do the same work."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.dispatching import queries
from zuoxi.dispatching.choices import CLAIM_MINUTES, COLUMNS
from zuoxi.dispatching.events import ClaimFact, ClaimReleased, OrderClaimed
from zuoxi.dispatching.models import Claim
from zuoxi.dispatching.policies import may_dispatch
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

# Whoever is first has it: one statement decides, whatever two people do at the same moment.
_CLAIM_SQL = """
INSERT INTO dispatching_claim AS taken (order_id, order_version, user_id, claimed_at, until)
VALUES (%(order_id)s, %(version)s, %(user_id)s, %(now)s, %(until)s)
ON CONFLICT (order_id) DO UPDATE SET order_version = EXCLUDED.order_version,
    user_id = EXCLUDED.user_id, claimed_at = EXCLUDED.claimed_at, until = EXCLUDED.until
WHERE taken.user_id = EXCLUDED.user_id OR taken.until <= EXCLUDED.claimed_at
    OR taken.order_version < EXCLUDED.order_version
RETURNING id
"""


@action("dispatching.claim", policy=may_dispatch)
def claim(*, actor: Actor, number: str, now: datetime) -> Claim:
    """Take an order that waits for a dispatcher, or keep it for longer.

    A claim keeps nobody from acting. Raises Conflict while somebody else has the order.
    """
    order = _order(actor, number)
    if order.state.list_name not in COLUMNS:
        raise Conflict(_("This work order is not waiting for a dispatcher."))
    parameters: dict[str, int | datetime | None] = {
        "order_id": order.pk,
        "version": order.version,
        "user_id": actor.user_id,
        "now": now,
        "until": now + timedelta(minutes=CLAIM_MINUTES.at(now)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, parameters)
        row = cursor.fetchone()
    if row is None:
        raise Conflict(_taken(order, now), code="claimed")
    _publish(OrderClaimed, order, row[0], actor=actor, now=now)
    return Claim.objects.select_related("user", "order").get(pk=row[0])


@action("dispatching.release", policy=may_dispatch)
def release(*, actor: Actor, number: str, now: datetime) -> WorkOrder:
    """Give an order free that one has taken; nothing happens where one has not."""
    order = _order(actor, number)
    assert actor.user_id is not None
    mine = Claim.objects.select_for_update().filter(
        order=order, user_id=actor.user_id, until__gt=now
    )
    taken = mine.first()
    if taken is not None:
        taken.until = now
        taken.save(update_fields=["until"])
        _publish(ClaimReleased, order, taken.pk, actor=actor, now=now)
    return order


def _order(actor: Actor, number: str) -> WorkOrder:
    order = workorders.row(actor, number)
    if not actor.holds_at({Role.DISPATCHER}, order.centre_id):
        raise Forbidden(extra={"action": "dispatching.claim"})
    return order


def _taken(order: WorkOrder, now: datetime) -> str:
    standing = queries.claim_of(order, now)
    return _("%(name)s has taken this work order.") % {
        "name": standing.user.name if standing else ""
    }


def _publish(
    fact: type[ClaimFact], order: WorkOrder, claim_id: int, *, actor: Actor, now: datetime
) -> None:
    publish(
        fact(
            subject_id=claim_id,
            centre_id=order.centre_id,
            number=order.number,
            list_name=order.state.list_name,
            data={"number": order.number},
        ),
        actor=actor,
        now=now,
    )
