"""What the people of the demo write to each other about their orders."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from zuoxi.comments import actions
from zuoxi.comments.actions import Draft
from zuoxi.demo.names import chance
from zuoxi.kernel.actors import Actor


class Remark(NamedTuple):
    """A comment to come; author and mentioned person are user names of the demo."""

    author: str
    text: str
    mentions: str = ""
    is_internal: bool = True


# After which action somebody has something to say. "staff" is whoever has the order then.
_REMARKS: dict[str, tuple[Remark, ...]] = {
    "dispatch": (
        Remark("dispatcher", "该小区今天已有三户报修，请先看楼道放大器。", "staff"),
        Remark("dispatcher", "用户白天上班，请在 18:00 后联系。", "staff"),
        Remark("intake", "用户刚来电补充：机顶盒指示灯不亮。", "staff"),
        Remark("intake", "用户询问上门时间，已答复按预约办理。", is_internal=False),
    ),
    "accept": (
        Remark("staff", "配件缺货，已向库房申领，预计明早到货。", "dispatcher"),
        Remark("staff", "已与用户约好，今天下午上门。", is_internal=False),
        Remark("staff", "电话打了两次没人接，晚些再联系。"),
    ),
    "complete": (
        Remark("supervisor", "请核对处理情况与用户反映是否一致。", "controller"),
        Remark("controller", "结果已核对，可以提交审核。", "reviewer"),
    ),
}
_SHARE = 22


def remarks(
    moves: Iterable[tuple[str, datetime, str]], *, random: Random, now: datetime
) -> Iterator[tuple[datetime, Remark]]:
    """Plan the comments of one order between its moves: (action, time, staff that has it then)."""
    steps = list(moves)
    ends = [at for _action, at, _staff in steps[1:]]
    for (action, at, staff), later in zip(steps, [*ends, now], strict=False):
        if action not in _REMARKS or not chance(random, _SHARE) or later <= at:
            continue
        remark = random.choice(_REMARKS[action])
        names = [staff if name == "staff" else name for name in (remark.author, remark.mentions)]
        moment = at + min((later - at) / 2, timedelta(minutes=random.randint(2, 30)))
        yield moment, remark._replace(author=names[0], mentions=names[1])


def write(remark: Remark, *, actors: Mapping[str, Actor], number: str, now: datetime) -> None:
    """Write a comment by the ordinary action."""
    mentioned = actors[remark.mentions].user_id if remark.mentions else None
    actions.add_comment(
        actor=actors[remark.author],
        number=number,
        draft=Draft(
            text=remark.text,
            mentions=frozenset({mentioned} if mentioned is not None else ()),
            is_internal=remark.is_internal,
        ),
        now=now,
    )
