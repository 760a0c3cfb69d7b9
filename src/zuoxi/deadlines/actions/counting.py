"""Writing down what the log says of the clocks of orders: the worker's part."""

from datetime import datetime

from django.db import connection

from zuoxi.clocks.actions import Kept, keep_clocks
from zuoxi.deadlines import queries
from zuoxi.deadlines.models import Mark
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only
from zuoxi.workorders.models import WorkOrder

# Of one order one worker at a time writes the clocks. The order itself is not locked for it: who
# works on it must not wait.
_TAKE_SQL = """
SELECT id FROM unnest(%s::bigint[]) AS id
WHERE pg_try_advisory_xact_lock(hashtextextended('deadlines ' || id, 0))
"""


@action("deadlines.count_marked", policy=system_only, internal=True)
def count_marked(*, actor: Actor, limit: int, now: datetime) -> int:
    """Count the clocks of orders that so many marks name; return how many marks are done.

    What another worker is at is left to it. A mark goes with what it stood for, in one transaction.
    """
    del actor
    marks = Mark.objects.order_by("pk").select_for_update(skip_locked=True)[:limit]
    claimed = {each.pk: each.order_id for each in marks}
    taken = _take(sorted(set(claimed.values())))
    # Read after the lock: what was committed before it is counted, what comes later has a mark.
    orders = list(WorkOrder.objects.filter(pk__in=taken))
    clocks = queries.clocks_of_many(orders, now)
    kept = [
        Kept(order_id, each.unit_id, each.state) for order_id in clocks for each in clocks[order_id]
    ]
    keep_clocks(kept, order_ids=taken, now=now)
    done = [pk for pk, order_id in claimed.items() if order_id in taken]
    Mark.objects.filter(pk__in=done).delete()
    return len(done)


def _take(order_ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SQL, [order_ids])
        return {pk for (pk,) in cursor.fetchall()}
