"""Calls over HTTP that go into the ledger; an unanswered one is sent again with its key."""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bench.faults.ledger import Ledger, Write

_PATIENCE = 15.0
_PAUSE, _LONGEST_PAUSE = 0.2, 1.0
# A call that is still unanswered so long after the end stays unknown.
_GRACE = 90.0

Answer = dict[str, Any]


class Unanswered(Exception):
    """Nobody knows whether the call was carried out."""


@dataclass
class Line:
    """One client's connection to the relay; opened anew when it was lost."""

    port: int
    tokens: dict[str, str]
    _connection: http.client.HTTPConnection | None = None

    def call(
        self, who: str, method: str, path: str, body: Answer | None = None, key: str = ""
    ) -> tuple[int, Answer]:
        """Return status and answer; raise Unanswered where there is none that tells the result."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            payload = None if body is None else json.dumps(body)
            self._connection.request(method, f"/api/v1{path}", payload, headers)
            response = self._connection.getresponse()
            content = response.read()
            answer = json.loads(content) if content else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            self._connection = None
            raise Unanswered(type(error).__name__) from error
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unanswered(str(response.status))
        return response.status, answer


class Caller:
    """One scripted person's way to Zuoxi."""

    def __init__(self, line: Line, ledger: Ledger, stop: threading.Event) -> None:
        self._line = line
        self._ledger = ledger
        self._stop = stop
        self._give_up_at = float("inf")

    def read(self, who: str, path: str) -> Answer | None:
        """Return what stands at an address; None if it is refused or everything ends."""
        while not self._stop.is_set():
            try:
                status, answer = self._line.call(who, "GET", path)
            except Unanswered:
                time.sleep(_PAUSE)
                continue
            return answer if status == HTTPStatus.OK else None
        return None

    def write(
        self, write: Write, who: str, path: str, body: Answer, *, method: str = "POST"
    ) -> Answer | None:
        """Ask until there is an answer, with the same key each time; return it if it was done."""
        self._ledger.ask(write)
        began = time.monotonic()
        answer = self._answer(who, method, path, body, write.key)
        return None if answer is None else self._note(write, *answer, began)

    def once(self, write: Write, who: str, path: str, body: Answer) -> Answer | None:
        """Ask once, for what takes no key; without an answer it stays unknown."""
        self._ledger.ask(write)
        began = time.monotonic()
        try:
            status, answer = self._line.call(who, "POST", path, body)
        except Unanswered as reason:
            self._ledger.lose(str(reason), repeated=False)
            return None
        return self._note(write, status, answer, began)

    def bulk(self, writes: list[Write], who: str, body: Answer) -> bool:
        """Ask for one action on many orders and note the result of each; False if unanswered."""
        self._ledger.ask(*writes)
        try:
            status, answer = self._line.call(who, "POST", "/dispatching/bulk", body)
        except Unanswered as reason:
            self._ledger.lose(str(reason), repeated=False)
            return False
        if status != HTTPStatus.CREATED:
            for write in writes:
                self._ledger.refuse(write, f"{status} {answer.get('code')}")
            return True
        return self._rows(writes, who, answer)

    def _rows(self, writes: list[Write], who: str, bulk: Answer) -> bool:
        waiting = {each.number: each for each in writes}
        while True:
            # An answer that says so counts from its own beginning, as any other.
            began = time.monotonic()
            for item in bulk["items"]:
                if item["result"] and item["number"] in waiting:
                    write = waiting.pop(item["number"])
                    if item["result"] == "done":
                        self._ledger.acknowledge(
                            write, number=write.number, version=bulk["id"], began=began
                        )
                    else:
                        self._ledger.refuse(write, item["result"])
            if not waiting:
                return True
            time.sleep(_LONGEST_PAUSE)
            found = self.read(who, f"/dispatching/bulk/{bulk['id']}")
            if found is None:
                return False
            bulk = found

    def _answer(
        self, who: str, method: str, path: str, body: Answer, key: str
    ) -> tuple[int, Answer] | None:
        pause = _PAUSE
        while True:
            try:
                return self._line.call(who, method, path, body, key)
            except Unanswered as reason:
                again = self._may_repeat()
                self._ledger.lose(str(reason), repeated=again)
                if not again:
                    return None
            time.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _may_repeat(self) -> bool:
        if not self._stop.is_set():
            return True
        self._give_up_at = min(self._give_up_at, time.monotonic() + _GRACE)
        return time.monotonic() < self._give_up_at

    def _note(self, write: Write, status: int, answer: Answer, began: float) -> Answer | None:
        if status < HTTPStatus.BAD_REQUEST or answer.get("code") == "already_done":
            number = answer.get("number") or write.number
            version = answer.get("version") or 0
            self._ledger.acknowledge(write, number=number, version=version, began=began)
            return answer
        self._ledger.refuse(write, f"{status} {answer.get('code')}")
        return None
