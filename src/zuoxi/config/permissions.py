"""The permission matrix: every page and every API route against every role, from their policies."""

from dataclasses import dataclass

from zuoxi.accounts.choices import Role
from zuoxi.api import site
from zuoxi.config import urls  # noqa: F401 - mounts the routers before anything is listed
from zuoxi.kernel.actors import ANONYMOUS, Actor
from zuoxi.kernel.policies import Policy
from zuoxi.web import pages


@dataclass(frozen=True)
class Entry:
    """One route: ``name`` is a URL name for pages, method and path for the API."""

    name: str
    roles: frozenset[str]
    is_public: bool


class Undeclared(Exception):
    """A route has no declared policy; every view needs ``@page``, ``@public`` or ``@operation``."""


def matrix() -> list[Entry]:
    """Return one entry per route; raise Undeclared for a route without a policy."""
    entries = [_entry(f"{method} {path}", spec.policy) for method, path, spec in site.operations()]
    for name, spec in sorted(pages.access().items()):
        if name.startswith("api:"):
            continue
        if spec is None:
            raise Undeclared(name)
        entries.append(_entry(name, spec.policy))
    return entries


def _entry(name: str, policy: Policy) -> Entry:
    def admits(role: Role) -> bool:
        return policy(Actor(user_id=1, name="probe", roles=frozenset({role.value})))

    return Entry(
        name,
        frozenset(role.value for role in Role if admits(role)),
        is_public=policy(ANONYMOUS),
    )
