"""Linkage of the demo: a tariff matter that two departments work on, and what passes beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from zuoxi.workorders import queries as workorders

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
_SETTLED = timedelta(hours=2)
_TYPE = "consultation"
_TARIFF = "客户反映套餐升级后每月资费多出三十元，要求说明并退还多收部分。"
_REMINDED_TWICE = "客户称同一账单被重复催缴，涉及多个部门，要求统一答复。"
_RESULT = {
    "handler": "technology-a",
    "resolution_notes": "套餐外流量重复计费两次，共六十元，已修正计费规则。",
    "is_resolved": True,
    "is_petition": False,
    "callback_required": False,
}
_REQUEST = linkage.Wanted(
    direction="request",
    unit=TECHNOLOGY,
    subject="platform",
    text="坐席界面查询账单较慢，请优化。",
)
_FEEDBACK = linkage.Wanted(
    direction="feedback",
    unit=PRODUCT,
    subject="tariff",
    text="近一周多名用户反映升级套餐后的资费说明不清楚。",
    is_urgent=True,
)


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


def name_handlers(*, actors: Mapping[str, Actor], now: datetime) -> None:
    """Let the business department say who handles what has lain there for some hours."""
    actor = actors["department"]
    rows = workorders.visible_to(actor).filter(
        status__in=("dispatched", "in_progress"), last_action_at__lt=now - _SETTLED
    )
    for order in rows.select_related("technician").order_by("pk"):
        assert order.technician is not None
        actions.name_handler(
            actor=actor,
            number=order.number,
            technician=order.technician.code,
            expected_version=None,
            now=now,
        )


def steps(
    *, customers: Sequence[Customer], actors: Mapping[str, Actor], now: datetime
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Yield what departments have to do with some matters of the last day."""
    day, begun = _Day(actors), now - _BEGUN
    first, second, third = customers[:3]
    told: list[tuple[int, Callable[..., None], tuple[object, ...]]] = [
        (0, day.answer, (first, "问营业厅周末几点开门。", "周末八点半到十七点，已当场答复。")),
        (6, day.create, ("item", second, _TARIFF)),
        (15, day.dispatch, ("item", PRODUCT, "product-a", "资费问题，请牵头核实。")),
        (19, day.divide, ("请核对计费系统：该客户套餐外流量是否重复计费。",)),
        (24, day.name_handler, ("product", "item", "product-b")),
        (26, day.move, ("product", "item", "accept", {})),
        (31, day.name_handler, ("technology", "part", "technology-a")),
        (33, day.move, ("technology", "part", "accept", {})),
        (95, day.report, ("technology", "part", "已调取三个月计费明细，正在比对。")),
        (260, day.move, ("technology", "part", "complete", _RESULT)),
        (300, day.report, ("product", "item", "技术部已查明原因，正在办理退费审批。")),
        (320, day.ask, ("intake", _REQUEST)),
        (330, day.ask, ("supervisor", _FEEDBACK)),
        (1080, day.create, ("waiting", third, _REMINDED_TWICE)),
    ]
    for minutes, act, values in told:
        at = begun + timedelta(minutes=minutes)
        yield at, partial(act, *values, now=at)


@dataclass
class _Day:
    """What happens on one day; ``numbers`` has the orders by the names they go by here."""

    actors: Mapping[str, Actor]
    numbers: dict[str, str] = field(default_factory=dict)

    def answer(self, customer: Customer, text: str, answer: str, *, now: datetime) -> None:
        """Answer a simple matter at once."""
        self._create(customer, text, now, complexity="simple", answer=answer)

    def create(self, name: str, customer: Customer, text: str, *, now: datetime) -> None:
        """Take in a complex matter."""
        self.numbers[name] = self._create(customer, text, now, complexity="complex")

    def dispatch(self, of: str, unit: str, clerk: str, remark: str, *, now: datetime) -> None:
        """Dispatch it to the department that leads."""
        inputs = {"work_area": unit, "technician": clerk, "remark": remark}
        self.move("dispatcher", of, "dispatch", inputs, now=now)

    def divide(self, matter: str, *, now: datetime) -> None:
        """Let the technology department assist."""
        part = actions.divide(
            actor=self.actors["dispatcher"],
            number=self.numbers["item"],
            department=TECHNOLOGY,
            technician="technology-a",
            matter=matter,
            expected_version=None,
            now=now,
        )
        self.numbers["part"] = part.number

    def move(
        self, who: str, of: str, name: str, inputs: Mapping[str, object], *, now: datetime
    ) -> None:
        """Move an order."""
        actions.transition(
            actor=self.actors[who],
            number=self.numbers[of],
            name=name,
            inputs=inputs,
            expected_version=None,
            now=now,
        )

    def name_handler(self, who: str, of: str, technician: str, *, now: datetime) -> None:
        """Name who handles it at the department."""
        actions.name_handler(
            actor=self.actors[who],
            number=self.numbers[of],
            technician=technician,
            expected_version=None,
            now=now,
        )

    def report(self, who: str, of: str, text: str, *, now: datetime) -> None:
        """Report progress."""
        draft = comments.Draft(text=text, is_progress=True)
        comments.add_comment(actor=self.actors[who], number=self.numbers[of], draft=draft, now=now)

    def ask(self, who: str, wanted: linkage.Wanted, *, now: datetime) -> None:
        """Ask a department, or pass on what users say."""
        linkage.open_exchange(actor=self.actors[who], wanted=wanted, now=now)

    def _create(self, customer: Customer, text: str, now: datetime, **values: str) -> str:
        return actions.create_order(
            actor=self.actors["intake"],
            form_type="service_request",
            customer_no=customer.customer_no,
            device_type="none",
            request_type=_TYPE,
            appointment_at=None,
            description=text,
            idempotency_key="",
            now=now,
            complexity=values["complexity"],
            answer=values.get("answer", ""),
        ).order.number
