"""What happens to accounts. The subject is always the user whose account it is."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class AccountFact(Fact):
    """Base of the facts about one account."""

    SUBJECT: ClassVar[str] = "user"


class SignedIn(AccountFact):
    """Somebody signed in with name and password."""

    KIND = "accounts.signed_in"


class SignInFailed(AccountFact):
    """A sign-in was refused; ``data`` holds the tried ``username`` and the ``reason``."""

    KIND = "accounts.sign_in_failed"


class LockedOut(AccountFact):
    """Too many failures; ``data["minutes"]`` is how long the account stays locked."""

    KIND = "accounts.locked_out"


class Unlocked(AccountFact):
    """An administrator lifted a lock before its time."""

    KIND = "accounts.unlocked"


class SignedOut(AccountFact):
    """Somebody signed out."""

    KIND = "accounts.signed_out"


class SessionEnded(AccountFact):
    """A session reached a limit; ``data["reason"]`` is ``idle`` or ``absolute``."""

    KIND = "accounts.session_ended"


class SessionsEnded(AccountFact):
    """Somebody ended all sessions of the own account."""

    KIND = "accounts.sessions_ended"


class PasswordChanged(AccountFact):
    """Somebody chose a new password for the own account; all other sessions ended."""

    KIND = "accounts.password_changed"


class PasswordReset(AccountFact):
    """An administrator gave a one-time password; all sessions ended."""

    KIND = "accounts.password_reset"


class DemoPasswordAccepted(AccountFact):
    """A demo account got the well-known demo password."""

    KIND = "accounts.demo_password_accepted"


class PreferencesSet(AccountFact):
    """Somebody chose language or theme."""

    KIND = "accounts.preferences_set"


class UserCreated(AccountFact):
    """An account was created."""

    KIND = "accounts.user_created"


class UserUpdated(AccountFact):
    """Name, user name or staff number changed; ``data["changes"]`` maps field to [old, new]."""

    KIND = "accounts.user_updated"


class UserDeactivated(AccountFact):
    """An account was closed; its sessions and tokens ended."""

    KIND = "accounts.user_deactivated"


class UserReactivated(AccountFact):
    """A closed account was opened again."""

    KIND = "accounts.user_reactivated"


class TokenIssued(AccountFact):
    """A token was issued; ``data`` holds its ``name`` and ``hint``, never the token."""

    KIND = "accounts.token_issued"


class TokenRevoked(AccountFact):
    """A token was revoked."""

    KIND = "accounts.token_revoked"
