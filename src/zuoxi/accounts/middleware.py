"""Sessions that reach a limit end; a session with an expired password can only change it."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from zuoxi.accounts import actions, passwords, sessions
from zuoxi.accounts.models import User
from zuoxi.accounts.session_store import owner_of
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.web.htmx import redirect
from zuoxi.web.problems import API_PREFIX

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_ENDED_SECONDS = 600
# Pages that stay open to somebody whose password has expired.
_STILL_OPEN = frozenset(
    {
        "accounts:password",
        "accounts:sign_out",
        "accounts:sign_in",
        "accounts:preferences",
        "web:preferences",
        "web:session",
        "web:healthz",
        "web:readyz",
    }
)


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Set ``request.user`` as Django does, from what the process believes of the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Put off the question until somebody asks."""
        request.user = cast("User", SimpleLazyObject(lambda: owner_of(request)))


class SessionLimitMiddleware:
    """Apply the idle and absolute limits, without a database write per request.

    What the page fetches by itself (``X-Zuoxi-Live: 1``) is no activity of a person.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        reason = sessions.limit_reached(request, now=now)
        if reason:
            return self._answer_ended(request, reason, now=now)
        if request.headers.get("X-Zuoxi-Live") != "1":
            sessions.note_activity(request, now=now)
        if passwords.is_expired(request.user, now=now) and not _stays_open(request):
            return redirect(request, "accounts:password")
        return self.get_response(request)

    def _answer_ended(
        self, request: HttpRequest, reason: str, *, now: datetime
    ) -> HttpResponseBase:
        user = cast("User", request.user)
        actions.end_session(actor=actor_without_scope(request, user), reason=reason, now=now)
        auth.logout(request)
        response = self.get_response(request)
        response.set_cookie(
            sessions.ENDED_COOKIE,
            reason,
            max_age=_ENDED_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


def actor_without_scope(request: HttpRequest, user: User | None = None) -> Actor:
    """Return an actor that names a person, if any, and the origin of the call, but opens nothing.

    For what accounts does before ``org`` has worked out what the person may see.
    """
    origin = cast("Origin", getattr(request, "origin", Origin(channel="web")))
    return Actor(
        user_id=user.pk if user else None,
        name=user.name if user else "",
        channel=origin.channel,
        request_id=origin.request_id,
        address=origin.address,
    )


def _stays_open(request: HttpRequest) -> bool:
    if request.path.startswith((API_PREFIX, f"/{settings.STATIC_URL.lstrip('/')}")):
        return True  # a call is refused by its own authentication, with a problem document
    try:
        return resolve(request.path_info).view_name in _STILL_OPEN
    except Resolver404:
        return True
