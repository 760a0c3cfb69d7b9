"""Accounts as their owner and the administrator see them."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from zuoxi.accounts.models import Token, User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound


def digest_of(secret: str) -> str:
    """Return what is stored of a token; tokens are long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def visible_to(actor: Actor) -> QuerySet[User]:
    """Return the accounts an actor may look at: all for the administrator, else the own one."""
    if manages_people(actor):
        return User.objects.all()
    return User.objects.filter(pk=actor.user_id or 0)


def people(actor: Actor, *, text: str = "", active: bool | None = None) -> QuerySet[User]:
    """Return the accounts whose name, user name or staff number contains the text."""
    rows = visible_to(actor)
    if active is not None:
        rows = rows.filter(is_active=active)
    if text:
        rows = rows.filter(
            Q(username__icontains=text) | Q(name__icontains=text) | Q(staff_no__icontains=text)
        )
    return rows


def person(actor: Actor, user_id: int) -> User:
    """Return one account the actor may look at; raise NotFound otherwise."""
    found = visible_to(actor).filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def own_account(actor: Actor) -> QuerySet[User]:
    """Return the actor's own account; nobody's for a system actor."""
    return User.objects.filter(pk=actor.user_id or 0)


def by_username(username: str) -> QuerySet[User]:
    """Return the account of that user name, whatever its case; nobody's right is checked."""
    lowered = Lower(Value(username))
    return User.objects.annotate(_lower=Lower("username")).filter(_lower=lowered)


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """Return the actor's own tokens, newest first."""
    return Token.objects.filter(user_id=actor.user_id or 0).order_by("-id")


def usable_token(secret: str, *, now: datetime) -> Token | None:
    """Return the token with its user, with one query; None if unknown, ended or the user left."""
    return (
        Token.objects.select_related("user")
        .filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
