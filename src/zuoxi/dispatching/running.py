"""Going through the orders of a bulk operation, forwards or back, one transaction each."""

from collections.abc import Callable
from datetime import datetime

from zuoxi.dispatching import actions
from zuoxi.dispatching.choices import Result
from zuoxi.dispatching.models import Bulk, BulkItem
from zuoxi.kernel.actors import Actor

Clock = Callable[[], datetime]


def run_now(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Carry a short operation out, or take it back; leave a long one to its job."""
    if bulk.is_deferred:
        return bulk
    return (undo if bulk.finished_at else run)(bulk, actor, clock=clock)


def run(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Carry out what is still waiting and close the operation; safe to call again after a crash."""
    for pk in _ids(bulk, result=""):
        actions.carry_out(actor=actor, item_id=pk, now=clock())
    return actions.finish_bulk(actor=actor, bulk_id=bulk.pk, now=clock())


def undo(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Take back what is still waiting for it and close the undo."""
    for pk in _ids(bulk, result=Result.DONE, undo_result=""):
        actions.take_back(actor=actor, item_id=pk, now=clock())
    return actions.finish_undo(actor=actor, bulk_id=bulk.pk, now=clock())


def _ids(bulk: Bulk, **conditions: str) -> list[int]:
    rows = BulkItem.objects.filter(bulk=bulk, **conditions).order_by("position")
    return list(rows.values_list("pk", flat=True))
