"""Actors who set options."""

from datetime import UTC, datetime

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def person(username: str) -> User:
    return User.objects.create(
        username=username, name=username, must_change_password=False, password_changed_at=NOW
    )


def actor(*roles: Role, username: str = "somebody") -> Actor:
    user = User.objects.filter(username=username).first() or person(username)
    return Actor(user_id=user.pk, name=user.name, roles=frozenset(roles), channel="web")
