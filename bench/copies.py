"""Older orders as copies of generated ones, made by the database itself.

A copy of the pattern (``bench.volume``) lies a whole number of days earlier. It has numbers of its
own, other customers, and other digits in its texts, so that telephones and house numbers differ
while words stay as frequent as they are; two copies share no digits but 0 and 1, with which
telephone numbers begin. Events that a nightly run would have moved to the archive of the log are
written there, and those that it would have removed are not copied.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, Model

from bench import volume
from bench.volume import Volume
from zuoxi.audit.choices import FORGET_DAYS, LOG_DAYS
from zuoxi.callbacks.events import CallbackOpened
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.comments.events import CommentAdded
from zuoxi.comments.models import Comment
from zuoxi.followups.events import FollowUpOpened
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.workorders.events import OrderCreated, OrderFact
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder

Parameters = Mapping[str, Any]

_DIGITS, _MOVED = "0123456789", "23456789"
# Copies take other customers of the same centre: every so many belong to the same one.
_NEXT_CUSTOMER = 10

_TEXT = "translate({column}, '0123456789', %(digits)s::text)"
_DESCRIPTION = _TEXT.format(column="data->>'description'")
_DESCRIPTION = _TEXT.format(column="data->>'description'")
_CUSTOMER = "mod(customer_id - 1 + %(customers_on)s, %(customers)s) + 1"
_ID = "id - %(places)s::bigint"

# What differs from the original besides moments, by table and column. Names of columns stand bare.
_ORDER = {
    "id": _ID,
    "number": (
        "to_char((received_at - %(back)s) AT TIME ZONE 'UTC', 'YYYYMMDD') || '-' || "
        "lpad((id - %(places)s::bigint)::text,"
        " greatest(5, length((id - %(places)s::bigint)::text)), '0')"
    ),
    "customer_id": _CUSTOMER,
    "description": _TEXT.format(column="description"),
    "idempotency_key": "md5(idempotency_key || %(digits)s::text || %(places)s::bigint)",
}
_OF_ORDER = {"order_id": "order_id - %(places)s::bigint"}


def _iso(name: str) -> str:
    """Return a moment of an event's data, earlier; an empty one stays empty."""
    moment = f"((data->>'{name}')::timestamptz - %(back)s) AT TIME ZONE interval '8 hours'"
    text = f"to_char({moment}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+08:00'"
    return f"CASE data->>'{name}' WHEN '' THEN '' ELSE {text} END"


_DATA = {
    OrderCreated.KIND: (
        f"'description', {_DESCRIPTION},"
        " 'customer_no', (mod(((data->>'customer_no')::bigint - %(first_no)s) / 7"
        " + %(customers_on)s, %(customers)s) * 7 + %(first_no)s)::text,"
        f" 'appointment_at', {_iso('appointment_at')},"
        f" 'feedback_due_at', {_iso('feedback_due_at')}"
    ),
    FollowUpOpened.KIND: f"'due_at', {_iso('due_at')}",
    CommentAdded.KIND: "'comment', (data->>'comment')::bigint - %(places)s::bigint",
}
_EVENT = {
    "id": "id - %(events)s::bigint",
    "request_id": "md5(request_id || %(places)s::bigint)",
    "subject_id": (
        f"CASE subject_type WHEN '{OrderFact.SUBJECT}' THEN subject_id - %(places)s::bigint"
        f" WHEN '{CallbackOpened.SUBJECT}' THEN subject_id - %(extras)s::bigint"
        f" WHEN '{FollowUpOpened.SUBJECT}' THEN subject_id - %(extras)s::bigint"
        " ELSE subject_id END"
    ),
    "leg_id": "leg_id - %(legs)s::bigint",
    "data": "CASE kind "
    + " ".join(
        f"WHEN '{kind}' THEN data || jsonb_build_object({changed})"
        for kind, changed in _DATA.items()
    )
    + " ELSE data END",
}
_EXTRA = {"id": "id - %(extras)s::bigint", **_OF_ORDER}
_OF_AN_ORDER = "order_id BETWEEN %(first)s AND %(last)s"

_COPIED: tuple[tuple[type[Model], Mapping[str, str], str], ...] = (
    (WorkOrder, _ORDER, "id BETWEEN %(first)s AND %(last)s"),
    (OrderText, {**_OF_ORDER, "text": _TEXT.format(column="text")}, _OF_AN_ORDER),
    (Dispatch, {"id": "id - %(legs)s::bigint", **_OF_ORDER}, _OF_AN_ORDER),
    (Callback, {**_EXTRA, "leg_id": "leg_id - %(legs)s::bigint"}, _OF_AN_ORDER),
    (
        Attempt,
        {
            "id": "id - %(calls)s::bigint",
            "callback_id": "callback_id - %(extras)s::bigint",
        },
        "callback_id BETWEEN %(first_extra)s AND %(last_extra)s",
    ),
    (FollowUp, _EXTRA, _OF_AN_ORDER),
    (Comment, {"id": _ID, **_OF_ORDER}, _OF_AN_ORDER),
    (
        Event,
        _EVENT,
        (
            "id BETWEEN %(first_event)s AND %(last_event)s AND CASE"
            f" WHEN subject_type = '{OrderFact.SUBJECT}'"
            " THEN subject_id BETWEEN %(first)s AND %(last)s"
            f" WHEN subject_type IN ('{CallbackOpened.SUBJECT}', '{FollowUpOpened.SUBJECT}')"
            " THEN subject_id BETWEEN %(first_extra)s AND %(last_extra)s"
            " ELSE %(with_others)s AND at >= %(since)s AND at < %(until)s END"
        ),
    ),
)


def write(wanted: Volume, first_event: int, number: int) -> None:
    """Write the copy of the pattern that lies so many times its length before it."""
    parameters = _parameters(wanted, first_event, number)
    with transaction.atomic(), connection.cursor() as cursor:
        for model, changed, condition in _COPIED:
            into = ArchivedEvent if model is Event and parameters["is_archived"] else model
            cursor.execute(_statement(model, into, changed, condition), parameters)


def _statement(
    model: type[Model], into: type[Model], changed: Mapping[str, str], condition: str
) -> str:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented API
    table, target = (
        each._meta.db_table  # noqa: SLF001 - Django's documented API
        for each in (model, into)
    )
    taken = [
        changed.get(
            str(each.column),
            f'"{each.column}" - %(back)s'
            if isinstance(each, DateTimeField)
            else f'"{each.column}"',
        )
        for each in fields
    ]
    names = ", ".join(f'"{each.column}"' for each in fields)
    order = "id" if "id" in {each.column for each in fields} else "order_id"
    return (
        f'INSERT INTO "{target}" ({names})'  # noqa: S608 - own names
        f' SELECT {", ".join(taken)} FROM "{table}"'
        f" WHERE {condition} ORDER BY {order}"
    )


def _parameters(wanted: Volume, first_event: int, number: int) -> Parameters:
    pattern = wanted.pattern
    places = number * len(pattern)
    # The oldest copy begins with the order that makes up the number of all.
    first = max(pattern.start, places)
    extras, calls = volume.EXTRAS, volume.CALLS
    events = wanted.events_of_a_copy
    begins = first_event + wanted.first_event_of(pattern.start)
    return {
        "back": timedelta(days=number * wanted.pattern_days),
        "digits": _digits(number),
        "places": places,
        "legs": places * volume.LEGS,
        "extras": places * extras,
        "calls": places * calls,
        "events": number * events,
        "first": first + 1,
        "last": pattern.stop,
        "first_extra": first * extras + 1,
        "last_extra": pattern.stop * extras,
        "first_event": begins,
        "last_event": begins + events - 1,
        "is_archived": wanted.is_older(number, timedelta(days=LOG_DAYS.at(wanted.now))),
        # Only the history of orders, customers and what hangs on them stays for ever.
        "with_others": not wanted.is_older(number, timedelta(days=FORGET_DAYS.at(wanted.now))),
        "since": wanted.received_at(first),
        "until": _until(wanted),
        "customers": wanted.customers,
        "customers_on": number * _NEXT_CUSTOMER,
        "first_no": volume.FIRST_CUSTOMER_NO,
    }


def _until(wanted: Volume) -> datetime:
    return wanted.generated_since + timedelta(days=wanted.pattern_days)


def _digits(number: int) -> str:
    """Return what the digits become in a copy; 0 and 1 stay."""
    moved = list(_MOVED)
    Random(f"{volume.SEED} digits {number}").shuffle(moved)
    return _DIGITS[:2] + "".join(moved)
