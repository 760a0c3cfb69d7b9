"""Every request gets its actor, the actor's language and the time zone of the actor's centre."""

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zuoxi.accounts import actions as accounts
from zuoxi.accounts import passwords
from zuoxi.accounts import queries as account_queries
from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import DomainError, NotSignedIn
from zuoxi.org import queries
from zuoxi.web.problems import API_PREFIX

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class InvalidToken(NotSignedIn):
    """The bearer token is unknown, revoked or too old, or its owner has left."""

    code = "invalid_token"


@dataclass(frozen=True)
class _Caller:
    """Who calls, by which proof (``session``, ``token`` or none), and why not, if refused."""

    user: User | None = None
    kind: str = ""
    failure: DomainError | None = None


class ActorMiddleware:
    """Set ``request.actor``, ``request.auth_kind`` and ``request.auth_failure``.

    Who calls and what the caller may see is believed for some seconds in each process. When it
    is not known there, a request costs one query for the session, one for its user and one for
    the scope; a call with a token one for token and user and one for the scope. ``auth_failure``
    is why a call with credentials counts as nobody's; the API answers with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        caller = _caller(request)
        origin = cast("Origin", getattr(request, "origin", Origin(channel="web")))
        actor = _actor(caller, origin)
        request.actor = actor  # type: ignore[attr-defined]
        request.auth_kind = caller.kind  # type: ignore[attr-defined]
        request.auth_failure = caller.failure  # type: ignore[attr-defined]
        _activate_language(request, caller)
        with timezone.override(_zone(actor)):
            return self.get_response(request)


def _caller(request: HttpRequest) -> _Caller:
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if request.path.startswith(API_PREFIX) and scheme.lower() == "bearer":
        return _by_token(secret.strip())
    if not request.user.is_authenticated:
        return _Caller()
    user = request.user
    if passwords.is_expired(user, now=timezone.now()):
        return _Caller(user, "session", _expired())
    return _Caller(user, "session")


def _by_token(secret: str) -> _Caller:
    now = timezone.now()
    user = _owner_of(secret, now=now)
    if user is None:
        refused = InvalidToken(_("This token is unknown, revoked or no longer valid."))
        return _Caller(failure=refused)
    if passwords.is_expired(user, now=now):
        return _Caller(user, "token", _expired())
    return _Caller(user, "token")


def _owner_of(secret: str, *, now: datetime) -> User | None:
    """Return whose token this is; kept in the process like the owner of a session."""

    def find() -> User | None:
        token = account_queries.usable_token(secret, now=now)
        if token is None:
            return None
        if not passwords.is_expired(token.user, now=now):
            accounts.note_token_use(token, now=now)
        return token.user

    return believed(("token", account_queries.digest_of(secret)), find)


def _expired() -> DomainError:
    return accounts.PasswordExpired(
        _("The password of this account has expired. Choose a new one in the browser first.")
    )


def _actor(caller: _Caller, origin: Origin) -> Actor:
    if caller.user is None:
        return Actor(channel=origin.channel, request_id=origin.request_id, address=origin.address)
    if caller.failure is not None:
        # Known by name, so that a new password can be chosen, but nothing is open.
        return Actor(
            user_id=caller.user.pk,
            name=caller.user.name,
            channel=origin.channel,
            request_id=origin.request_id,
            address=origin.address,
        )
    scope = queries.believed_scope_of(caller.user.pk)
    return queries.actor_for(caller.user, origin, scope=scope)


def _activate_language(request: HttpRequest, caller: _Caller) -> None:
    # A script says with each call which language it wants; a person has chosen once.
    asked = caller.kind == "token" and "Accept-Language" in request.headers
    if caller.user is not None and caller.user.language and not asked:
        translation.activate(caller.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def _zone(actor: Actor) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(actor.time_zone) if actor.time_zone else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
