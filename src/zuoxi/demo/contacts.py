"""Contact persons of the demo: whom to turn to at three departments, and one call under way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from zuoxi.contacts import actions, queries
from zuoxi.contacts.actions import WantedInterface, WantedPerson, WantedStep
from zuoxi.contacts.models import ContactPerson
from zuoxi.kernel.actors import Actor
from zuoxi.org.models import Unit

_GOODS = "goods_order"
_WEEK = ("08:30-12:00, 13:30-17:30",) * 5 + ("", "")
_ROUND_THE_CLOCK = ("00:00-24:00",) * 7

# What goods orders go through at the business department, and who does it.
_STEPS = (
    ("核对商品、数量和收货地址", "营业部"),
    ("确认收款方式并登记", "营业部"),
    ("安排配送，登记单号", "营业部"),
    ("电话告知客户送达时间", "客服中心"),
)

# By the ending of the department's code.
_PERSONS: dict[str, tuple[WantedPerson, ...]] = {
    "dept-business": (
        WantedPerson(
            name="何思远",
            username="department",
            office_phone="027-85550131",
            mobile="15400003001",
            email="he.siyuan@example.org",
            hours=_ROUND_THE_CLOCK,
        ),
        WantedPerson(
            name="孟凡",
            office_phone="027-85550132",
            mobile="15400003002",
            hours=_ROUND_THE_CLOCK,
        ),
        WantedPerson(
            name="沈慧敏",
            username="head",
            office_phone="027-85550130",
            mobile="15400003003",
            other="对讲 3 频道",
        ),
    ),
    "-product": (
        WantedPerson(
            name="罗婉清", office_phone="027-85550141", email="luo@example.org", hours=_WEEK
        ),
        WantedPerson(name="冯天宇", mobile="15400003004", hours=_ROUND_THE_CLOCK),
        WantedPerson(name="高鹏", email="gao@example.org"),
    ),
    "-technology": (
        WantedPerson(name="谢东来", office_phone="027-85550151", mobile="15400003005", hours=_WEEK),
    ),
}
# Kind, name, types of requests, and the persons of the department in the order of their turns.
_INTERFACES: dict[str, tuple[tuple[str, str, tuple[str, ...], tuple[int, ...]], ...]] = {
    "dept-business": (
        ("business", "商品订购与配送", (_GOODS,), (0, 1, 2)),
        ("function", "合同与账务", (), (1, 2)),
    ),
    "-product": (("product", "有线电视与宽带套餐", (), (0, 1, 2)),),
    "-technology": (("function", "客服平台运维", (), (0,)),),
}


def keep(*, actors: Mapping[str, Actor], now: datetime) -> None:
    """Name contact persons at three departments, and agree on how goods orders are handled."""
    supervisor = actors["supervisor"]
    for unit in queries.departments(supervisor):
        ending = next((each for each in _PERSONS if unit.code.endswith(each)), None)
        if ending is not None:
            _keep_at(unit, ending, supervisor, now)
        if ending == "dept-business":
            process = actions.propose_process(
                actor=actors["department"],
                department_id=unit.pk,
                request_type=_GOODS,
                steps=[WantedStep(text=text, who=who) for text, who in _STEPS],
                now=now,
            )
            for name in ("supervisor", "head"):
                actions.approve_process(actor=actors[name], process_id=process.pk, now=now)


def reach_out(*, actors: Mapping[str, Actor], now: datetime) -> None:
    """Be about to reach somebody for an order that lies with the business department."""
    intake = actors["intake"]
    units = [u for u in queries.departments(intake) if u.code == "dept-business"]
    waiting = [each for unit in units for each in queries.open_orders_at(intake, unit, limit=1)]
    for order in waiting:
        begun = now - timedelta(minutes=4)
        actions.start_reach_out(actor=intake, number=order.number, is_urgent=True, now=begun)
        actions.record_attempt(
            actor=intake,
            number=order.number,
            outcome="not_reached",
            way="office",
            remark="无人接听",
            expected_version=None,
            now=now - timedelta(minutes=2),
        )


def _keep_at(unit: Unit, ending: str, supervisor: Actor, now: datetime) -> None:
    persons: Sequence[ContactPerson] = [
        actions.save_person(actor=supervisor, department_id=unit.pk, wanted=each, now=now)
        for each in _PERSONS[ending]
    ]
    for kind, name, types, places in _INTERFACES[ending]:
        wanted = WantedInterface(
            kind=kind,
            name=name,
            request_types=types,
            persons=[persons[place].pk for place in places],
        )
        actions.save_interface(actor=supervisor, department_id=unit.pk, wanted=wanted, now=now)
