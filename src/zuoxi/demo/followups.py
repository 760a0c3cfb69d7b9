"""Follow-up tasks of the demo: most were closed, some wait, some are overdue."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from zuoxi.demo.names import chance
from zuoxi.followups import actions
from zuoxi.followups.actions import Wanted
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Actor

_MINUTE = timedelta(minutes=1)
_RECENT = timedelta(days=3)
_CLOSED_AFTER = (90, 2_600)
_TOLD_BEFORE = timedelta(minutes=4)
_RESULTS = (
    "备件已到货并更换完毕，电话告知用户，用户确认恢复正常。",
    "已联系物业开放配电间，当日处理完毕，短信并电话告知用户。",
    "核实为上级线路检修，已向用户说明恢复时间并致歉。",
    "班长已上门复查，问题解决，用户签字确认。",
)
_TASKS = (
    "用户要求维修人员出发前先电话联系，请跟进到场时间并回复用户。",
    "用户催问备件到货时间，请向工区核实后回电。",
    "用户家中有老人，请在当天下班前确认处理进展并告知用户。",
    "用户要求书面答复，请与业务科核对口径后回复。",
)


def closings(
    unresolved: Sequence[datetime], *, random: Random, now: datetime
) -> Iterator[tuple[datetime, str]]:
    """Plan the ends of the tasks that unresolved completions have opened."""
    for completed_at in unresolved:
        at = completed_at + random.randint(*_CLOSED_AFTER) * _MINUTE
        # What is old has been settled; of what is recent a part still waits, some of it too long.
        if at < now and (completed_at < now - _RECENT or chance(random, 40)):
            yield at, random.choice(_RESULTS)


def by_hand(last: datetime, *, random: Random, now: datetime) -> Iterator[tuple[datetime, Wanted]]:
    """Plan a task that is opened while the order is worked on."""
    at = last + random.randint(5, 60) * _MINUTE
    if at < now and chance(random, 20):
        due_at = (at + random.randint(4, 60) * timedelta(hours=1)).replace(second=0, microsecond=0)
        yield at, Wanted(task=random.choice(_TASKS), due_at=due_at)


def close(result: str, *, actor: Actor, number: str, now: datetime) -> None:
    """Close the open task of an order, if there is one."""
    waiting = FollowUp.objects.filter(order__number=number, closed_at=None).first()
    if waiting is not None:
        actions.close_follow_up(
            actor=actor,
            follow_up_id=waiting.pk,
            result=result,
            customer_informed_at=max(waiting.created_at, now - _TOLD_BEFORE),
            expected_version=None,
            now=now,
        )


def open_by_hand(wanted: Wanted, *, actor: Actor, number: str, now: datetime) -> None:
    """Open a task for an order."""
    actions.open_follow_up(actor=actor, number=number, wanted=wanted, now=now)
