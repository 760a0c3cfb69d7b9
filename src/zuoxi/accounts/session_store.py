"""Sessions of the browser: rows of the database, which each process believes for some seconds.

Django takes ``SessionStore`` from the module that SESSION_ENGINE names.
"""

import hashlib
from typing import Any, cast

from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest

from zuoxi.accounts.models import User
from zuoxi.kernel.belief import forget, keep, recall


class SessionStore(db.SessionStore):
    """A session whose data the process goes on believing after it was read."""

    def load(self) -> dict[str, Any]:
        """Return the data; {} and no key if there is no such session any more."""
        name = _data_of(self.session_key)
        data = cast("dict[str, Any] | None", recall(name))
        if data is None:
            data = super().load()
            if self.session_key is not None:  # Django drops the key of a session it cannot find.
                keep(name, data)
        return data

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the data; this process reads them anew."""
        super().save(must_create)
        _forget(self.session_key)

    def cycle_key(self) -> None:
        """Take a new key; raise SessionInterrupted if the session has ended in the meantime.

        A session that is believed here and ended elsewhere would be written anew, and live again.
        """
        key = self.session_key
        if key is not None and not self.model.objects.filter(session_key=key).delete()[0]:
            _forget(key)
            raise SessionInterrupted("The session has ended in the meantime.")
        super().cycle_key()

    def delete(self, session_key: str | None = None) -> None:
        """Drop the row; this process knows at once."""
        _forget(session_key or self.session_key)
        super().delete(session_key)


def owner_of(request: HttpRequest) -> User | AnonymousUser:
    """Return whose session a request carries, as Django checks or has checked seconds ago."""
    if auth.SESSION_KEY not in request.session:
        return AnonymousUser()
    name = _owner_of(request.session.session_key)
    user = cast("User | AnonymousUser | None", recall(name))
    if user is None:
        user = auth.get_user(request)
        if user.is_authenticated:
            keep(name, user)
    return user


def _forget(session_key: str | None) -> None:
    forget(_data_of(session_key), _owner_of(session_key))


def _data_of(session_key: str | None) -> str:
    return f"session:{_digest(session_key)}"


def _owner_of(session_key: str | None) -> str:
    return f"owner:{_digest(session_key)}"


def _digest(session_key: str | None) -> str:
    # A cookie may hold anything; names in the cache may not.
    return hashlib.sha256((session_key or "").encode("utf-8", "replace")).hexdigest()
