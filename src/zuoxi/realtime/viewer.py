"""Who listens: the answer to a cookie, as far as this package needs it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user and the scope names (``centre:1``, ``area:7``, ``user:3``) to hear of."""

    user_id: int
    audience: frozenset[str]


# Takes the value of the session cookie; returns None for a session that has ended. Runs in a
# thread, may use the database.
Authenticate = Callable[[str], Viewer | None]
