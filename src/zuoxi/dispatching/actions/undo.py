"""Taking back a bulk operation, as far as nobody has gone on from it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zuoxi.dispatching import queries
from zuoxi.dispatching.actions.bulk import result_of, step_of, tell_area
from zuoxi.dispatching.choices import UNDOABLE, Result
from zuoxi.dispatching.events import BulkUndone, BulkUndoStarted
from zuoxi.dispatching.models import Bulk, BulkItem
from zuoxi.dispatching.policies import may_run_bulk
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, DomainError, NotFound
from zuoxi.kernel.policies import signed_in
from zuoxi.org import queries as org


@action("dispatching.undo_bulk", policy=may_run_bulk)
def undo_bulk(*, actor: Actor, bulk_id: int, now: datetime) -> Bulk:
    """Begin to take a bulk operation back; ``running`` goes through its orders.

    Raises Conflict once the time is over, a second time, and for archiving: an archived work order
    never changes again.
    """
    bulk = queries.visible_to(actor).select_for_update().filter(pk=bulk_id).first()
    if bulk is None:
        raise NotFound
    _check(bulk, now)
    bulk.undo_started_at = now
    bulk.save(update_fields=["undo_started_at"])
    count = BulkItem.objects.filter(bulk=bulk, result=Result.DONE).count()
    publish(
        BulkUndoStarted(
            subject_id=bulk.pk,
            centre_id=org.home_centre_id(actor),
            user_id=bulk.started_by_id,
            is_deferred=bulk.is_deferred,
            data={"kind": bulk.kind, "count": count},
        ),
        actor=actor,
        now=now,
    )
    return bulk


@action("dispatching.take_back", policy=signed_in, internal=True)
def take_back(*, actor: Actor, item_id: int, now: datetime) -> BulkItem:
    """Take one order back, if it stands as it was left; write down what came of it."""
    item = BulkItem.objects.select_for_update(of=("self",)).select_related("bulk").get(pk=item_id)
    if item.undo_result or item.result != Result.DONE:
        return item
    try:
        with transaction.atomic():
            back = step_of(item.bulk, actor).back
            assert back is not None
            back(actor, item, now)
    except DomainError as fault:
        item.undo_result, item.undo_message = result_of(fault)
    else:
        item.undo_result = Result.DONE
    item.save(update_fields=["undo_result", "undo_message"])
    return item


@action("dispatching.finish_undo", policy=signed_in, internal=True)
def finish_undo(*, actor: Actor, bulk_id: int, now: datetime) -> Bulk:
    """Close an undo whose orders all have their result; tell each receiver once."""
    bulk = queries.visible_to(actor).select_for_update().get(pk=bulk_id)
    if bulk.undone_at is not None:
        return bulk
    bulk.undone_at = now
    bulk.save(update_fields=["undone_at"])
    results = [each.undo_result for each in queries.items_of(bulk) if each.undo_result]
    back = sum(each == Result.DONE for each in results)
    tell_area(bulk, back, is_undo=True, actor=actor, now=now)
    publish(
        BulkUndone(
            subject_id=bulk.pk,
            centre_id=org.home_centre_id(actor),
            user_id=bulk.started_by_id,
            data={"kind": bulk.kind, "done": back, "count": len(results)},
        ),
        actor=actor,
        now=now,
    )
    return bulk


def _check(bulk: Bulk, now: datetime) -> None:
    if bulk.kind not in UNDOABLE:
        raise Conflict(
            _("Archived work orders cannot be changed any more, so this cannot be taken back."),
            code="cannot_undo",
        )
    until = queries.undo_until(bulk, now)
    if until is None:
        raise Conflict(_("This operation is not finished yet."), code="not_finished")
    if bulk.undo_started_at is not None:
        raise Conflict(_("This operation has been taken back already."), code="undone")
    if now > until:
        raise Conflict(_("The time for taking this back is over."), code="too_late")
