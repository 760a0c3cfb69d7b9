"""What departments of the demo share: products, messages, a right, and an emergency under way."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from zuoxi.contacts import queries as contacts
from zuoxi.emergencies import actions as emergencies
from zuoxi.emergencies.actions import WantedEmergency, WantedShare
from zuoxi.kernel.actors import Actor
from zuoxi.memos import actions as memos
from zuoxi.memos import queries
from zuoxi.memos.actions import WantedMemo
from zuoxi.memos.policies import may_see_memos
from zuoxi.org.models import Unit
from zuoxi.products import actions as products
from zuoxi.products.actions import WantedProduct
from zuoxi.sharing import actions as sharing

# By the ending of the department's code: name, what is new, functions, instructions.
_PRODUCTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "-product": (
        (
            "高清互动机顶盒套餐",
            "套餐上市，含基本频道与七天回看。",
            "基本频道 120 套，高清频道 40 套；七天回看；支持点播。\n月费 26 元。",
            "1. 机顶盒接入电视和有线信号。\n2. 无信号时先检查信号线，再报修。",
        ),
        (
            "家庭宽带 200M",
            "下行速率由 100M 提升至 200M。",
            "下行 200M，上行 20M；可同时连接 32 台终端。",
            "光猫指示灯常亮为正常；闪红灯请重启，仍闪请报修。",
        ),
    ),
    "dept-business": (
        (
            "智能网关",
            "商城开售，支持货到付款。",
            "双频无线，四个千兆网口，可与机顶盒联动。",
            "首次使用扫描机身二维码设置名称和密码。",
        ),
    ),
}


def keep(*, actors: Mapping[str, Actor], now: datetime) -> None:
    """Add products, send messages, give a right and start an emergency."""
    supervisor, staff = actors["supervisor"], actors["department"]
    units = contacts.departments(supervisor)
    for unit in units:
        ending = next((each for each in _PRODUCTS if unit.code.endswith(each)), "")
        author = staff if ending == "dept-business" else supervisor
        for place, texts in enumerate(_PRODUCTS.get(ending, ())):
            _add(unit, texts, actor=author, now=now - timedelta(days=60 - place))
    _read_all(actors, now - timedelta(days=50))
    business = next(each for each in units if each.code.endswith("dept-business"))
    sharing.give_right(
        actor=supervisor,
        department_id=business.pk,
        kind="demands",
        reason="每月统计商品类咨询、投诉和建议",
        now=now - timedelta(days=20),
    )
    _send_messages(business, actors, now)
    _start_emergency(units, actors, now - timedelta(hours=2))


def _add(unit: Unit, texts: tuple[str, str, str, str], *, actor: Actor, now: datetime) -> None:
    name, summary, functions, instructions = texts
    wanted = WantedProduct(
        department_id=unit.pk,
        kind="launch",
        name=name,
        summary=summary,
        functions=functions,
        instructions=instructions,
        effective_on=timezone.localdate(now) + timedelta(days=3),
    )
    products.add_product(actor=actor, wanted=wanted, now=now)


def _read_all(actors: Mapping[str, Actor], now: datetime) -> None:
    for actor in actors.values():
        if may_see_memos(actor):
            for memo in queries.unread(actor, today=timezone.localdate(now)):
                memos.mark_read(actor=actor, memo_id=memo.pk, now=now)


def _send_messages(business: Unit, actors: Mapping[str, Actor], now: datetime) -> None:
    first = memos.send_memo(
        actor=actors["supervisor"],
        wanted=WantedMemo(
            title="本周六 22 点至次日 2 点客服系统升级",
            text="升级期间话务改走备用平台，工单可照常登记，派单短信延后发送。",
            to_all=True,
            expires_on=timezone.localdate(now) + timedelta(days=7),
        ),
        now=now - timedelta(hours=26),
    )
    for place, name in enumerate(("department", "intake", "area1")):
        read_at = now - timedelta(hours=24 - place)
        memos.mark_read(actor=actors[name], memo_id=first.pk, now=read_at)
    memos.send_memo(
        actor=actors["department"],
        wanted=WantedMemo(
            title="智能网关到货，可恢复受理订购",
            text="原缺货的订购工单可以重新派给营业部，预计三天内送达。",
            units=[business.centre_id or 0],
        ),
        now=now - timedelta(hours=3),
    )


def _start_emergency(units: list[Unit], actors: Mapping[str, Actor], begun: datetime) -> None:
    supervisor = actors["supervisor"]
    technology = next(each for each in units if each.code.endswith("-technology"))
    business = next(each for each in units if each.code.endswith("dept-business"))
    found = emergencies.start_emergency(
        actor=supervisor,
        wanted=WantedEmergency(
            kind="system_failure",
            title="语音平台间歇性中断",
            description="9 点起部分来电无法接入，已切换备用线路。",
            units=[technology.pk, business.pk],
        ),
        now=begun,
    )
    for place, name in enumerate(("head", "dispatcher", "area1"), start=2):
        emergencies.confirm_receipt(
            actor=actors[name], emergency_id=found.pk, now=begun + timedelta(minutes=place)
        )
    emergencies.record_meeting(
        actor=supervisor,
        emergency_id=found.pk,
        held_at=begun + timedelta(minutes=20),
        participants="客服中心、技术部、营业部",
        minutes="技术部排查主用线路，客服中心启用备用线路并公告。",
        now=begun + timedelta(minutes=50),
    )
    emergencies.draft_plan(
        actor=supervisor,
        emergency_id=found.pk,
        text="先恢复接入，再逐一回访未接通的客户。",
        shares=[
            WantedShare(unit_id=technology.pk, text="修复主用线路并书面说明原因"),
            WantedShare(unit_id=business.pk, text="安排人员在营业厅受理来电未接通的客户"),
        ],
        now=begun + timedelta(hours=1),
    )
    emergencies.approve_plan(
        actor=supervisor, emergency_id=found.pk, number=1, now=begun + timedelta(minutes=65)
    )
