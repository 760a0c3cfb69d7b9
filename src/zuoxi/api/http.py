"""The request as the middleware of this project leaves it."""

from django.http import HttpRequest

from zuoxi.kernel.actors import Actor, Origin


class Request(HttpRequest):
    """A request with the actor who makes it; ``auth_kind`` is "session", "token" or ""."""

    actor: Actor
    auth_kind: str
    origin: Origin
