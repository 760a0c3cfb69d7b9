"""The request as the middleware of this project leaves it."""

from django.http import HttpRequest

from zuoxi.kernel.actors import Actor, Origin
from zuoxi.kernel.errors import DomainError


class Request(HttpRequest):
    """A request with the actor who makes it; ``auth_kind`` is "session", "token" or "".

    ``auth_failure`` is why credentials that came along open nothing.
    """

    actor: Actor
    auth_kind: str
    auth_failure: DomainError | None
    origin: Origin
