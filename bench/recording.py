"""The statements of a walk, with what differs from walk to walk told apart by its meaning.

The walk is made some times. A value that is the same each time is part of the statement; any other
has to be what the walk itself gave: the order's number or id, the leg's id, the key, the request's
id or the moment. A value that is neither is an error, not a guess.
"""

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg.types.json import Jsonb

from bench.walk import NUMBER, Step
from zuoxi.workorders.models import Dispatch, MoveKey, WorkOrder

_WALKS = 5
# What is found in texts, beside other words; ids stand alone.
_IN_TEXTS = ("number", "key", "request")
_IDS = ("order", "leg")
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?s")
_TABLE = re.compile(r'(?:INSERT INTO|FROM) "?(\w+)"?')
_GIVEN_BY = {"workorders_workorder": "order", "workorders_dispatch": "leg"}
_SERIAL = "SELECT nextval('workorders_number')"


@dataclass(frozen=True)
class Statement:
    """A statement with ``$1``, ``$2``, …, and what stands for each of them.

    A parameter is ``["constant", value]``, ``["moment", ISO text]``, ``["role", name]`` or
    ``["text", [[is a role, word], …]]``: JSON, because another process reads it. ``gives`` names
    the role that the answer's only row gives a value, in the column ``column``.
    """

    sql: str
    parameters: list[list[Any]]
    is_inside: bool
    gives: str = ""
    column: str = "id"


@dataclass
class _Heard:
    sql: str
    parameters: list[Any]
    is_inside: bool
    cursor: Any
    rows: int


@dataclass
class _Call:
    """One call as it was recorded, with what it and its walk gave."""

    heard: list[_Heard]
    values: dict[str, Any]
    began: datetime
    ended: datetime

    @property
    def shape(self) -> tuple[str, ...]:
        return tuple(each.sql for each in self.heard)


@dataclass
class Recorded:
    """The statements of each step, and the numbers of the orders that were really walked."""

    steps: dict[str, list[Statement]]
    numbers: list[str] = field(default_factory=list)


def record(steps: Sequence[Step]) -> Recorded:
    """Walk some orders through the API in this process and return what it asked the database.

    Raises RuntimeError where a call is refused or a statement is not understood.
    """
    _walk(steps)  # What is believed for seconds is read by this one.
    walks = [_walk(steps) for _time in range(_WALKS)]
    found = {}
    for step in steps:
        calls = [walk[step.name] for walk in walks]
        # Now and then a call refreshes what it believes, which is no statement of its own.
        shortest = min((each.shape for each in calls), key=len)
        alike = [each for each in calls if each.shape == shortest]
        if len(alike) == 1:
            raise RuntimeError(f"{step.name} asked something else each time. Try again.")
        found[step.name] = _understood(step.name, alike)
    return Recorded(found, [walk[steps[0].name].values["number"] for walk in walks])


def _walk(steps: Sequence[Step]) -> dict[str, _Call]:
    calls: dict[str, _Call] = {}
    number = ""
    for step in steps:
        heard: list[_Heard] = []
        key, began = uuid.uuid4().hex, timezone.now()
        headers = {"host": "localhost", "authorization": f"Bearer {step.token}"}
        with connection.execute_wrapper(_Recorder(heard)):
            response = Client(headers=headers | {"idempotency-key": key}).post(
                step.path.replace(NUMBER, number), step.body, content_type="application/json"
            )
        if response.status_code >= 300:  # noqa: PLR2004 - anything else is no answer
            raise RuntimeError(f"{step.name} answers {response.status_code}: {response.content!r}")
        for each in heard:
            if each.rows < 0:  # It was sent in a batch, and is answered by now.
                each.rows = each.cursor.rowcount
        number = response.json()["number"]
        values = {"key": key, "request": response.headers["X-Request-ID"], "number": number}
        calls[step.name] = _Call(heard, values, began, timezone.now())
    order = WorkOrder.objects.get(number=number)
    leg = Dispatch.objects.get(order=order)
    digests = dict(MoveKey.objects.filter(order=order).values_list("key", "fingerprint"))
    for call in calls.values():
        digest = digests.get(call.values["key"], order.fingerprint)
        call.values |= {"order": order.pk, "leg": leg.pk, "fingerprint": digest}
    return calls


class _Recorder:
    """Keeps each statement with its values (Django's execute_wrapper)."""

    def __init__(self, heard: list[_Heard]) -> None:
        self._heard = heard
        self._depth = self._blocks()

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: Mapping[str, object] | Sequence[object] | None,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: dict[str, Any],
    ) -> object:
        if isinstance(params, Mapping):
            params = [params[each] for each in _PLACEHOLDER.findall(sql)]
            sql = _PLACEHOLDER.sub("%s", sql)
        is_inside = self._blocks() > self._depth
        answer = execute(sql, params, many, context)
        values = [_plain(each) for each in params or ()]
        cursor = context["cursor"]
        self._heard.append(_Heard(sql, values, is_inside, cursor, cursor.rowcount))
        return answer

    @staticmethod
    def _blocks() -> int:
        return len(connection.savepoint_ids) + connection.in_atomic_block


def _plain(value: object) -> object:
    if isinstance(value, Jsonb):
        return json.dumps(value.obj)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def _understood(name: str, calls: Sequence[_Call]) -> list[Statement]:
    found = []
    known = {"key", "request", "now", *(() if name == "create" else ("number",))}
    for alike in zip(*(each.heard for each in calls), strict=True):
        first = alike[0]
        values = zip(*(each.parameters for each in alike), strict=True)
        parameters = [_parameter(name, first.sql, each, calls) for each in values]
        missing = set().union(*map(_roles, parameters)) - known
        if missing:
            raise RuntimeError(f"{name} takes {missing} from nowhere: {first.sql}")
        sql, gives, column = _numbered(first.sql), "", "id"
        if first.sql == _SERIAL:
            # Written as Zuoxi writes it; the day is the one of the recording.
            day = calls[0].values["number"].partition("-")[0]
            sql = f"SELECT '{day}-' || to_char(nextval('workorders_number'), 'FM999900000') number"
            gives = column = "number"
        elif first.rows == 1 and ("SELECT" in first.sql or "RETURNING" in first.sql):
            table = _TABLE.search(first.sql)
            gives = _GIVEN_BY.get(table[1], "") if table else ""
        gives = "" if gives in known else gives
        known.add(gives)
        found.append(Statement(sql, parameters, first.is_inside, gives, column))
    inside = "".join("i" if each.is_inside else "o" for each in found)
    if not re.fullmatch("o*i+o*", inside):
        raise RuntimeError(f"{name} has not one transaction but {inside}.")
    return found


def _parameter(name: str, sql: str, values: Sequence[Any], calls: Sequence[_Call]) -> list[Any]:
    """Return what stands for one parameter, from its values in each of the calls."""
    first = values[0]
    if all(each == first for each in values):
        is_moment = isinstance(first, datetime)
        return ["moment", first.isoformat()] if is_moment else ["constant", first]
    both = list(zip(values, calls, strict=True))
    if all(isinstance(each, datetime) and call.began <= each <= call.ended for each, call in both):
        return ["role", "now"]
    if all(each == call.values["fingerprint"] for each, call in both):
        # A digest of what was asked, which nobody looks into: any is as good as another.
        return ["constant", first]
    if all(isinstance(each, str) for each in values):
        texts = [_pieces(each, call.values) for each, call in both]
        if all(each == texts[0] for each in texts):
            return ["text", texts[0]]
    roles = [role for role in _IDS if all(each == call.values[role] for each, call in both)]
    if len(roles) != 1:
        raise RuntimeError(f"{name} is not understood, {values!r} are {roles}: {sql}")
    return ["role", roles[0]]


def _pieces(text: str, values: dict[str, Any]) -> list[list[Any]]:
    roles = {values[role]: role for role in _IN_TEXTS}
    found = re.split("(" + "|".join(map(re.escape, roles)) + ")", text)
    return [[each in roles, roles.get(each, each)] for each in found if each]


def _roles(parameter: list[Any]) -> set[str]:
    kind, value = parameter
    if kind == "text":
        return {word for is_role, word in value if is_role}
    return {value} if kind == "role" else set()


def _numbered(sql: str) -> str:
    places = count(1)
    return _PLACEHOLDER.sub(lambda _found: f"${next(places)}", " ".join(sql.split()))
