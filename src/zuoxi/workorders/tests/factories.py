"""A small organisation and orders in any state, made by the same actions that people use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.customers.models import Customer, CustomerClass
from zuoxi.kernel import option_values
from zuoxi.kernel.actors import SYSTEM, Actor, Origin
from zuoxi.kernel.models import Event
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment, Technician, Unit
from zuoxi.workorders import actions, queries
from zuoxi.workorders.models import CodeItem, WorkOrder

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ORIGIN = Origin(channel="web", request_id="test", address="127.0.0.1")

_serial = count(1)


def make_unit(kind: str, code: str, *, name: str = "", parent: Unit | None = None) -> Unit:
    centre = parent if parent and parent.kind == UnitKind.CENTRE else None
    unit = Unit.objects.create(
        kind=kind, code=code, name=name or code, parent=parent, centre=centre, path=""
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def set_option(key: str, value: object) -> None:
    option_values.set_option(
        actor=SYSTEM, key=key, value=value, valid_from=NOW, source="test", now=NOW
    )


class Place:
    """One centre with two work areas, two technicians each, and one person per role."""

    def __init__(self, prefix: str = "", *, company: Unit | None = None) -> None:
        self.company = (
            company
            or Unit.objects.filter(kind=UnitKind.COMPANY).first()
            or make_unit(UnitKind.COMPANY, "company")
        )
        self.centre = make_unit(UnitKind.CENTRE, f"{prefix}centre", parent=self.company)
        self.areas = [
            make_unit(UnitKind.WORK_AREA, f"{prefix}area-{n}", name=f"工区{n}", parent=self.centre)
            for n in (1, 2)
        ]
        self.technicians = Technician.objects.bulk_create(
            Technician(work_area=area, code=f"{area.code}-t{n}", name=f"维修员{area.code}{n}")
            for area in self.areas
            for n in (1, 2)
        )
        CodeItem.objects.bulk_create(
            (
                CodeItem(
                    list=list_name,
                    code=code,
                    label_zh_hans=code,
                    valid_from=NOW.date(),
                    source="test",
                )
                for list_name, code in (
                    ("device_type", "digital"),
                    ("request_type", "test"),
                    ("return_reason", "R01"),
                )
            ),
            ignore_conflicts=True,
        )
        CustomerClass.objects.get_or_create(code="ordinary", defaults={"label_zh_hans": "普通"})
        self.customer = Customer.objects.create(
            customer_no=f"{prefix}111".upper(), centre=self.centre, name="王小明", created_at=NOW
        )
        self.prefix = prefix
        centre_roles = {
            "intake": Role.INTAKE_AGENT,
            "dispatcher": Role.DISPATCHER,
            "controller": Role.FORM_CONTROLLER,
            "reviewer": Role.REVIEWER,
            "archiver": Role.ARCHIVER,
            "supervisor": Role.SUPERVISOR,
            "auditor": Role.AUDITOR,
            "admin": Role.ADMINISTRATOR,
        }
        held = {name: [(role, self.centre)] for name, role in centre_roles.items()}
        held["area1"] = [(Role.WORK_AREA_STAFF, self.areas[0])]
        held["area2"] = [(Role.WORK_AREA_STAFF, self.areas[1])]
        held["head"] = [(Role.UNIT_HEAD, self.areas[0])]
        held["all"] = [each for name, roles in held.items() if name != "admin" for each in roles]
        self.users = self._people(held)

    def user(self, name: str, *held: tuple[str, Unit]) -> User:
        return self._people({name: held})[name]

    def _people(self, held: Mapping[str, Sequence[tuple[str, Unit]]]) -> dict[str, User]:
        # Nearly every test has a place: two statements for all of its people.
        users = {
            name: User(
                username=f"{self.prefix}{name}",
                name=f"{self.prefix}{name}",
                must_change_password=False,
                password_changed_at=NOW,
            )
            for name in held
        }
        User.objects.bulk_create(users.values())
        Assignment.objects.bulk_create(
            Assignment(user=users[name], role=role, unit=unit)
            for name, places in held.items()
            for role, unit in places
        )
        return users

    def actor(self, name: str) -> Actor:
        return replace(org.actor_for(self.users[name], ORIGIN))

    def history(self, order: WorkOrder) -> list[Event]:
        """Return all events of an order."""
        return list(queries.history(self.actor("supervisor"), order))


def create(place: Place, *, form_type: str = "fault_report", by: str = "intake", **changes):
    values = {
        "form_type": form_type,
        "customer_no": place.customer.customer_no,
        "device_type": "digital",
        "request_type": "test",
        "appointment_at": NOW + timedelta(days=1),
        "description": "测试",
        "idempotency_key": f"key-{next(_serial)}",
        "now": NOW,
    }
    return actions.create_order(actor=place.actor(by), **(values | changes)).order


INPUTS = {
    "accept": {},
    "return": {"return_reason": "R01", "misdispatch_note": "不属本工区"},
    "submit_review": {},
    "approve": {"review_remark": "完整"},
    "archive": {},
    "note_misdispatch": {},
    "recall": {},
    # Nothing that exists; whoever merges says into what.
    "merge": {"into": "20200101-00001"},
    "unmerge": {},
    "answer": {"answer": "已当场答复客户"},
}
_BOUNCE = ["dispatch", "return", "note_misdispatch"]

# By whom each action is taken, and how to get to each state from a new order.
BY = {
    "dispatch": "dispatcher",
    "accept": "area1",
    "return": "area1",
    "complete": "area1",
    "submit_review": "controller",
    "approve": "reviewer",
    "archive": "archiver",
    "note_misdispatch": "dispatcher",
    "redispatch": "dispatcher",
    "recall": "dispatcher",
    "adjudicate": "supervisor",
    "merge": "dispatcher",
    "unmerge": "dispatcher",
    "answer": "intake",
}
PATHS = {
    "created": [],
    "dispatched": ["dispatch"],
    "in_progress": ["dispatch", "accept"],
    "completed": ["dispatch", "accept", "complete"],
    "under_review": ["dispatch", "accept", "complete", "submit_review"],
    "reviewed": ["dispatch", "accept", "complete", "submit_review", "approve"],
    "archived": ["dispatch", "accept", "complete", "archive"],
    "returned": ["dispatch", "return"],
    "redispatch_pending": _BOUNCE,
    "adjudication": [*_BOUNCE, "dispatch", "return"],
}


def inputs_for(place: Place, name: str, *, area: int = 0) -> dict[str, object]:
    if name == "dispatch":
        return {
            "work_area": place.areas[area].code,
            "technician": place.technicians[area * 2].code,
            "remark": "请尽快上门",
        }
    if name == "adjudicate":
        return {
            "work_area": place.areas[area].code,
            "technician": place.technicians[area * 2].code,
            "basis": "设备归属划分表第三条",
        }
    if name == "complete":
        return {
            "handler": place.technicians[area * 2].code,
            "resolution_notes": "已更换机顶盒",
            "is_resolved": True,
            "is_petition": False,
            "callback_required": False,
        }
    if name == "redispatch":
        return {"reason": "客户仍未解决"}
    return dict(INPUTS[name])


def act(place: Place, order: WorkOrder, name: str, *, by: str = "", area: int = 0, **changes):
    values = {
        "actor": place.actor(by or BY[name]),
        "number": order.number,
        "name": name,
        "inputs": inputs_for(place, name, area=area),
        "expected_version": None,
        # One after the other, however many tests have run before.
        "now": NOW + timedelta(seconds=next(_serial)),
    }
    return actions.transition(**(values | changes)).order


def order_in(place: Place, state: str, **changes) -> WorkOrder:
    order = create(place, **changes)
    if state == "merged":
        return act(place, order, "merge", inputs={"into": create(place, **changes).number})
    for name in PATHS[state]:
        order = act(place, order, name)
    order.refresh_from_db()
    return order
