"""Work orders that live on while somebody measures: real calls of the API, one after the other."""

import http.client
import json
import time
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from bench.serving import HOST
from zuoxi.accounts import actions as accounts
from zuoxi.accounts.models import User
from zuoxi.customers.models import Customer
from zuoxi.demo.accounts import AREA_1, CENTRE
from zuoxi.kernel.actors import Origin
from zuoxi.org import queries as org

_PATIENCE = 60.0
# Seconds that an order is left alone between two changes, so that each is heard by itself.
_REST = 10.0
_TECHNICIAN = "tech-a"
_MOST_CUSTOMERS = 500

Inputs = Mapping[str, object]


@dataclass(frozen=True)
class Step:
    """One action, the account that takes it, and what it types."""

    account: str
    action: str
    inputs: Inputs


_DISPATCH = Step(
    "dispatcher",
    "dispatch",
    {"work_area": AREA_1, "technician": _TECHNICIAN, "remark": "请先电话联系用户。"},
)
_DONE = (
    Step("area1", "accept", {}),
    Step(
        "area1",
        "complete",
        {
            "handler": _TECHNICIAN,
            "resolution_notes": "更换空气开关后恢复供电，已请用户确认。",
            "is_resolved": True,
            "is_petition": False,
            "callback_required": False,
        },
    ),
    Step("archiver", "archive", {}),
)
_BOUNCE = (
    Step("area1", "return", {"return_reason": "R02", "misdispatch_note": "不属于本工区。"}),
    Step("dispatcher", "note_misdispatch", {}),
)
# As often as an order bounces (bench.histories), one of so many.
_BOUNCES = 7


@dataclass
class Matter:
    """One order that is being played, and what is still to come."""

    number: str
    version: int
    steps: deque[Step]
    touched: float


@dataclass(frozen=True)
class Change:
    """One change: of which order, whether the work area hears of it too, and when (monotonic)."""

    number: str
    reaches_area: bool
    asked_at: float
    answered_at: float


class Caller:
    """An account with a token and one connection that stays open."""

    def __init__(self, port: int, account: str) -> None:
        actor = org.actor_for(User.objects.get(username=account), Origin("cli"))
        _row, self._token = accounts.issue_token(actor=actor, name="bench", now=timezone.now())
        self._connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)

    def call(
        self,
        method: str,
        path: str,
        body: Inputs | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, object]:
        """Return the answer; raise RuntimeError where it is a refusal."""
        sent = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        text = None if body is None else json.dumps(body)
        if text is not None:
            sent["Content-Type"] = "application/json"
        try:
            status, answer = self._asked(method, path, text, sent)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # It was idle for too long. Every write here carries a key, so asking again is safe.
            self._connection.close()
            status, answer = self._asked(method, path, text, sent)
        if status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {status} {answer!r}")
        found: dict[str, object] = json.loads(answer)
        return found

    def _asked(
        self, method: str, path: str, text: str | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        self._connection.request(method, path, text, dict(headers))
        response = self._connection.getresponse()
        return response.status, response.read()


def way(*, bounces: bool) -> tuple[Step, ...]:
    """Return what is done with an order after its creation."""
    return (_DISPATCH, *((*_BOUNCE, _DISPATCH) if bounces else ()), *_DONE)


class Play:
    """Orders from their creation to the archive, many at the same time, one call at a time."""

    def __init__(self, port: int) -> None:
        names = {"intake", *(step.account for step in (_DISPATCH, *_DONE, *_BOUNCE))}
        self.callers = {name: Caller(port, name) for name in sorted(names)}
        customers = Customer.objects.filter(centre__code=CENTRE).order_by("pk")
        self.customers = list(customers.values_list("customer_no", flat=True)[:_MOST_CUSTOMERS])
        self.orders: deque[Matter] = deque()
        self._created = 0

    def change(self) -> Change:
        """Make the next change: of the order that has rested longest, or a new order."""
        asked_at = time.monotonic()
        if self.orders and asked_at - self.orders[0].touched >= _REST:
            matter = self.orders.popleft()
            reaches_area = self._move(matter, matter.steps.popleft())
        else:
            matter = self._create()
            reaches_area = False
        matter.touched = time.monotonic()
        if matter.steps:
            self.orders.append(matter)
        return Change(matter.number, reaches_area, asked_at, matter.touched)

    def _create(self) -> Matter:
        self._created += 1
        place = self._created
        made = self.callers["intake"].call(
            "POST",
            "/api/v1/work-orders",
            {
                "form_type": "service_request",
                "customer_no": self.customers[place % len(self.customers)],
                "device_type": "none",
                "request_type": "consultation",
                "description": f"用户来电咨询停电计划，第{place}次。",
            },
            {"Idempotency-Key": uuid.uuid4().hex},
        )
        steps = deque(way(bounces=place % _BOUNCES == 0))
        return Matter(str(made["number"]), int(str(made["version"])), steps, 0.0)

    def _move(self, matter: Matter, step: Step) -> bool:
        moved = self.callers[step.account].call(
            "POST",
            f"/api/v1/work-orders/{matter.number}/actions/{step.action}",
            step.inputs,
            {"If-Match": f'"{matter.version}"', "Idempotency-Key": uuid.uuid4().hex},
        )
        matter.version = int(str(moved["version"]))
        return step.action != "note_misdispatch"
