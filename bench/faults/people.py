"""Scripted people who take orders through their whole life, each with customers of its own."""

import itertools
import threading
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.faults.calling import Answer, Caller
from bench.faults.ledger import Write
from bench.faults.seeding import World

# More than any order needs; one whose state nobody can make out is left.
_MOST_STEPS = 40
# Above the twenty that a bulk operation does at once, the worker does it.
_SMALL, _LARGE = 6, 24
_BULKS, _LARGE_BULKS = 35, 25
_COMMENTED, _URGED, _CORRECTED = 12, 6, 20
_RETURNED, _REOPENED, _REVIEWED, _CALLED = 12, 5, 75, 30


class Person:
    """One client at work; ``prefix`` begins all its keys."""

    def __init__(
        self, caller: Caller, world: World, customers: list[str], prefix: str, random: Random
    ) -> None:
        self._caller = caller
        self._world = world
        self._customers = customers
        self._random = random
        self._keys = (f"{prefix}-{n}" for n in itertools.count(1))

    def work(self, stop: threading.Event) -> None:
        """Take in orders and see them through, until told to stop."""
        while not stop.is_set():
            batch = self._batch()
            orders = [found for _each in range(batch) if (found := self._create()) is not None]
            if batch > 1:
                self._dispatch_together(orders)
            closed: list[str] = []
            for order in orders:
                self._see_through(order["number"], stop, closed if batch > 1 else None)
            if closed:
                self._archive_together(closed)

    def _batch(self) -> int:
        if not self._chance(_BULKS):
            return 1
        return _LARGE if self._chance(_LARGE_BULKS) else _SMALL

    def _create(self) -> Answer | None:
        key = next(self._keys)
        customer_no = self._random.choice(self._customers)
        tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
        body = {
            "form_type": self._random.choice(("service_request", "fault_report")),
            "customer_no": customer_no,
            "appointment_at": tomorrow.isoformat(timespec="minutes"),
            "device_type": self._random.choice(self._world.device_types),
            "request_type": self._random.choice(self._world.request_types),
            "description": f"故障演练 {key}",
        }
        if self._chance(_CORRECTED):
            self._correct(customer_no)
        return self._caller.write(Write(key, "create"), "intake", "/work-orders", body)

    def _correct(self, customer_no: str) -> None:
        key = next(self._keys)
        path = f"/customers/{customer_no}"
        write = Write(key, "correct", customer_no)
        self._caller.write(write, "intake", path, {"note": key}, method="PATCH")

    def _see_through(self, number: str, stop: threading.Event, closed: list[str] | None) -> None:
        order = self._look(number)
        for _step in range(_MOST_STEPS):
            if order is None or stop.is_set() or order["status"] == "archived":
                return
            if closed is not None and order["status"] == "completed" and order["is_reviewed"]:
                closed.append(number)
                return
            self._beside(order)
            moved = self._move(order)
            order = moved if moved and "status" in moved else self._look(number)

    def _look(self, number: str) -> Answer | None:
        return self._caller.read("supervisor", f"/work-orders/{number}")

    def _move(self, order: Answer) -> Answer | None:
        who, action, inputs = self._next(order)
        key = next(self._keys)
        number = order["number"]
        # The marker makes the rows of what takes a text findable by eye too.
        body = {name: key if value is None else value for name, value in inputs.items()}
        path = f"/work-orders/{number}/actions/{action}"
        return self._caller.write(Write(key, action, number), who, path, body)

    def _next(self, order: Answer) -> tuple[str, str, dict[str, Any]]:
        status = order["status"]
        if order["list"] == "adjudication":
            return "supervisor", "adjudicate", {**self._place(), "basis": None, "remark": None}
        if status in {"dispatched", "in_progress"}:
            return self._at_work(order)
        if status == "completed":
            return self._when_completed(order)
        waiting: dict[str, tuple[str, str, dict[str, Any]]] = {
            "created": ("dispatcher", "dispatch", {**self._place(), "remark": None}),
            "redispatch_pending": ("dispatcher", "dispatch", {**self._place(), "remark": None}),
            "returned": ("dispatcher", "redispatch", {"reason": None}),
            "under_review": ("reviewer", "approve", {"review_remark": None}),
        }
        return waiting[status]

    def _at_work(self, order: Answer) -> tuple[str, str, dict[str, Any]]:
        area = order["work_area"]["code"]
        if not order["is_bound"] and self._chance(_RETURNED):
            return self._world.staff[area], "return", {"misdispatch_note": None}
        if order["status"] == "dispatched":
            return self._world.staff[area], "accept", {}
        result = {
            "handler": self._random.choice(self._world.technicians[area]),
            "resolution_notes": None,
            "is_resolved": not self._chance(_REOPENED),
            "is_petition": self._chance(_REOPENED),
            "callback_required": self._chance(_CALLED),
        }
        return self._world.staff[area], "complete", result

    def _when_completed(self, order: Answer) -> tuple[str, str, dict[str, Any]]:
        if self._chance(_REOPENED):
            return "controller", "redispatch", {"reason": None}
        if order["is_reviewed"] or not self._chance(_REVIEWED):
            return "archiver", "archive", {}
        return "controller", "submit_review", {}

    def _place(self) -> dict[str, str]:
        area = self._random.choice(tuple(self._world.staff))
        return {"work_area": area, "technician": self._random.choice(self._world.technicians[area])}

    def _beside(self, order: Answer) -> None:
        """Comment, or pass on that the customer asks again."""
        number = order["number"]
        if self._chance(_COMMENTED):
            key = next(self._keys)
            who = self._random.choice(("dispatcher", "intake", "controller", "supervisor"))
            body = {"text": f"备注 {key}", "mentions": [self._world.mentioned]}
            write = Write(key, "comment", number)
            self._caller.write(write, who, f"/work-orders/{number}/comments", body)
        if self._chance(_URGED):
            key = next(self._keys)
            path = f"/work-orders/{number}/urge"
            self._caller.once(Write(key, "urge", number), "intake", path, {"remark": key})

    def _dispatch_together(self, orders: list[Answer]) -> None:
        key = next(self._keys)
        body = {"kind": "dispatch", **self._place(), "remark": key, "orders": _marked(orders)}
        writes = [Write(key, "dispatch", each["number"], bulk=True) for each in orders]
        if writes:
            self._caller.bulk(writes, "dispatcher", body)

    def _archive_together(self, numbers: list[str]) -> None:
        key = next(self._keys)
        marked = [{"number": each} for each in numbers]
        body = {"kind": "archive", "confirm_unresolved": True, "orders": marked}
        writes = [Write(key, "archive", each, bulk=True) for each in numbers]
        self._caller.bulk(writes, "archiver", body)

    def _chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent


def _marked(orders: list[Answer]) -> list[dict[str, Any]]:
    return [{"number": each["number"], "version": each["version"]} for each in orders]
