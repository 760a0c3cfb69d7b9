"""The live process, put together: whose session a cookie is, and what its owner may hear of."""

import socket
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.http import HttpRequest
from django.utils import timezone

from zuoxi.accounts import passwords
from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.accounts.sessions import limit_reached
from zuoxi.kernel.actors import Origin
from zuoxi.org import queries as org
from zuoxi.realtime.asgi import Live
from zuoxi.realtime.server import LiveServer
from zuoxi.realtime.viewer import Viewer

# Of Django's parameters, those that only its own connections understand.
_OF_DJANGO = ("context", "cursor_factory")


def authenticate(session_key: str) -> Viewer | None:
    """Return who listens with this session, by the same rules as for pages; None when it ended.

    Listening is no activity: it does not keep a session from ending.
    """
    close_old_connections()
    try:
        user = _owner(session_key)
        return Viewer(user.pk, _audience(user)) if user else None
    finally:
        close_old_connections()


def make_application() -> Live:
    """Return the ASGI application of the live process."""
    return Live(
        authenticate=authenticate,
        cookie_name=settings.SESSION_COOKIE_NAME,
        database=connection_parameters(),
        origins=frozenset(settings.ENV.public_origins),
    )


def connection_parameters() -> dict[str, object]:
    """Return what the listening connection needs: all that the operator has said, TLS included."""
    parameters = connection.get_connection_params()
    return {name: value for name, value in parameters.items() if name not in _OF_DJANGO}


def serve(listeners: list[socket.socket], *, on_ready: Callable[[], None]) -> None:
    """Run the live process on these sockets until it is told to stop."""
    LiveServer(make_application(), on_ready=on_ready).run(listeners)


def _owner(session_key: str) -> User | None:
    now = timezone.now()
    request = HttpRequest()
    request.session = SessionStore(session_key)
    # Checks that the user is active and that the password has not changed since.
    user = auth.get_user(request)
    if not isinstance(user, User) or limit_reached(request, now=now):
        return None
    return None if passwords.is_expired(user, now=now) else user


def _audience(user: User) -> frozenset[str]:
    actor = org.actor_for(user, Origin(channel="live"))
    return frozenset(
        {
            f"user:{user.pk}",
            # Administrators see people and places, which belong to no centre.
            *(f"role:{role}" for role in actor.roles & {Role.ADMINISTRATOR.value}),
            *(f"centre:{pk}" for pk in actor.centre_ids),
            *(f"area:{pk}" for pk in actor.area_ids),
        }
    )
