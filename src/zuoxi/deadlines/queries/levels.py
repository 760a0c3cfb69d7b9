"""Which levels of clocks nobody has been told of, and whom each is for."""

from django.db.models import QuerySet

from zuoxi.accounts.models import User
from zuoxi.clocks.facts import Milestone
from zuoxi.clocks.levels import LADDER, Informed
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.kernel.belief import believed
from zuoxi.org import queries as org
from zuoxi.workorders.models import Dispatch, WorkOrder

_INFORMS = {each.name: each.informs for each in LADDER}
# What the agent owes who took the order in; the rest of the order's own promises is dispatching.
_OF_THE_AGENT = frozenset({Milestone.CONTACT, Milestone.REPLY, Milestone.CALLBACK})


def untold(limit: int) -> QuerySet[PassedLevel]:
    """Return levels that nobody has been told of, the first ones first, and take them.

    What another worker has taken is passed over.
    """
    rows = PassedLevel.objects.filter(told_at=None).order_by("pk").select_related("clock")
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]


def receivers(level: PassedLevel, order: WorkOrder) -> frozenset[int]:
    """Return the accounts that a level is for, by their ids; some of it believed for seconds."""
    clock = level.clock
    found: set[int] = set()
    for informed in _INFORMS.get(level.name, ()):
        found |= _receivers(informed, clock, order)
    return frozenset(found)


def _receivers(informed: Informed, clock: Clock, order: WorkOrder) -> set[int]:
    unit_id = clock.unit_id or order.centre_id
    if informed is Informed.ASSIGNEE:
        return _assignees(clock, order)
    if informed is Informed.DUTY_LEAD:
        return _people(f"supervisors {order.centre_id}", org.supervisors_of(order.centre_id))
    if informed is Informed.DIRECTOR:
        return _heads(order.centre_id)
    if informed is Informed.DEPARTMENT_HEAD:
        return _heads(unit_id) | _heads(order.centre_id)
    return _heads(unit_id)


def _assignees(clock: Clock, order: WorkOrder) -> set[int]:
    """Return who has the work: the technician, else the staff of the unit; the centre's people."""
    if clock.leg_id is not None:
        leg = Dispatch.objects.select_related("technician").get(pk=clock.leg_id)
        if leg.technician.user_id is not None:
            return {leg.technician.user_id}
        return _people(f"staff {leg.work_area_id}", org.staff_of(leg.work_area_id))
    if clock.milestone == Milestone.DISPATCH:
        return _people(f"dispatchers {order.centre_id}", org.dispatchers_of(order.centre_id))
    return {order.received_by_id} if clock.milestone in _OF_THE_AGENT else set()


def _heads(unit_id: int) -> set[int]:
    return _people(f"heads {unit_id}", org.heads_of(unit_id))


def _people(name: str, users: QuerySet[User]) -> set[int]:
    return believed(("deadlines", name), lambda: {each.pk for each in users})
