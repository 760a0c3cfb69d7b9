"""Wrong credentials: recorded, counted, and refused without a look after too many of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts import events, queries
from zuoxi.accounts.choices import ADDRESS_FAILURES, LOCKOUT_FAILURES, LOCKOUT_MINUTES
from zuoxi.accounts.models import User
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError, NotSignedIn, TooManyRequests


class WrongCredentials(NotSignedIn):
    """Unknown user name, wrong password or closed account: the caller is not told which."""

    code = "wrong_credentials"


class LockedOut(TooManyRequests):
    """The account is locked for some minutes; ``extra["retry_after"]`` says for how long."""

    code = "locked_out"


@dataclass(frozen=True)
class Attempt:
    """One proof of who somebody is, and how it is refused."""

    actor: Actor
    username: str
    now: datetime
    user: User | None = None

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


def address_refusal(actor: Actor, *, now: datetime) -> DomainError | None:
    """Return why the address of the call may not try again yet.

    Such a call leaves no event, so that a flood of them pushes no failure out of the count.
    """
    most = ADDRESS_FAILURES.at(now)
    span = timedelta(minutes=LOCKOUT_MINUTES.at(now))
    if not most or not actor.address:
        return None
    failures = queries.failures_from(actor.address, since=now - span)[:most]
    if len(failures) < most:
        return None
    seconds, minutes = _seconds_and_minutes(failures[-1] + span - now)
    return TooManyRequests(
        ngettext(
            "There have been too many failed sign-ins from this network address. "
            "Try again in %(minutes)s minute.",
            "There have been too many failed sign-ins from this network address. "
            "Try again in %(minutes)s minutes.",
            minutes,
        )
        % {"minutes": minutes},
        extra={"retry_after": seconds},
    )


def locked_refusal(attempt: Attempt, user: User) -> DomainError | None:
    """Return why a locked account is refused whatever the password."""
    if user.locked_until is None or user.locked_until <= attempt.now:
        return None
    return attempt.refuse("locked", _locked(user.locked_until - attempt.now))


def count_failure(
    attempt: Attempt, user: User, error: DomainError, *, reason: str = "wrong_password"
) -> DomainError:
    """Count a wrong password of a known account, whose row the caller has locked."""
    user.failed_sign_ins += 1
    if user.failed_sign_ins < LOCKOUT_FAILURES.at(attempt.now):
        user.save(update_fields=["failed_sign_ins"])
        return attempt.refuse(reason, error)
    minutes = LOCKOUT_MINUTES.at(attempt.now)
    user.failed_sign_ins, user.locked_until = 0, attempt.now + timedelta(minutes=minutes)
    user.save(update_fields=["failed_sign_ins", "locked_until"])
    attempt.refuse(reason, error)
    publish(
        events.LockedOut(subject_id=user.pk, data={"name": user.name, "minutes": minutes}),
        actor=attempt.actor,
        now=attempt.now,
    )
    return _locked(timedelta(minutes=minutes))


def count_unknown(attempt: Attempt) -> tuple[DomainError, bool]:
    """Refuse a user name that nobody has exactly as if somebody had it.

    Its count and its lock are worked out from the log of failures. Also tells whether it was
    locked before, in which case no password would have been looked at.
    """
    queries.queue_up_for_name(attempt.username)
    most, minutes = LOCKOUT_FAILURES.at(attempt.now), LOCKOUT_MINUTES.at(attempt.now)
    span = timedelta(minutes=minutes)
    before = queries.failures_of_unknown(attempt.username)
    if before and len(before) % most == 0 and before[-1] + span > attempt.now:
        return attempt.refuse("locked", _locked(before[-1] + span - attempt.now)), True
    attempt.refuse("unknown", wrong())
    return (_locked(span) if (len(before) + 1) % most == 0 else wrong()), False


def wrong() -> DomainError:
    """Return the one refusal for every kind of wrong credentials."""
    return WrongCredentials(_("User name or password is wrong. Please try again."))


def _locked(remaining: timedelta) -> LockedOut:
    seconds, minutes = _seconds_and_minutes(remaining)
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


def _seconds_and_minutes(remaining: timedelta) -> tuple[int, int]:
    seconds = max(int(remaining.total_seconds()), 1)
    return seconds, -(-seconds // 60)
