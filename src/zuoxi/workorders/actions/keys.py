"""Calls that carry a key are carried out once: the repeat gets the first result (ADR 0012)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.kernel.statements import Reading, insert
from zuoxi.workorders.models import MoveKey, WorkOrder

_EARLIER = Reading(MoveKey, "WHERE user_id = %s AND key = %s")


def fingerprint_of(inputs: Mapping[str, object]) -> str:
    """Return a digest by which two calls with the same values are known to be the same."""
    return hashlib.sha256(json.dumps(inputs).encode("utf-8", "replace")).hexdigest()


def serialise(actor: Actor, key: str) -> None:
    """Let the second of two identical calls wait until the first has committed.

    It then finds what the first has done. The unique constraints stay as the last line of defence.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{actor.user_id}:{key}"]
        )


def refuse_reuse(
    stored: str, asked: Mapping[str, object], sentence: str = "", **extra: object
) -> None:
    """Raise Conflict where a key has carried out something else than what is asked with it now.

    Rows from before fingerprints were kept have none; nobody can tell any more, so they pass.
    """
    if stored in {"", fingerprint_of(asked)}:
        return
    raise Conflict(
        sentence
        or _("This key has already carried out another action. Send this one with a new key."),
        code="idempotency_key_reused",
        extra=extra,
    )


def ask_earlier_move(
    actor: Actor, key: str, asked: Mapping[str, object]
) -> Callable[[], MoveKey | None]:
    """Ask what the actor has moved with this key; the function returned waits for it.

    Something else asked with it is a Conflict.
    """
    if not key:
        return lambda: None
    serialise(actor, key)
    rows = _EARLIER.ask(actor.user_id, key)

    def earlier() -> MoveKey | None:
        found = next(iter(rows()), None)
        if found is not None:
            refuse_reuse(found.fingerprint, asked)
        return found

    return earlier


def keep_move(
    order: WorkOrder,
    message: str,
    *,
    actor: Actor,
    key: str,
    asked: Mapping[str, object],
    now: datetime,
) -> None:
    """Remember what a call with a key has made of an order."""
    if not key:
        return
    assert actor.user_id is not None
    insert(
        MoveKey(
            user_id=actor.user_id,
            key=key,
            order=order,
            fingerprint=fingerprint_of(asked),
            message=message,
            version=order.version,
            at=now,
        )
    )
