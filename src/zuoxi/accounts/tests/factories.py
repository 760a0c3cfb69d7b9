"""People with accounts, made the short way; the actions that make them are tested on their own."""

from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.accounts.sessions import SEEN_AT, SIGNED_IN_AT
from zuoxi.kernel.actors import Actor

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "Korrekt-Pferd-7"
ORIGIN = Actor(channel="web", request_id="req-1", address="192.0.2.7")


def person(username: str = "lin", **fields) -> User:
    """Return an active user who has signed in before and whose password is not expired."""
    fields = {
        "name": username.title(),
        "must_change_password": False,
        "password_changed_at": NOW,
    } | fields
    user = User(username=username, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def actor(user: User, *roles: Role) -> Actor:
    """Return the user as somebody who holds the roles, without any place."""
    return Actor(user_id=user.pk, name=user.name, roles=frozenset(roles), channel="web")


def administrator() -> Actor:
    """Return an administrator."""
    user = User.objects.filter(username="boss").first() or person("boss")
    return actor(user, Role.ADMINISTRATOR)


def signed_in(user: User, *, language: str = "zh-hans", **options) -> Client:
    """Return a browser in which somebody has just signed in; ``options`` are the client's own."""
    client = Client(headers={"accept-language": language}, **options)
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(timezone.now().timestamp())
    session.save()
    return client
