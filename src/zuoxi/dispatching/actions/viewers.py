"""Noting who has an order open. A hint that expires: no event, nothing has happened."""

from datetime import datetime

from django.db import connection

from zuoxi.dispatching.choices import SEEN_FOR
from zuoxi.dispatching.models import Viewing
from zuoxi.dispatching.policies import may_see_viewers_at
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

_LOOK_SQL = """
INSERT INTO dispatching_viewing (order_id, user_id, seen_at)
VALUES (%(order_id)s, %(user_id)s, %(now)s)
ON CONFLICT (order_id, user_id) DO UPDATE SET seen_at = EXCLUDED.seen_at
"""


def look(*, actor: Actor, number: str, now: datetime) -> WorkOrder:
    """Note that the actor has an order open, and return it.

    Raises NotFound if it is not seen, or not as one of the centre's people.
    """
    order = workorders.row(actor, number)
    if not may_see_viewers_at(actor, order.centre_id):
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_SQL, {"order_id": order.pk, "user_id": actor.user_id, "now": now})
    return order


def drop_old_viewings(*, now: datetime) -> int:
    """Remove what nobody is shown any more."""
    return Viewing.objects.filter(seen_at__lt=now - 10 * SEEN_FOR).delete()[0]
