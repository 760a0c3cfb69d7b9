"""Accounts as their owner and the administrator see them."""

import hashlib
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from zuoxi.accounts.events import SignInFailed
from zuoxi.accounts.models import Token, User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.models import Event

_MOST_FAILURES = 1000


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


def failures_from(address: str, *, since: datetime) -> list[datetime]:
    """Return when sign-ins from an address failed lately, newest first."""
    rows = _latest_failures().filter(address=address, at__gt=since)
    return list(rows.order_by("-id").values_list("at", flat=True))


def failures_of_unknown(username: str) -> list[datetime]:
    """Return when a user name that nobody has was tried in vain, oldest first; nobody asks."""
    rows = _latest_failures().filter(data__reason="unknown", data__username__iexact=username)
    return list(rows.order_by("id").values_list("at", flat=True))


def queue_up_for_name(username: str) -> None:
    """Let attempts at one unknown name wait for each other, as a row lock does for a known one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(lower(%s)))", [username])


def _latest_failures() -> QuerySet[Event]:
    # Bounded, so that the index by kind answers however long the log has grown.
    latest = Event.objects.filter(kind=SignInFailed.KIND).order_by("-id")
    return Event.objects.filter(pk__in=latest.values("pk")[:_MOST_FAILURES])


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
