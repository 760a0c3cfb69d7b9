"""New passwords: chosen by their owner, or given once by the administrator."""

import secrets
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from zuoxi.accounts import events, passwords, queries
from zuoxi.accounts.actions.failures import Attempt, count_failure, locked_refusal
from zuoxi.accounts.actions.tokens import revoke_all
from zuoxi.accounts.models import PastPassword, User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput
from zuoxi.kernel.policies import signed_in, system_only

# Without characters that are mistaken for one another when read aloud or copied from paper.
_KINDS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+*=")
_ONE_TIME_LENGTH = 16


def change_password(*, actor: Actor, current: str, new: str, now: datetime) -> User:
    """Replace the actor's own password; all tokens and other sessions of the account end by that.

    Raises InvalidInput with the field ``current`` or, one message per broken rule, ``new``. A wrong
    present password is counted and committed before this raises, as at sign-in.
    """
    outcome = attempt_password_change(actor=actor, current=current, new=new, now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


@action("accounts.attempt_password_change", policy=signed_in, internal=True)
def attempt_password_change(
    *, actor: Actor, current: str, new: str, now: datetime
) -> User | DomainError:
    """Count a wrong present password; call ``change_password`` instead."""
    user = queries.own_account(actor).select_for_update(no_key=True).get()
    attempt = Attempt(actor, user.username, now, user)
    refusal = locked_refusal(attempt, user)
    if refusal is not None:
        return refusal
    if len(current) > passwords.LONGEST or not user.check_password(current):
        error = InvalidInput(fields={"current": [_("This is not your current password.")]})
        return count_failure(attempt, user, error, reason="present_password")
    found = passwords.faults(new, user=user, now=now)
    if found:
        raise InvalidInput(fields={"new": found})
    set_password(user, new, now=now)
    user.must_change_password = False
    user.failed_sign_ins = 0
    user.save()
    revoke_all(user, now=now)
    publish(events.PasswordChanged(subject_id=user.pk), actor=actor, now=now)
    return user


@action("accounts.reset_password", policy=manages_people, internal=True)
def reset_password(*, actor: Actor, user_id: int, now: datetime) -> tuple[User, str]:
    """Give a one-time password and return it; it is shown once and must be changed at sign-in.

    Every session and token of the account ends.
    """
    queries.person(actor, user_id)
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if user.pk == actor.user_id:
        raise Conflict(_("Change your own password on your profile page."))
    one_time = one_time_password()
    set_password(user, one_time, now=now)
    user.must_change_password = True
    user.failed_sign_ins, user.locked_until = 0, None
    user.save()
    revoke_all(user, now=now)
    fact = events.PasswordReset(subject_id=user.pk, data={"name": user.name})
    publish(fact, actor=actor, now=now)
    return user, one_time


@action("accounts.accept_demo_password", policy=system_only, internal=True)
def accept_demo_password(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Let a demo account be opened with the well-known password; refused outside demo mode."""
    if not passwords.is_demo():
        raise Conflict(_("The demo password is set in demo mode only."))
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    user.password = _demo_hash()
    user.password_changed_at, user.must_change_password = now, False
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])
    fact = events.DemoPasswordAccepted(subject_id=user.pk, data={"name": user.name})
    publish(fact, actor=actor, now=now)
    return user


@cache
def _demo_hash() -> str:
    # One costly hash for all demo accounts: a salt of its own hides nothing of a printed password.
    return make_password(passwords.DEMO_PASSWORD)


def set_password(user: User, new: str, *, now: datetime) -> None:
    """Put a new hash on the row and remember the old one; the caller saves and publishes."""
    if user.password and user.has_usable_password():
        PastPassword.objects.create(user=user, hash=user.password, set_at=now)
    user.set_password(new)
    user.password_changed_at = now


def one_time_password() -> str:
    """Return a random password that has every kind of character the policy may ask for."""
    every = "".join(_KINDS)
    drawn = [secrets.choice(kind) for kind in _KINDS]
    drawn += [secrets.choice(every) for _each in range(_ONE_TIME_LENGTH - len(drawn))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)
