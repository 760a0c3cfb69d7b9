"""Which levels of clocks nobody has been told of, and whom each is for."""

from collections.abc import Callable, Mapping, Sequence

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


def receivers(
    levels: Sequence[PassedLevel], orders: Mapping[int, WorkOrder]
) -> dict[int, frozenset[int]]:
    """Return the accounts that each level is for, by its id; some of it believed for seconds."""
    legs = Dispatch.objects.select_related("technician").in_bulk(
        {each.clock.leg_id for each in levels if each.clock.leg_id is not None}
    )
    found = {}
    for level in levels:
        people: set[int] = set()
        for informed in _INFORMS.get(level.name, ()):
            people |= _people_of(informed, level.clock, orders[level.clock.order_id], legs)
        found[level.pk] = frozenset(people)
    return found


def _people_of(
    informed: Informed, clock: Clock, order: WorkOrder, legs: Mapping[int, Dispatch]
) -> set[int]:
    unit_id = clock.unit_id or order.centre_id
    if informed is Informed.ASSIGNEE:
        return _assignees(clock, order, legs)
    if informed is Informed.DUTY_LEAD:
        return _people(org.supervisors_of, order.centre_id)
    if informed is Informed.DIRECTOR:
        return _heads(order.centre_id)
    if informed is Informed.DEPARTMENT_HEAD:
        return _heads(unit_id) | _heads(order.centre_id)
    return _heads(unit_id)


def _assignees(clock: Clock, order: WorkOrder, legs: Mapping[int, Dispatch]) -> set[int]:
    """Return who has the work: the technician, else the staff of the unit; the centre's people."""
    if clock.leg_id is not None:
        leg = legs[clock.leg_id]
        if leg.technician.user_id is not None:
            return {leg.technician.user_id}
        return _people(org.staff_of, leg.work_area_id)
    if clock.milestone == Milestone.DISPATCH:
        return _people(org.dispatchers_of, order.centre_id)
    return {order.received_by_id} if clock.milestone in _OF_THE_AGENT else set()


def _heads(unit_id: int) -> set[int]:
    return _people(org.heads_of, unit_id)


def _people(find: Callable[[int], QuerySet[User]], unit_id: int) -> set[int]:
    return believed((find, unit_id), lambda: {each.pk for each in find(unit_id)})
