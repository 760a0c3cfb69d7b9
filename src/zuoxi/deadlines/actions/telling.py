"""Telling people which levels of clocks have fallen due: one notice for each clock and level."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from zuoxi.clocks.models import PassedLevel
from zuoxi.deadlines import queries
from zuoxi.deadlines.choices import STORM
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only
from zuoxi.notices import actions as notices
from zuoxi.notices.actions import News
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import WorkOrder

LEVEL_KIND = "deadlines.level"
STORM_KIND = "deadlines.storm"


@action("deadlines.tell_levels", policy=system_only, internal=True)
def tell_levels(*, actor: Actor, limit: int, now: datetime) -> int:
    """Tell of so many levels whoever each is for; return how many that were.

    Whoever would get more at once than ``deadlines.storm`` gets one notice that counts them: a
    screen full of notices is read by nobody.
    """
    levels = list(queries.untold(limit))
    orders = WorkOrder.objects.in_bulk({each.clock.order_id for each in levels})
    told = queries.receivers(levels, orders)
    much = Counter(person for receivers in told.values() for person in receivers)
    flooded = {person for person, count in much.items() if count > STORM.at(now)}
    for level in levels:
        order = orders[level.clock.order_id]
        receivers = told[level.pk] - flooded
        if receivers:
            notices.notify(actor=actor, receivers=receivers, news=_news(level, order), now=now)
    _tell_of_storm(levels, orders, told, flooded, actor=actor, now=now)
    PassedLevel.objects.filter(pk__in=[each.pk for each in levels]).update(told_at=now)
    return len(levels)


def _tell_of_storm(
    levels: Sequence[PassedLevel],
    orders: Mapping[int, WorkOrder],
    told: Mapping[int, frozenset[int]],
    flooded: Iterable[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give everybody who is flooded one notice, which the next portion renews while unread."""
    counts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for person in sorted(flooded):
        own = [each for each in levels if person in told[each.pk]]
        counts[orders[own[0].clock.order_id].centre_id, len(own)].append(person)
    for (centre_id, count), people in counts.items():
        news = News(
            kind=STORM_KIND,
            subject_type="org.unit",
            subject_id=centre_id,
            centre_id=centre_id,
            group=STORM_KIND,
            count=count,
        )
        notices.notify(actor=actor, receivers=people, news=news, now=now)


def _news(level: PassedLevel, order: WorkOrder) -> News:
    clock = level.clock
    return News(
        kind=LEVEL_KIND,
        subject_type=OrderFact.SUBJECT,
        subject_id=order.pk,
        centre_id=order.centre_id,
        group=f"clock:{clock.pk}:{level.name}",
        data={
            "number": order.number,
            "milestone": clock.milestone,
            "level": level.name,
            "due_at": clock.due_at.isoformat() if clock.due_at else "",
        },
    )
