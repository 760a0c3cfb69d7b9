"""Bearer tokens for scripts: issued once, shown once, revoked for good."""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.accounts import events, passwords, queries
from zuoxi.accounts.choices import TOKEN_DAYS
from zuoxi.accounts.models import Token, User
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotFound
from zuoxi.kernel.policies import signed_in
from zuoxi.kernel.text import clean_text

PREFIX = "zx_"
_HINT = 8
_LONGEST_LABEL = 100
_USE_EVERY = timedelta(minutes=1)


class PasswordExpired(Forbidden):
    """Nothing may be done with this account before its owner has chosen a new password."""

    code = "password_expired"


@action("accounts.issue_token", policy=signed_in)
def issue_token(*, actor: Actor, name: str = "", now: datetime) -> tuple[Token, str]:
    """Return a new token of the actor's account and its secret, which is never shown again."""
    name = clean_text("name", name, limit=_LONGEST_LABEL, required=False)
    user = queries.own_account(actor).get()
    if passwords.is_expired(user, now=now):
        raise PasswordExpired(_("Choose a new password in the browser first."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name or _("Script"),
        digest=queries.digest_of(secret),
        hint=secret[:_HINT],
        created_at=now,
        expires_at=now + timedelta(days=TOKEN_DAYS.at(now)),
    )
    data = {"token_id": token.pk, "name": token.name, "hint": token.hint}
    publish(events.TokenIssued(subject_id=user.pk, data=data), actor=actor, now=now)
    return token, secret


@action("accounts.revoke_token", policy=signed_in)
def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> Token:
    """End one of the actor's own tokens; revoking it twice changes nothing more."""
    token = queries.tokens_of(actor).select_for_update(no_key=True).filter(pk=token_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        data = {"token_id": token.pk, "name": token.name, "hint": token.hint}
        publish(events.TokenRevoked(subject_id=token.user_id, data=data), actor=actor, now=now)
    return token


def note_token_use(token: Token, *, now: datetime) -> None:
    """Remember that a token was used, at most once a minute; no event, it is not a decision."""
    if token.last_used_at is None or token.last_used_at <= now - _USE_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def revoke_all(user: User, *, now: datetime) -> None:
    """End every token of an account; part of the caller's action."""
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
