"""What the people of the demo type often, kept as templates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.macros import actions
from zuoxi.macros.actions import Wanted

_SOLVED = {"is_resolved": "yes", "is_petition": "no", "callback_required": "no"}

# Of the supervisor, for the centre and its work areas.
_OF_CENTRE = (
    Wanted(
        name="停电报修：已排除欠费",
        shortcut="td",
        place="intake",
        values={
            "description": "用户反映家中停电，邻居供电正常。已核实无欠费、空气开关未跳闸，"
            "疑似表箱或入户线故障。请先电话联系用户再上门。"
        },
    ),
    Wanted(
        name="有线电视无信号",
        shortcut="wxh",
        place="intake",
        values={
            "description": "机顶盒提示“无信号”，全部频道受影响。已指导用户重启机顶盒、"
            "重新插拔同轴线和智能卡，故障依旧。请上门检测入户电平。"
        },
    ),
    Wanted(
        name="安全隐患优先处理",
        shortcut="aq",
        place="dispatch",
        values={
            "remark": "存在安全隐患，请优先处理：到场先设置警示，确认安全后再作业；"
            "到场、离场均回电调度。预约时间 {{ order.appointment }}。"
        },
    ),
    Wanted(
        name="预约上门",
        shortcut="yy",
        place="dispatch",
        values={
            "remark": "用户 {{ customer.name }} 预约 {{ order.appointment }} 上门，"
            "出发前请先电话联系，如需改期请及时反馈。"
        },
    ),
    Wanted(
        name="更换机顶盒，恢复正常",
        shortcut="jdh",
        place="complete",
        values={
            "resolution_notes": "经检测机顶盒主板故障，已更换机顶盒并重新授权，"
            "全部频道收视正常，用户现场确认。处理日期：{{ today }}。",
            **_SOLVED,
        },
    ),
    Wanted(
        name="表箱开关跳闸，已恢复供电",
        shortcut="tz",
        place="complete",
        values={
            "resolution_notes": "现场检查为表箱进线开关过载跳闸，核对用电负荷后重合，供电恢复正常。"
            "已提醒用户避免多台大功率电器同时使用。",
            **_SOLVED,
        },
    ),
    Wanted(
        name="缺备件，未解决",
        shortcut="qbj",
        place="complete",
        values={
            "resolution_notes": "现场确认需更换备件，目前库存不足，已申请调拨。"
            "已向用户说明情况，到货后另约时间上门。",
            "is_resolved": "no",
            "is_petition": "no",
            "callback_required": "yes",
        },
    ),
    Wanted(
        name="产权不属我方",
        shortcut="cq",
        place="return",
        values={
            "return_reason": "R01",
            "misdispatch_note": "现场核实：故障点位于用户产权分界点之后（表后线路），"
            "不属本工区维护范围，已向用户说明，请改派或答复用户自行委托有资质单位处理。",
        },
    ),
    Wanted(
        name="资料完整，同意",
        shortcut="ok",
        place="approve",
        values={"review_remark": "处理过程、结果和回单资料完整，{{ actor.name }} 审核同意。"},
    ),
    Wanted(
        name="用户表示满意",
        shortcut="my",
        place="callback",
        values={
            "connect_status": "connected",
            "solved": "solved",
            "satisfaction": "satisfied",
            "remark": "用户确认表单 {{ order.number }} 的问题已解决，对服务表示满意，无其他诉求。",
        },
    ),
    Wanted(
        name="已答复用户",
        shortcut="df",
        place="follow_up",
        values={"result": "{{ today }} 已电话答复用户，说明处理结果，用户无异议。"},
    ),
)

# Of the people themselves.
_OWN: tuple[tuple[str, Wanted], ...] = (
    (
        "dispatcher",
        Wanted(
            name="请工区反馈进度",
            shortcut="fk",
            place="comment",
            values={"text": "请反馈表单 {{ order.number }} 的处理进度和预计完成时间。"},
        ),
    ),
    (
        "intake",
        Wanted(
            name="要求书面答复",
            shortcut="sm",
            place="intake",
            values={"description": "用户要求书面答复，请与业务科核对口径后回复。"},
        ),
    ),
)


def keep(*, actors: Mapping[str, Actor], centre: str, now: datetime) -> None:
    """Write the templates down."""
    for wanted in _OF_CENTRE:
        shared = replace(wanted, visibility="unit", unit=centre)
        actions.create_macro(actor=actors["supervisor"], wanted=shared, now=now)
    for who, wanted in _OWN:
        actions.create_macro(actor=actors[who], wanted=wanted, now=now)
