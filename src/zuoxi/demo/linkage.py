"""Linkage of the demo: a tariff matter that two departments work on, and what passes beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from zuoxi.accounts.choices import Role
from zuoxi.comments import actions as comments
from zuoxi.customers.models import Customer
from zuoxi.demo import people
from zuoxi.demo.accounts import CENTRE, DemoAccount
from zuoxi.kernel.actors import Actor
from zuoxi.linkage import actions as linkage
from zuoxi.org import actions as org
from zuoxi.workorders import actions

PRODUCT, TECHNOLOGY = f"{CENTRE}-product", f"{CENTRE}-technology"
# Beside the printed accounts: who answers for the two departments.
STAFF = (
    DemoAccount("product", "罗婉清", "2005", {Role.WORK_AREA_STAFF: (PRODUCT,)}, "", ""),
    DemoAccount("technology", "谢东来", "2006", {Role.WORK_AREA_STAFF: (TECHNOLOGY,)}, "", ""),
)
_CLERKS = (
    ("product-a", "罗婉清", PRODUCT),
    ("product-b", "冯天宇", PRODUCT),
    ("technology-a", "谢东来", TECHNOLOGY),
)
# How many orders it adds: a simple one, two items, one sub-order.
ORDERS = 4
_BEGUN = timedelta(hours=20)
_TYPE = "consultation"


def employ(
    *, actor: Actor, actors: dict[str, Actor], unit_ids: Mapping[str, int], now: datetime
) -> None:
    """Give the two departments their people, and let them act."""
    for place, (code, name, unit) in enumerate(_CLERKS):
        org.create_technician(
            actor=actor,
            work_area_id=unit_ids[unit],
            code=code,
            name=name,
            phone=f"1540000210{place}",
            username="",
            now=now,
        )
    actors |= people.act_as(STAFF, actor=actor, unit_ids=unit_ids, now=now)


def steps(
    *, customers: Sequence[Customer], actors: Mapping[str, Actor], now: datetime
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Yield what departments have to do with some matters of the last day."""
    first, second, third = customers[:3]
    begun, numbers = now - _BEGUN, dict[str, str]()

    def minutes(count: int) -> datetime:
        return begun + timedelta(minutes=count)

    def create(name: str, customer: Customer, text: str, at: datetime, **values: str) -> None:
        numbers[name] = _create(actors["intake"], customer, text, at, **values)

    def move(who: str, of: str, name: str, at: datetime, **inputs: object) -> None:
        actions.transition(
            actor=actors[who],
            number=numbers[of],
            name=name,
            inputs=inputs,
            expected_version=None,
            now=at,
        )

    def name_handler(who: str, of: str, technician: str, at: datetime) -> None:
        actions.name_handler(
            actor=actors[who],
            number=numbers[of],
            technician=technician,
            expected_version=None,
            now=at,
        )

    def report(who: str, of: str, text: str, at: datetime) -> None:
        draft = comments.Draft(text=text, is_progress=True)
        comments.add_comment(actor=actors[who], number=numbers[of], draft=draft, now=at)

    def divide(at: datetime) -> None:
        part = actions.divide(
            actor=actors["dispatcher"],
            number=numbers["item"],
            department=TECHNOLOGY,
            technician="technology-a",
            matter="请核对计费系统：该客户套餐外流量是否重复计费。",
            expected_version=None,
            now=at,
        )
        numbers["part"] = part.number

    def ask(at: datetime, who: str, **wanted: object) -> None:
        linkage.open_exchange(actor=actors[who], wanted=linkage.Wanted(**wanted), now=at)  # type: ignore[arg-type]

    def at(
        count: int, act: Callable[..., None], *values: object, **more: object
    ) -> tuple[datetime, Callable[[], None]]:
        moment = minutes(count)
        return moment, partial(act, *values, at=moment, **more)

    yield at(
        0,
        create,
        "simple",
        first,
        "问营业厅周末几点开门。",
        complexity="simple",
        answer="周末八点半到十七点，已当场答复。",
    )
    yield at(
        6,
        create,
        "item",
        second,
        "客户反映套餐升级后每月资费多出三十元，要求说明并退还多收部分。",
        complexity="complex",
    )
    yield at(
        15,
        move,
        "dispatcher",
        "item",
        "dispatch",
        work_area=PRODUCT,
        technician="product-a",
        remark="资费问题，请牵头核实。",
    )
    yield at(19, divide)
    yield at(24, name_handler, "product", "item", "product-b")
    yield at(26, move, "product", "item", "accept")
    yield at(31, name_handler, "technology", "part", "technology-a")
    yield at(33, move, "technology", "part", "accept")
    yield at(95, report, "technology", "part", "已调取三个月计费明细，正在比对。")
    yield at(
        260,
        move,
        "technology",
        "part",
        "complete",
        handler="technology-a",
        resolution_notes="套餐外流量重复计费两次，共六十元，已修正计费规则。",
        is_resolved=True,
        is_petition=False,
        callback_required=False,
    )
    yield at(300, report, "product", "item", "技术部已查明原因，正在办理退费审批。")
    yield at(
        320,
        ask,
        who="intake",
        direction="request",
        unit=TECHNOLOGY,
        subject="platform",
        text="坐席界面查询账单较慢，请优化。",
    )
    yield at(
        330,
        ask,
        who="supervisor",
        direction="feedback",
        unit=PRODUCT,
        subject="tariff",
        text="近一周多名用户反映升级套餐后的资费说明不清楚。",
        is_urgent=True,
    )
    yield at(
        1080,
        create,
        "waiting",
        third,
        "客户称同一账单被重复催缴，涉及多个部门，要求统一答复。",
        complexity="complex",
    )


def _create(actor: Actor, customer: Customer, text: str, now: datetime, **values: str) -> str:
    return actions.create_order(
        actor=actor,
        form_type="service_request",
        customer_no=customer.customer_no,
        device_type="none",
        request_type=_TYPE,
        appointment_at=None,
        description=text,
        idempotency_key="",
        now=now,
        **values,
    ).order.number
