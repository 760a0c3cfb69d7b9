"""Callbacks of the demo's completed orders: most have been made, some failed, some wait."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from zuoxi.callbacks import actions
from zuoxi.callbacks.actions import Result
from zuoxi.callbacks.choices import CallbackStatus, ConnectStatus, Satisfaction, Solved
from zuoxi.callbacks.models import Callback
from zuoxi.demo.names import chance
from zuoxi.kernel.actors import Actor

_WAIT = (25, 600)
_SPOKEN: tuple[tuple[Solved, Satisfaction, str], ...] = (
    (Solved.SOLVED, Satisfaction.VERY_SATISFIED, "用户表示维修及时，态度好。"),
    (Solved.SOLVED, Satisfaction.SATISFIED, "问题已解决，用户表示满意。"),
    (Solved.SOLVED, Satisfaction.SATISFIED, "已恢复正常，用户无其他需求。"),
    (Solved.SOLVED, Satisfaction.FAIRLY_SATISFIED, "已解决，用户希望上门前提前电话联系。"),
    (Solved.PARTLY, Satisfaction.FAIRLY_SATISFIED, "基本解决，晚上偶尔仍有卡顿，已告知继续观察。"),
    (Solved.UNSOLVED, Satisfaction.DISSATISFIED, "用户表示问题仍然存在，已转班长跟进。"),
)
_UNREACHED = (ConnectStatus.NO_ANSWER, ConnectStatus.BUSY, ConnectStatus.SWITCHED_OFF)


def calls(
    completions: Sequence[datetime], *, random: Random, now: datetime
) -> Iterator[tuple[datetime, Result]]:
    """Plan the calls after the completions of one order that lie far enough back."""
    for completed_at in completions:
        at = completed_at + timedelta(minutes=random.randint(*_WAIT))
        if at >= now or not chance(random, 85):
            continue
        if chance(random, 18):
            yield at, Result(connect_status=random.choice(_UNREACHED))
            continue
        solved, satisfaction, remark = random.choice(_SPOKEN)
        yield (
            at,
            Result(
                connect_status=ConnectStatus.CONNECTED,
                solved=solved,
                satisfaction=satisfaction,
                remark=remark,
            ),
        )


def record(result: Result, *, actor: Actor, number: str, now: datetime) -> None:
    """Record a call, unless the order has been put back and nobody is to be called any more."""
    waiting = Callback.objects.filter(order__number=number, status=CallbackStatus.OPEN).first()
    if waiting is not None:
        actions.record_result(
            actor=actor, callback_id=waiting.pk, result=result, expected_version=None, now=now
        )
