"""Going through the orders of a bulk operation, forwards or back, one transaction each.

Whatever ends it in between, ``jobs.take_up`` has it gone on with a minute later.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from zuoxi.dispatching import actions
from zuoxi.dispatching.choices import Result
from zuoxi.dispatching.models import Bulk, BulkItem
from zuoxi.kernel.actors import Actor

Clock = Callable[[], datetime]

_log = logging.getLogger("zuoxi.dispatching")


def run_now(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Carry a short operation out, or take it back; leave a long one to its job."""
    if bulk.is_deferred:
        return bulk
    try:
        return (undo if bulk.finished_at else run)(bulk, actor, clock=clock)
    except Exception:  # noqa: BLE001 - the orders that wait have their turn all the same
        _log.exception("bulk %s was interrupted and is left to its job", bulk.pk)
        return bulk


def run(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Carry out what is still waiting and close the operation; safe to call again after a crash."""
    waiting = _ids(bulk, result="")
    _each(waiting, lambda pk: actions.carry_out(actor=actor, item_id=pk, now=clock()))
    return actions.finish_bulk(actor=actor, bulk_id=bulk.pk, now=clock())


def undo(bulk: Bulk, actor: Actor, *, clock: Clock) -> Bulk:
    """Take back what is still waiting for it and close the undo."""
    waiting = _ids(bulk, result=Result.DONE, undo_result="")
    _each(waiting, lambda pk: actions.take_back(actor=actor, item_id=pk, now=clock()))
    return actions.finish_undo(actor=actor, bulk_id=bulk.pk, now=clock())


def _each(waiting: Iterable[int], turn: Callable[[int], object]) -> None:
    """Give each order its turn; one that breaks keeps waiting, and no other from its own."""
    faults: list[Exception] = []
    for pk in waiting:
        try:
            turn(pk)
        except Exception as fault:  # noqa: BLE001 - raised again with all the others
            faults.append(fault)
    if faults:
        raise ExceptionGroup("some orders still wait for their turn", faults)


def _ids(bulk: Bulk, **conditions: str) -> list[int]:
    rows = BulkItem.objects.filter(bulk=bulk, **conditions).order_by("position")
    return list(rows.values_list("pk", flat=True))
