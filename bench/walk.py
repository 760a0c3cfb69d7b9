"""The life of an order as calls of the API, each by somebody whose work it is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.models import User
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.org import queries as org
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import queries
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem

# Stands in a path for the number of the order that is walked with.
NUMBER = "NUMBER"


@dataclass(frozen=True)
class Step:
    """One call: who makes it is known by the bearer token, ``body`` is JSON in one line."""

    name: str
    path: str
    token: str
    body: str


def steps() -> list[Step]:
    """Return the steps from creation to archive, with fresh tokens of the demo's accounts.

    The order goes to the work area of the account ``area1``.
    """
    area = Unit.objects.get(pk=min(_actor("area1").area_ids))
    technician = Technician.objects.filter(work_area=area, is_active=True).order_by("pk")[0]
    customers = Customer.objects.filter(centre_id=area.centre_id, is_active=True).order_by("pk")
    created = {
        "form_type": "fault_report",
        "customer_no": customers[customers.count() // 2].customer_no,
        "device_type": queries.code_items(CodeList.DEVICE_TYPE)[0].code,
        "request_type": _plain(queries.code_items(CodeList.REQUEST_TYPE)).code,
        "appointment_at": "2099-12-01T09:00:00+08:00",
        "description": "整栋楼停电，楼道灯也不亮",
    }
    completed: dict[str, object] = {
        "handler": technician.code,
        "resolution_notes": "更换保险，已恢复供电",
        "is_resolved": True,
        "is_petition": False,
        "callback_required": False,
    }
    dispatched: dict[str, object] = {
        "work_area": area.code,
        "technician": technician.code,
        "remark": "请尽快",
    }
    moves: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("dispatch", "dispatcher", dispatched),
        ("accept", "area1", {}),
        ("complete", "area1", completed),
        ("submit_review", "controller", {}),
        ("approve", "reviewer", {"review_remark": "资料完整"}),
        ("archive", "archiver", {}),
    )
    tokens = {who: _token(who) for who in {"intake", *(who for _name, who, _body in moves)}}
    found = [Step("create", "/api/v1/work-orders", tokens["intake"], json.dumps(created))]
    for name, who, body in moves:
        path = f"/api/v1/work-orders/{NUMBER}/actions/{name}"
        found.append(Step(name, path, tokens[who], json.dumps(body)))
    return found


def _actor(username: str) -> Actor:
    return org.actor_for(User.objects.get(username=username), Origin("cli"))


def _token(username: str) -> str:
    now = timezone.now()
    return accounts.issue_token(actor=_actor(username), name="bench walk", now=now)[1]


def _plain(items: Iterable[CodeItem]) -> CodeItem:
    asking = queries.request_fields_by_type()
    return next(each for each in items if each.code not in asking)
