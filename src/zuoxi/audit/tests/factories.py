"""Events and readers. Role names are written out: ``accounts`` stands above this package."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def event(kind: str, **fields) -> Event:
    fields = {
        "at": NOW,
        "kind": kind,
        "actor_name": "林晓彤",
        "channel": "web",
        "request_id": "req-1",
        "subject_type": "",
        "from_state": "",
        "to_state": "",
    } | fields
    return Event.objects.create(**fields)


def person(username: str, name: str):
    return get_user_model().objects.create(username=username, name=name)


def reader(*roles: str, centres: tuple[int, ...] = ()) -> Actor:
    return Actor(user_id=1, name="r", roles=frozenset(roles), centre_ids=frozenset(centres))
