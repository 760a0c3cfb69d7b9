"""Goods that customers ordered by telephone, and what became of the orders (W-022)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from zuoxi.customers.models import Customer
from zuoxi.demo.accounts import DEPARTMENT
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import actions

_ARTICLES = (
    ("智能机顶盒", 199),
    ("蓝牙语音遥控器", 45),
    ("千兆路由器", 289),
    ("同轴电缆", 6),
)
_PATH = ("dispatch", "accept", "complete", "archive")
# What follows an order after how many hours, and what the customer says.
LATER: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
    (
        "order_change",
        5,
        "改送到单位前台，上午有人签收。",
        {"wanted_change": "改送单位前台"},
    ),
    ("order_payment", 8, "已用微信付清货款，请查收。", {"payment_method": "微信支付"}),
    ("order_tracking", 30, "请问订购的设备什么时候送到？", {}),
    ("goods_return", 80, "接口不合用，要求退货。", {"return_cause": "接口与电视机不匹配"}),
    ("refund", 100, "货已退回，请把货款原路退还。", {"refund_reason": "已退货"}),
    ("order_cancellation", 3, "家里已经有同款，不需要了。", {"cancellation_reason": "重复购买"}),
)


@dataclass
class Sale:
    """One goods order and the matter that follows it; ``number`` is known once it was created."""

    customer: Customer
    amount: str
    lines: list[dict[str, str]]
    number: str = ""


def steps(
    *,
    customers: Sequence[Customer],
    actors: Mapping[str, Actor],
    clerks: Sequence[str],
    random: Random,
    now: datetime,
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Yield what happens with some goods orders of the last days: when, and how to do it."""
    for place, (kind, hours, words, details) in enumerate(LATER):
        at = now - timedelta(days=9 - place, hours=random.randint(0, 5))
        name, price = random.choice(_ARTICLES)
        quantity = random.randint(1, 3)
        lines = [{"name": name, "quantity": str(quantity), "price": str(price)}]
        sale = Sale(customers[place], str(price * quantity), lines)
        yield at, partial(_order, sale, actors["intake"], name, at)
        for step, action in enumerate(_PATH[: place + 2]):
            moment = at + timedelta(minutes=20 + 40 * step)
            yield moment, partial(_move, sale, actors, action, clerks, moment)
        more = dict(details)
        if kind in {"order_payment", "refund"}:
            more["amount"] = sale.amount
        if kind == "goods_return":
            more["articles"] = lines
        later = at + timedelta(hours=hours)
        after = Sale(sale.customer, sale.amount, lines)
        yield later, partial(_follow, after, sale, actors["intake"], kind, words, more, later)
        for step, action in enumerate(_PATH[: len(_PATH) - place // 2]):
            moment = later + timedelta(minutes=15 + 50 * step)
            yield moment, partial(_move, after, actors, action, clerks, moment)


def _order(sale: Sale, actor: Actor, name: str, at: datetime) -> None:
    promise = (at + timedelta(days=3)).date().isoformat()
    goods = {"articles": sale.lines, "amount": sale.amount, "delivery_promise": promise}
    sale.number = _take_in(actor, sale, "goods_order", f"订购{name}", goods, at)


def _follow(  # noqa: PLR0917 - one column of a small table each
    after: Sale,
    sale: Sale,
    actor: Actor,
    kind: str,
    words: str,
    details: Mapping[str, Any],
    at: datetime,
) -> None:
    after.number = _take_in(actor, sale, kind, words, details, at)


def _take_in(
    actor: Actor, sale: Sale, kind: str, words: str, details: Mapping[str, Any], at: datetime
) -> str:
    created = actions.create_order(
        actor=actor,
        form_type="service_request",
        customer_no=sale.customer.customer_no,
        device_type="none",
        request_type=kind,
        appointment_at=None,
        description=words,
        details=details,
        follows=sale.number,
        idempotency_key="",
        now=at,
    )
    return created.order.number


def _move(
    sale: Sale, actors: Mapping[str, Actor], name: str, clerks: Sequence[str], at: datetime
) -> None:
    doers = {"dispatch": "dispatcher", "archive": "archiver"}
    inputs: dict[str, Any] = {}
    if name == "dispatch":
        remark = "请联系用户确认送货时间。"
        inputs = {"work_area": DEPARTMENT, "technician": clerks[0], "remark": remark}
    elif name == "complete":
        notes = "已送达，用户签收。"
        inputs = {"handler": clerks[0], "resolution_notes": notes, "is_resolved": True}
    actions.transition(
        actor=actors[doers.get(name, "department")],
        number=sale.number,
        name=name,
        inputs=inputs,
        expected_version=None,
        now=at,
    )
