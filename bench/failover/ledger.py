"""Clients that write without a pause, repeat what was not answered, and note what was."""

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from bench.failover.nodes import WEB_PORT

# The account of the demo that holds every role.
_USER, _PASSWORD = "all", "zuoxi-demo"
_PATIENCE = 10.0
_PAUSE = 0.25
_API = "/api/v1"
_ORDER = {
    "form_type": "fault_report",
    "customer_no": "111",
    "device_type": "digital",
    "request_type": "fault_repair",
    "appointment_at": "2030-01-15T09:30:00+08:00",
}
# What is done to each order after that, one after the other.
_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("dispatch", {"work_area": "area-1", "technician": "tech-a", "remark": "Before noon"}),
    ("accept", {}),
    ("complete", {"handler": "tech-a", "resolution_notes": "Replaced", "is_resolved": True}),
)


class Write(NamedTuple):
    """One acknowledged write: which order it made or moved to which version, and when."""

    number: str
    version: int
    acknowledged: float


@dataclass
class Ledger:
    """What all clients have been told. ``run`` marks their orders in the description."""

    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    writes: list[Write] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    repeats: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, number: str, version: int) -> None:
        """Note that a write was answered as done."""
        with self._lock:
            self.writes.append(Write(number, version, time.monotonic()))

    def note(self, answer: str, *, is_repeat: bool) -> None:
        """Count an answer, or the lack of one."""
        with self._lock:
            self.answers[answer] += 1
            self.repeats += is_repeat

    def refuse(self, sentence: str) -> None:
        """Note an answer that a correct client must not get."""
        with self._lock:
            self.refusals.append(sentence)

    def longest_pause(self, since: float, until: float) -> float:
        """Return the most seconds between two acknowledged writes in this stretch of time."""
        with self._lock:
            inside = sorted(w.acknowledged for w in self.writes if since <= w.acknowledged <= until)
        moments = [since, *inside, until]
        return max(b - a for a, b in pairwise(moments))


class Clients:
    """A number of clients in threads; they begin with ``with`` and end in peace after it."""

    def __init__(self, ledger: Ledger, addresses: Sequence[str], count: int) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=_Client(ledger, addresses, number).work, args=(self._stopping,), daemon=True
            )
            for number in range(count)
        ]

    def __enter__(self) -> None:
        for each in self._threads:
            each.start()

    def __exit__(self, *_error: object) -> None:
        """Let every client bring its last order to its end."""
        self._stopping.set()
        for each in self._threads:
            each.join(120)


class _Client:
    """One script that takes in orders and carries them through, at whichever node answers."""

    def __init__(self, ledger: Ledger, addresses: Sequence[str], number: int) -> None:
        self._ledger = ledger
        self._addresses = addresses
        self._turn = number
        self._connection: http.client.HTTPConnection | None = None
        self._token = ""
        self._mark = f"{ledger.run}-{number}"

    def work(self, stopping: threading.Event) -> None:
        """Take in one order after the other until told to stop."""
        sign_in = {"username": _USER, "password": _PASSWORD}
        self._token = str(self._until_answered("/auth/token", sign_in, "")[0].get("token", ""))
        serial = 0
        while not stopping.is_set():
            serial += 1
            self._carry_through(f"{self._mark}-{serial}")

    def _carry_through(self, mark: str) -> None:
        number = self._write("/work-orders", {**_ORDER, "description": mark}, f"{mark}-create")
        for action, inputs in _STEPS:
            if number:
                path = f"/work-orders/{number}/actions/{action}"
                number = self._write(path, inputs, f"{mark}-{action}")

    def _write(self, path: str, body: Mapping[str, Any], key: str) -> str:
        """Return the number of the order once the write is acknowledged; nothing if refused."""
        answer, version = self._until_answered(path, body, key)
        number = str(answer.get("number", ""))
        if number and version:
            self._ledger.acknowledge(number, version)
            return number
        self._ledger.refuse(f"{path}: {json.dumps(answer, ensure_ascii=False)[:500]}")
        return ""

    def _until_answered(
        self, path: str, body: Mapping[str, Any], key: str
    ) -> tuple[dict[str, Any], int]:
        """Ask one node after the other, with the same key, until one says yes or no."""
        is_repeat = False
        while True:
            status, answer, version = self._ask(path, body, key)
            self._ledger.note(str(status or "no answer"), is_repeat=is_repeat)
            if status and status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer, version if status < http.HTTPStatus.BAD_REQUEST else 0
            is_repeat = True
            self._turn += 1
            self._drop()
            time.sleep(_PAUSE)

    def _ask(self, path: str, body: Mapping[str, Any], key: str) -> tuple[int, dict[str, Any], int]:
        headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        headers |= {"Authorization": f"Bearer {self._token}"} if self._token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            connection = self._connected()
            connection.request("POST", _API + path, json.dumps(body), headers)
            response = connection.getresponse()
            answer = json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}, 0
        return response.status, answer, int((response.headers["ETag"] or "0").strip('"'))

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            address = self._addresses[self._turn % len(self._addresses)]
            self._connection = http.client.HTTPConnection(address, WEB_PORT, timeout=_PATIENCE)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
