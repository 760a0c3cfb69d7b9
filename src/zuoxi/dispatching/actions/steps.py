"""What a bulk operation does to one order, forwards and back, by kind.

Every move is an action of ``workorders`` with all its checks; what one refuses stands in the row of
that order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.dispatching.choices import BulkKind
from zuoxi.dispatching.models import BulkItem
from zuoxi.dispatching.policies import may_archive, may_dispatch
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.policies import Policy
from zuoxi.workorders import actions as workorders
from zuoxi.workorders import queries as orders
from zuoxi.workorders.policies import may_reassign

_DISPATCH_INPUTS = ("work_area", "technician", "remark")

# Moves one order and returns the version it has then.
Move = Callable[[Actor, BulkItem, datetime], int]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One kind of operation; ``back`` is missing where there is no way back."""

    policy: Policy
    inputs: tuple[str, ...]
    forward: Move
    back: Move | None = None


def _dispatch(actor: Actor, item: BulkItem, now: datetime) -> int:
    inputs = {name: item.bulk.inputs.get(name, "") for name in _DISPATCH_INPUTS}
    return _transition(actor, item, "dispatch", inputs, item.expected_version, now)


def _recall(actor: Actor, item: BulkItem, now: datetime) -> int:
    return _transition(actor, item, "recall", {}, item.moved_version, now)


def _archive(actor: Actor, item: BulkItem, now: datetime) -> int:
    if not item.bulk.inputs.get("confirm_unresolved"):
        order = orders.row(actor, item.number)
        if order.is_resolved is False:
            raise InvalidInput(
                _("This matter is not resolved. Confirm it, or put it back for re-dispatch.")
            )
    return _transition(actor, item, "archive", {}, item.expected_version, now)


def _reassign(actor: Actor, item: BulkItem, now: datetime) -> int:
    order = orders.row(actor, item.number)
    seen = order.version if item.expected_version is None else item.expected_version
    moved = workorders.reassign(
        actor=actor,
        number=item.number,
        technician=item.bulk.inputs.get("technician", ""),
        reason=item.bulk.inputs.get("reason", ""),
        expected_version=seen,
        now=now,
    )
    # The version that was read is the one that was changed, so this is who had the order.
    item.technician_before_id = order.technician_id
    return moved.version


def _give_back(actor: Actor, item: BulkItem, now: datetime) -> int:
    before = item.technician_before
    return workorders.reassign(
        actor=actor,
        number=item.number,
        technician=before.code if before else "",
        reason=_("Bulk reassignment taken back."),
        expected_version=item.moved_version,
        now=now,
    ).version


def _transition(
    actor: Actor,
    item: BulkItem,
    name: str,
    inputs: Mapping[str, str],
    expected_version: int | None,
    now: datetime,
) -> int:
    moved = workorders.transition(
        actor=actor,
        number=item.number,
        name=name,
        inputs=inputs,
        expected_version=expected_version,
        now=now,
    )
    return moved.order.version


STEPS: dict[BulkKind, Step] = {
    BulkKind.DISPATCH: Step(
        policy=may_dispatch, inputs=_DISPATCH_INPUTS, forward=_dispatch, back=_recall
    ),
    BulkKind.ARCHIVE: Step(policy=may_archive, inputs=(), forward=_archive),
    BulkKind.REASSIGN: Step(
        policy=may_reassign,
        inputs=("technician", "reason"),
        forward=_reassign,
        back=_give_back,
    ),
}
