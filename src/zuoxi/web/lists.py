"""Lists whose address is what they show: its lasting part, and where a bare address leads.

A page that lists something calls ``landing`` first and ``parts`` for what stands above the list::

    if (there := lists.landing(request)) is not None:
        return there
    context["views"] = lists.parts(request, lists.Listing(request.path, query), now=now)

A higher package that keeps addresses under names fills the slot and registers the defaults.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import urlencode

from zuoxi.kernel.actors import Actor
from zuoxi.web import htmx, slots
from zuoxi.web.pages import ActorRequest

# What packages add above a list: functions of its ``Listing``.
SLOT = "web.list"
# The saved view that an address began with. Empty: the bare list, whatever the reader's default.
VIEW = "view"

# Called as provider(actor, path) -> query, empty where the reader has chosen no default.
Default = Callable[[Actor, str], str]

_defaults: list[Default] = []


@dataclass(frozen=True)
class Listing:
    """A list as it is shown. ``query`` holds what lasts: conditions, columns, order, no page."""

    path: str
    query: str = ""
    view: str = ""

    @property
    def address(self) -> str:
        """Where the same is shown again."""
        return f"{self.path}?{self.query}" if self.query else self.path


def register_default(provider: Default) -> Default:
    """Let a higher package say what a reader wants to see at the bare address of a list."""
    if provider not in _defaults:
        _defaults.append(provider)
    return provider


def landing(request: ActorRequest) -> HttpResponse | None:
    """Return the way to the reader's default view where the address is bare, else None."""
    if request.GET or request.method != "GET" or htmx.wants_fragment(request):
        return None
    for provider in _defaults:
        query = provider(request.actor, request.path)
        if query:
            return htmx.redirect(request, f"{request.path}?{query}")
    return None


def parts(request: ActorRequest, listing: Listing, *, now: datetime) -> list[slots.Part]:
    """Return what stands above a list."""
    return slots.parts(SLOT, listing, actor=request.actor, now=now)


def query_of(values: Mapping[str, str]) -> str:
    """Return the query of an address in its one form: by name, without what is empty."""
    given = {name: value.strip() for name, value in sorted(values.items()) if value.strip()}
    return urlencode(given).replace("%2C", ",")
