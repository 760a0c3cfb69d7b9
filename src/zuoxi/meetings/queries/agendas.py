"""What is still open and comes on the agenda of a linkage meeting.

A higher package that knows more of what is open registers it with ``register_items``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.meetings.choices import IDLE_HOURS, MOST_ITEMS, ItemKind
from zuoxi.meetings.models import Decision, Meeting
from zuoxi.org.choices import UnitKind
from zuoxi.tasks import queries as tasks
from zuoxi.tasks.models import Task
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

DECISION = "meetings.decision"
_ORDER = "workorders.order"
_MOVING = (Status.DISPATCHED, Status.IN_PROGRESS)


@dataclass(frozen=True)
class OpenItem:
    """Something open that a meeting looks at, named as events name their subject.

    ``text`` is stored with the minutes: no personal data, the participants come from all units.
    """

    kind: ItemKind
    text: str
    source_type: str
    source_id: int
    since: datetime


# Called with a centre and a moment.
OpenItems = Callable[[int, datetime], Iterable[OpenItem]]

_providers: list[OpenItems] = []


def register_items(provider: OpenItems) -> OpenItems:
    """Let a higher package put what it knows to be open on the agendas of linkage meetings."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def open_items(meeting: Meeting, now: datetime) -> list[OpenItem]:
    """Return what is open for a meeting: of a group or a series all, about an order nothing."""
    if meeting.order_id is not None:
        return []
    found = _tasks(meeting)
    if meeting.group:
        found += _orders(meeting.centre_id, now)
        for provider in _providers:
            found += provider(meeting.centre_id, now)
    return found[:MOST_ITEMS]


def _tasks(meeting: Meeting) -> list[OpenItem]:
    """Return the open tasks that earlier meetings of the same series or group decided."""
    waiting = tasks.open_at(meeting.centre_id, DECISION)[: MOST_ITEMS * 2]
    by_source: dict[int, list[Task]] = {}
    for each in waiting:
        by_source.setdefault(each.source_id or 0, []).append(each)
    earlier = Decision.objects.filter(pk__in=by_source, meeting__starts_at__lt=meeting.starts_at)
    if meeting.group:
        earlier = earlier.filter(meeting__group=meeting.group)
    elif meeting.series_id is not None:
        earlier = earlier.filter(meeting__series_id=meeting.series_id)
    else:
        return []
    known = set(earlier.exclude(meeting=meeting).values_list("pk", flat=True))
    return [
        OpenItem(
            ItemKind.TASK,
            _("%(unit)s: %(text)s") % {"unit": each.unit.name, "text": each.text},
            "tasks.task",
            each.pk,
            each.due_at,
        )
        for each in waiting
        if each.source_id in known
    ]


def _orders(centre_id: int, now: datetime) -> list[OpenItem]:
    """Return the orders that have lain with a department without a move for long."""
    idle = now - timedelta(hours=IDLE_HOURS.at(now))
    rows = WorkOrder.objects.filter(
        centre_id=centre_id,
        status__in=_MOVING,
        last_action_at__lt=idle,
        work_area__kind=UnitKind.DEPARTMENT,
    )
    rows = rows.select_related("work_area", "request_type").order_by("last_action_at", "pk")
    return [
        OpenItem(
            ItemKind.ORDER,
            _("%(unit)s: work order %(number)s, %(type)s")
            % {
                "unit": each.work_area.name if each.work_area else "",
                "number": each.number,
                "type": each.request_type,
            },
            _ORDER,
            each.pk,
            each.last_action_at,
        )
        for each in rows[:MOST_ITEMS]
    ]
