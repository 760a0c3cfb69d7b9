"""Signing in and out, counted failures, and sessions that reach a limit."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts import events, passwords, queries
from zuoxi.accounts.choices import LOCKOUT_FAILURES, LOCKOUT_MINUTES
from zuoxi.accounts.models import User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError, NotSignedIn, TooManyRequests
from zuoxi.kernel.policies import anybody, signed_in

_LONGEST_NAME = 150


class WrongCredentials(NotSignedIn):
    """Unknown user name, wrong password or closed account: the caller is not told which."""

    code = "wrong_credentials"


class DemoPasswordRefused(NotSignedIn):
    """The well-known password was tried where it must not open anything."""

    code = "demo_password_refused"


class LockedOut(TooManyRequests):
    """The account is locked for some minutes; ``extra["retry_after"]`` says for how long."""

    code = "locked_out"


@dataclass(frozen=True)
class _Attempt:
    """One try to sign in, and how it is refused."""

    actor: Actor
    username: str
    now: datetime
    user: User | None

    def refuse(self, reason: str, error: DomainError) -> DomainError:
        """Record the refusal and return the error that the caller will raise."""
        publish(
            events.SignInFailed(
                subject_id=self.user.pk if self.user else None,
                data={"username": self.username, "reason": reason},
            ),
            actor=self.actor,
            now=self.now,
        )
        return error


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
    username = _storable(username).strip()[:_LONGEST_NAME]
    password = _storable(password)
    user = queries.by_username(username).select_for_update(no_key=True).first()
    attempt = _Attempt(actor, username, now, user)
    if password == passwords.DEMO_PASSWORD and not passwords.is_demo():
        return attempt.refuse("demo_password", _demo_password_refused())
    if user is None:
        make_password(password)  # as much work as for a known name: the time tells nothing
        return attempt.refuse("unknown", _wrong())
    if user.locked_until is not None and user.locked_until > now:
        return attempt.refuse("locked", _locked(user.locked_until - now))
    if len(password) > passwords.LONGEST or not user.check_password(password):
        return _count_failure(attempt, user)
    if not user.is_active:
        return attempt.refuse("inactive", _wrong())
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
    """End every session of the actor's own account; the surface may keep the one it serves."""
    locked = queries.own_account(actor).select_for_update(no_key=True).get()
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    publish(events.SessionsEnded(subject_id=locked.pk), actor=actor, now=now)
    return locked


def drop_ended_sessions(*, now: datetime) -> None:
    """Drop the rows of sessions that nobody can use any more; no event, nothing has happened."""
    Session.objects.filter(expire_date__lt=now).delete()


@action("accounts.unlock_user", policy=manages_people, internal=True)
def unlock_user(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Lift a lock before its time."""
    user = queries.person(actor, user_id)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.failed_sign_ins, user.locked_until = 0, None
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    publish(events.Unlocked(subject_id=user.pk, data={"name": user.name}), actor=actor, now=now)
    return user


def _count_failure(attempt: _Attempt, user: User) -> DomainError:
    user.failed_sign_ins += 1
    if user.failed_sign_ins < LOCKOUT_FAILURES.at(attempt.now):
        user.save(update_fields=["failed_sign_ins"])
        return attempt.refuse("wrong_password", _wrong())
    minutes = LOCKOUT_MINUTES.at(attempt.now)
    user.failed_sign_ins, user.locked_until = 0, attempt.now + timedelta(minutes=minutes)
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    attempt.refuse("wrong_password", _wrong())
    publish(
        events.LockedOut(subject_id=user.pk, data={"name": user.name, "minutes": minutes}),
        actor=attempt.actor,
        now=attempt.now,
    )
    return _locked(timedelta(minutes=minutes))


def _as(user: User, origin: Actor) -> Actor:
    return replace(origin, user_id=user.pk, name=user.name)


def _storable(text: str) -> str:
    """Replace what no database takes, so that a strange input is simply a wrong one."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _wrong() -> DomainError:
    return WrongCredentials(_("User name or password is wrong. Please try again."))


def _demo_password_refused() -> DemoPasswordRefused:
    return DemoPasswordRefused(
        _(
            "The password of the demo accounts opens nothing here. "
            "Use your own, or ask your administrator for a new one."
        )
    )


def _locked(remaining: timedelta) -> LockedOut:
    seconds = max(int(remaining.total_seconds()), 1)
    minutes = -(-seconds // 60)
    return LockedOut(
        ngettext(
            "After too many failed attempts this account is locked for %(minutes)s more minute. "
            "Wait, or ask your administrator to unlock it.",
            "After too many failed attempts this account is locked for %(minutes)s more minutes. "
            "Wait, or ask your administrator to unlock it.",
            minutes,
        )
        % {"minutes": minutes},
        extra={"retry_after": seconds},
    )
