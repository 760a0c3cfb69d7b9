"""What a browser session remembers about time, and when it has reached a limit."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from zuoxi.accounts.choices import ABSOLUTE_HOURS, IDLE_MINUTES
from zuoxi.accounts.models import User

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# Tells the sign-in page why it is shown; a session cannot, because that is what has ended.
ENDED_COOKIE = "zuoxi_ended"
_WRITE_EVERY = timedelta(minutes=1)


def begin_session(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Open a session for a user who has just proved who they are; its key is a new one."""
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(now.timestamp())


def renew(request: HttpRequest) -> None:
    """Give the session a new key, so that no process goes on believing what it knew of its owner.

    For what must hold from the next page on, whichever process draws it.
    """
    request.session.cycle_key()


def limit_reached(request: HttpRequest, *, now: datetime) -> str:
    """Return which limit the session of the request has reached, "" for none."""
    signed_in_at = _moment(request, SIGNED_IN_AT, now)
    seen_at = _moment(request, SEEN_AT, signed_in_at)
    if now - seen_at >= timedelta(minutes=IDLE_MINUTES.at(now)):
        return "idle"
    if now - signed_in_at >= timedelta(hours=ABSOLUTE_HOURS.at(now)):
        return "absolute"
    return ""


def note_activity(request: HttpRequest, *, now: datetime) -> None:
    """Remember in the session that a person was there, at most once a minute."""
    session = request.session
    if SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = int(now.timestamp())
    if SEEN_AT not in session or now - _moment(request, SEEN_AT, now) >= _WRITE_EVERY:
        session[SEEN_AT] = int(now.timestamp())


def _moment(request: HttpRequest, key: str, default: datetime) -> datetime:
    seconds = request.session.get(key)
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else default
