"""How rows change: an action asks its policy, opens the transaction, publishes one fact."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection, transaction

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden
from zuoxi.kernel.events import Fact, Signal, reactions_to, signal_of
from zuoxi.kernel.models import Event
from zuoxi.kernel.policies import Policy
from zuoxi.kernel.statements import after_batch

P = ParamSpec("P")
R = TypeVar("R")

LIVE_CHANNEL = "zuoxi_live"
# PostgreSQL refuses 8000 bytes; a longer list of names becomes "*": fetch everything again.
_LONGEST_PAYLOAD = 7900

# Every write stores a fact and most tell of it: one statement, written once.
_STORE_SQL = """
INSERT INTO kernel_event (
    at, kind, actor_id, actor_name, channel, request_id, address,
    subject_type, subject_id, centre_id, leg_id, from_state, to_state, data
) VALUES (%s, %s, %s, %s, %s, %s, %s::inet, %s, %s, %s, %s, %s, %s, %s::jsonb)
"""
_STORE_AND_TELL_SQL = f"WITH stored AS ({_STORE_SQL}RETURNING id) SELECT pg_notify(%s, %s)"


@dataclass(frozen=True)
class ActionSpec:
    """What is known of an action without calling it; ``internal`` ones have no API route."""

    name: str
    policy: Policy
    internal: bool
    function: Callable[..., object]


_registry: dict[str, ActionSpec] = {}


def action(
    name: str, *, policy: Policy, internal: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare ``verb_noun(*, actor, now, …)`` as a write: policy first, then one transaction.

    The function returns the changed object or raises a DomainError; it never returns a flag.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if name in _registry:
            raise ValueError(f"Action {name} is declared twice")
        _registry[name] = ActionSpec(name, policy, internal, function)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast("Actor", kwargs["actor"])
            if not policy(actor):
                raise Forbidden(extra={"action": name})
            with transaction.atomic():
                return function(*args, **kwargs)

        return run

    return decorate


def registry() -> dict[str, ActionSpec]:
    """Return every declared action by name."""
    return dict(sorted(_registry.items()))


def publish(fact: Fact, *, actor: Actor, now: datetime) -> None:
    """Store the fact as one event row, tell open browsers at commit, call the reactions.

    Must run inside the action's transaction: the row, every reaction and the notification stand
    or fall together with the write that caused them.
    """
    _store(fact, signal_of(fact), actor=actor, now=now)
    for reaction in reactions_to(fact):
        after_batch(partial(reaction, fact, actor=actor, now=now))


def record_refusal(*, actor: Actor, now: datetime, code: str, what: str) -> None:
    """Leave an event for a refused call, outside the transaction that the refusal rolled back."""
    Event.objects.create(
        at=now,
        kind="kernel.refused",
        actor_id=actor.user_id,
        actor_name=actor.name,
        channel=actor.channel,
        request_id=actor.request_id,
        address=actor.address or None,
        subject_type="",
        from_state="",
        to_state="",
        data={"code": code, "what": what[:200]},
    )


def _store(fact: Fact, signal: Signal | None, *, actor: Actor, now: datetime) -> None:
    values: list[Any] = [
        now,
        fact.kind,
        actor.user_id,
        actor.name,
        actor.channel,
        actor.request_id,
        actor.address or None,
        fact.SUBJECT,
        fact.subject_id,
        fact.centre_id,
        fact.leg_id,
        fact.from_state,
        fact.to_state,
        json.dumps(dict(fact.data)),
    ]
    with connection.cursor() as cursor:
        if signal is None:
            cursor.execute(_STORE_SQL, values)
        else:
            cursor.execute(_STORE_AND_TELL_SQL, [*values, LIVE_CHANNEL, _told(signal)])


def _told(signal: Signal) -> str:
    payload = _payload(signal.audience, signal.topics)
    if len(payload) > _LONGEST_PAYLOAD:
        payload = _payload(signal.audience, ["*"])
    if len(payload) > _LONGEST_PAYLOAD:
        payload = _payload(["*"], ["*"])
    return payload


def _payload(audience: Iterable[str], topics: Iterable[str]) -> str:
    names = {"audience": sorted(audience), "topics": sorted(topics)}
    return json.dumps(names, separators=(",", ":"))
