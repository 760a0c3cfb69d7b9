"""Signing in and out, and sessions that reach a limit."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from zuoxi.accounts import events, passwords, queries
from zuoxi.accounts.actions.failures import (
    Attempt,
    address_refusal,
    count_failure,
    count_unknown,
    locked_refusal,
    wrong,
)
from zuoxi.accounts.actions.tokens import revoke_all
from zuoxi.accounts.models import User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError, NotSignedIn
from zuoxi.kernel.policies import anybody, signed_in

_LONGEST_NAME = 150


class DemoPasswordRefused(NotSignedIn):
    """The well-known password was tried where it must not open anything."""

    code = "demo_password_refused"


def sign_in(*, actor: Actor, username: str, password: str, now: datetime) -> User:
    """Return the user these credentials belong to, or raise why they open nothing.

    ``actor`` carries where the attempt comes from. The attempt is counted and committed before
    this raises, so that a refusal is never undone by its own exception.
    """
    outcome = attempt_sign_in(actor=actor, username=username, password=password, now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


@action("accounts.attempt_sign_in", policy=anybody, internal=True)
def attempt_sign_in(
    *, actor: Actor, username: str, password: str, now: datetime
) -> User | DomainError:
    """Count one attempt; call ``sign_in`` instead. The row lock makes concurrent ones queue up."""
    attempt = Attempt(actor, _storable(username).strip()[:_LONGEST_NAME], now)
    password = _storable(password)
    refusal = _refuse_unseen(attempt, password)
    if refusal is not None:
        return refusal
    user = queries.by_username(attempt.username).select_for_update(no_key=True).first()
    if user is None:
        return _refuse_unknown(attempt, password)
    refusal = _refuse_known(replace(attempt, user=user), user, password)
    if refusal is not None:
        return refusal
    user.failed_sign_ins, user.locked_until = 0, None
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    publish(events.SignedIn(subject_id=user.pk), actor=_as(user, actor), now=now)
    return user


@action("accounts.sign_out", policy=signed_in, internal=True)
def sign_out(*, actor: Actor, now: datetime) -> None:
    """Record that somebody signed out; the surface flushes the session."""
    publish(events.SignedOut(subject_id=actor.user_id), actor=actor, now=now)


@action("accounts.end_session", policy=signed_in, internal=True)
def end_session(*, actor: Actor, reason: str, now: datetime) -> None:
    """Record that a session reached a limit; the middleware flushes it."""
    fact = events.SessionEnded(subject_id=actor.user_id, data={"reason": reason})
    publish(fact, actor=actor, now=now)


@action("accounts.end_all_sessions", policy=signed_in, internal=True)
def end_all_sessions(*, actor: Actor, now: datetime) -> User:
    """End every session and token of the own account; the surface may keep the one it serves."""
    locked = queries.own_account(actor).select_for_update(no_key=True).get()
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    revoke_all(locked, now=now)
    publish(events.SessionsEnded(subject_id=locked.pk), actor=actor, now=now)
    return locked


@action("accounts.unlock_user", policy=manages_people, internal=True)
def unlock_user(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Lift a lock before its time."""
    user = queries.person(actor, user_id)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.failed_sign_ins, user.locked_until = 0, None
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    publish(events.Unlocked(subject_id=user.pk, data={"name": user.name}), actor=actor, now=now)
    return user


def _refuse_unseen(attempt: Attempt, password: str) -> DomainError | None:
    """Refuse what is refused for every user name alike, so that it tells nothing about one."""
    refusal = address_refusal(attempt.actor, now=attempt.now)
    if refusal is not None:
        return refusal
    if len(password) > passwords.LONGEST:
        return attempt.refuse("too_long", wrong())
    if password == passwords.DEMO_PASSWORD and not passwords.is_demo():
        return attempt.refuse("demo_password", _demo_password_refused())
    return None


def _refuse_unknown(attempt: Attempt, password: str) -> DomainError:
    error, was_locked = count_unknown(attempt)
    if not was_locked:
        make_password(password)  # as much work as for a known name: the time tells nothing
    return error


def _refuse_known(attempt: Attempt, user: User, password: str) -> DomainError | None:
    refusal = locked_refusal(attempt, user)
    if refusal is None and not user.check_password(password):
        refusal = count_failure(attempt, user, wrong())
    if refusal is None and not user.is_active:
        refusal = attempt.refuse("inactive", wrong())
    return refusal


def _as(user: User, origin: Actor) -> Actor:
    return replace(origin, user_id=user.pk, name=user.name)


def _storable(text: str) -> str:
    """Replace what no database takes, so that a strange input is simply a wrong one."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _demo_password_refused() -> DemoPasswordRefused:
    return DemoPasswordRefused(
        _(
            "The password of the demo accounts opens nothing here. "
            "Use your own, or ask your administrator for a new one."
        )
    )
