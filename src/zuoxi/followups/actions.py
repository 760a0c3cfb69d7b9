"""How follow-up tasks come, change hands, and end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.followups import queries
from zuoxi.followups.choices import DUE_HOURS, TASK_LIMIT, UNRESOLVED_TASK
from zuoxi.followups.events import (
    FollowUpClosed,
    FollowUpFact,
    FollowUpHandedOver,
    FollowUpOpened,
)
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_follow_up, may_open_at, may_settle
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders

# Later is a slip of the keyboard.
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A task as asked for; empty means: the actor's own, due after the usual time."""

    task: str
    owner: str = ""
    due_at: datetime | None = None


@action("followups.open_follow_up", policy=may_follow_up)
def open_follow_up(*, actor: Actor, number: str, wanted: Wanted, now: datetime) -> FollowUp:
    """Open a task for an order; its owner is a person of the order's centre."""
    order = workorders.row(actor, number)
    if not may_open_at(actor, order.centre_id):
        raise Forbidden(extra={"action": "followups.open_follow_up"})
    faults = Faults()
    task = faults.text("task", wanted.task, limit=TASK_LIMIT)
    due_at = wanted.due_at or _usual_due(now)
    _check_due(due_at, now, faults)
    owner = _owner(order.centre, wanted.owner, faults) if wanted.owner else None
    faults.stop()
    assert actor.user_id is not None
    follow_up = FollowUp.objects.create(
        order=order,
        task=task,
        owner_id=owner.pk if owner else actor.user_id,
        due_at=due_at,
        created_by_id=actor.user_id,
        created_at=now,
    )
    _publish_opened(follow_up, order, actor=actor, now=now)
    return queries.find(actor, follow_up.pk)


@action("followups.open_for_unresolved", policy=may_see_orders, internal=True)
def open_for_unresolved(*, actor: Actor, order_id: int, now: datetime) -> FollowUp:
    """Open the task that an unresolved completion leaves to the person who took the order in.

    Raises Conflict if the order has an open task already. The caller holds the order's lock.
    """
    order = WorkOrder.objects.get(pk=order_id)
    if FollowUp.objects.filter(order=order, closed_at=None).exists():
        raise Conflict
    assert actor.user_id is not None
    follow_up = FollowUp.objects.create(
        order=order,
        task=UNRESOLVED_TASK,
        is_automatic=True,
        owner_id=order.received_by_id,
        due_at=_usual_due(now),
        created_by_id=actor.user_id,
        created_at=now,
    )
    _publish_opened(follow_up, order, actor=actor, now=now)
    return follow_up


@action("followups.hand_over", policy=may_follow_up)
def hand_over(
    *,
    actor: Actor,
    follow_up_id: int,
    owner: str,
    due_at: datetime | None,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> FollowUp:
    """Give an open task another owner, another due time, or both; empty leaves it as it is."""
    follow_up = _lock(actor, follow_up_id, expected_version)
    faults = Faults()
    text = faults.text("reason", reason, limit=TASK_LIMIT)
    new_owner = _owner(follow_up.order.centre, owner, faults) if owner else follow_up.owner
    # A form shows whole minutes: the same minute is the same time.
    is_moved = due_at is not None and due_at != follow_up.due_at.replace(second=0, microsecond=0)
    new_due = due_at if is_moved and due_at is not None else follow_up.due_at
    if new_due != follow_up.due_at:
        _check_due(new_due, now, faults)
    if new_owner == follow_up.owner and new_due == follow_up.due_at and not faults:
        faults.add("owner", _("Choose another owner or another due time."))
    faults.stop()
    assert new_owner is not None
    before = {"owner": _person(follow_up.owner), "due_at": follow_up.due_at.isoformat()}
    follow_up.owner, follow_up.due_at = new_owner, new_due
    follow_up.version += 1
    follow_up.save(update_fields=["owner", "due_at", "version"])
    after = {"owner": _person(new_owner), "due_at": new_due.isoformat()}
    data = {"before": before, "after": after, "reason": text}
    publish(_fact(FollowUpHandedOver, follow_up, data), actor=actor, now=now)
    return queries.find(actor, follow_up.pk)


@action("followups.close_follow_up", policy=may_follow_up)
def close_follow_up(
    *,
    actor: Actor,
    follow_up_id: int,
    result: str,
    customer_informed_at: datetime | None,
    expected_version: int | None,
    now: datetime,
) -> FollowUp:
    """Close a task with what came of it and when the customer was told."""
    follow_up = _lock(actor, follow_up_id, expected_version)
    faults = Faults()
    text = faults.text("result", result, limit=TASK_LIMIT)
    if customer_informed_at is None:
        faults.add("customer_informed_at", _("Say when the customer was informed."))
    elif customer_informed_at > now:
        faults.add("customer_informed_at", _("This moment has not come yet."))
    elif customer_informed_at <= follow_up.created_at - timedelta(minutes=1):
        faults.add("customer_informed_at", _("The task did not exist yet at this moment."))
    faults.stop()
    assert customer_informed_at is not None
    follow_up.result = text
    follow_up.customer_informed_at = customer_informed_at
    follow_up.closed_by_id, follow_up.closed_at = actor.user_id, now
    follow_up.version += 1
    follow_up.save(
        update_fields=["result", "customer_informed_at", "closed_by", "closed_at", "version"]
    )
    data = {
        "result": text,
        "customer_informed_at": customer_informed_at.isoformat(),
        "was_overdue": follow_up.due_at < now,
    }
    publish(_fact(FollowUpClosed, follow_up, data), actor=actor, now=now)
    return queries.find(actor, follow_up.pk)


def _lock(actor: Actor, follow_up_id: int, expected_version: int | None) -> FollowUp:
    """Return the open task, locked; refuse it to others, when closed, when changed meanwhile."""
    rows = queries.visible_to(actor).select_for_update(of=("self",))
    follow_up = rows.select_related("order__centre", "owner").filter(pk=follow_up_id).first()
    if follow_up is None:
        raise NotFound
    if not may_settle(actor, follow_up):
        raise Forbidden(
            _("Only the owner of this task or a supervisor may do this."),
            extra={"owner": follow_up.owner.username},
        )
    if follow_up.closed_at is not None:
        raise Conflict(
            _("This follow-up task is closed already."), extra={"version": follow_up.version}
        )
    if expected_version is not None and expected_version != follow_up.version:
        raise Stale(extra={"version": follow_up.version})
    return follow_up


def _usual_due(now: datetime) -> datetime:
    return now + timedelta(hours=DUE_HOURS.at(now))


def _check_due(due_at: datetime, now: datetime, faults: Faults) -> None:
    if not now < due_at < _LATEST:
        faults.add("due_at", _("The due time must lie in the future."))


def _owner(centre: Unit, username: str, faults: Faults) -> User | None:
    storable = text_fault(username, limit=TASK_LIMIT) is None
    found = queries.owners(centre).filter(username__iexact=username).first() if storable else None
    if found is None:
        faults.add("owner", _("Choose a person of the service centre of this work order."))
    return found


def _publish_opened(follow_up: FollowUp, order: WorkOrder, *, actor: Actor, now: datetime) -> None:
    data = {
        "task": follow_up.task,
        "owner": _person(follow_up.owner),
        "due_at": follow_up.due_at.isoformat(),
        "is_automatic": follow_up.is_automatic,
    }
    publish(_fact(FollowUpOpened, follow_up, data, order), actor=actor, now=now)


def _fact(
    kind: type[FollowUpFact],
    follow_up: FollowUp,
    data: Mapping[str, object],
    order: WorkOrder | None = None,
) -> FollowUpFact:
    order = order or follow_up.order
    return kind(subject_id=follow_up.pk, centre_id=order.centre_id, number=order.number, data=data)


def _person(user: User) -> dict[str, str]:
    return {"username": user.username, "name": user.name}
