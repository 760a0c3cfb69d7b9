"""The events of accounts, worded for people. The actor's name stands beside the sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event

_REASONS: Mapping[str, str | Promise] = {
    "unknown": gettext_lazy("Sign-in as “%(username)s” failed: unknown user name."),
    "wrong_password": gettext_lazy("Sign-in as “%(username)s” failed: wrong password."),
    "too_long": gettext_lazy("Sign-in as “%(username)s” refused: the password is too long."),
    "present_password": gettext_lazy(
        "A new password for “%(username)s” was refused: the current one was wrong."
    ),
    "inactive": gettext_lazy("Sign-in as “%(username)s” failed: the account is deactivated."),
    "locked": gettext_lazy("Sign-in as “%(username)s” refused: the account is locked."),
    "demo_password": gettext_lazy("Sign-in as “%(username)s” refused: demo password."),
}
_FIELDS: Mapping[str, str | Promise] = {
    "username": gettext_lazy("user name"),
    "name": gettext_lazy("name"),
    "staff_no": gettext_lazy("staff number"),
}


@sentence("accounts.signed_in")
def signed_in(_event: Event) -> str:
    """Word a sign-in."""
    return _("Signed in.")


@sentence("accounts.sign_in_failed")
def sign_in_failed(event: Event) -> str:
    """Word a refused sign-in with the user name that was tried."""
    template = _REASONS.get(event.data.get("reason", ""), _REASONS["unknown"])
    return str(template) % {"username": event.data.get("username", "")}


@sentence("accounts.locked_out")
def locked_out(event: Event) -> str:
    """Word a lock."""
    minutes = int(event.data.get("minutes", 0))
    return ngettext(
        "The account of %(name)s was locked for %(minutes)s minute after failed sign-ins.",
        "The account of %(name)s was locked for %(minutes)s minutes after failed sign-ins.",
        minutes,
    ) % {"name": event.data.get("name", ""), "minutes": minutes}


@sentence("accounts.unlocked")
def unlocked(event: Event) -> str:
    """Word a lifted lock."""
    return _("Unlocked the account of %(name)s.") % _name(event)


@sentence("accounts.signed_out")
def signed_out(_event: Event) -> str:
    """Word a sign-out."""
    return _("Signed out.")


@sentence("accounts.session_ended")
def session_ended(event: Event) -> str:
    """Word the end of a session by a limit."""
    if event.data.get("reason") == "absolute":
        return _("The session ended because it had reached its longest duration.")
    return _("The session ended for lack of activity.")


@sentence("accounts.sessions_ended")
def sessions_ended(_event: Event) -> str:
    """Word the end of all sessions of an account."""
    return _("Ended all their own sessions.")


@sentence("accounts.password_changed")
def password_changed(_event: Event) -> str:
    """Word a new password."""
    return _("Changed their own password.")


@sentence("accounts.password_reset")
def password_reset(event: Event) -> str:
    """Word a one-time password."""
    return _("Gave %(name)s a one-time password.") % _name(event)


@sentence("accounts.demo_password_accepted")
def demo_password_accepted(event: Event) -> str:
    """Word the demo password of a demo account."""
    return _("The demo account %(name)s got the demo password.") % _name(event)


@sentence("accounts.preferences_set")
def preferences_set(_event: Event) -> str:
    """Word a choice of language or look."""
    return _("Changed their own language or look.")


@sentence("accounts.user_created")
def user_created(event: Event) -> str:
    """Word a new account."""
    return _("Created the account of %(name)s (user name %(username)s).") % {
        **_name(event),
        "username": event.data.get("username", ""),
    }


@sentence("accounts.user_updated")
def user_updated(event: Event) -> str:
    """Word a correction, each field with what it was and what it is."""
    changes = "; ".join(
        _("%(field)s: %(old)s → %(new)s")
        % {"field": _FIELDS.get(key, key), "old": old or "–", "new": new or "–"}
        for key, (old, new) in event.data.get("changes", {}).items()
    )
    return _("Changed the account of %(name)s. %(changes)s") % {**_name(event), "changes": changes}


@sentence("accounts.user_deactivated")
def user_deactivated(event: Event) -> str:
    """Word a closed account."""
    return _("Deactivated the account of %(name)s.") % _name(event)


@sentence("accounts.user_reactivated")
def user_reactivated(event: Event) -> str:
    """Word a reopened account."""
    return _("Reactivated the account of %(name)s.") % _name(event)


@sentence("accounts.token_issued")
def token_issued(event: Event) -> str:
    """Word a new token."""
    return _("Issued the API token “%(token)s” (%(hint)s…).") % _token(event)


@sentence("accounts.token_revoked")
def token_revoked(event: Event) -> str:
    """Word a revoked token."""
    return _("Revoked the API token “%(token)s” (%(hint)s…).") % _token(event)


def _name(event: Event) -> dict[str, str]:
    return {"name": event.data.get("name", "")}


def _token(event: Event) -> dict[str, str]:
    return {"token": event.data.get("name", ""), "hint": event.data.get("hint", "")}
