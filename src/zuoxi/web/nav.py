"""What stands in the left rail and the top bar. Packages register it when they are loaded.

Usage::

    nav.register(
        nav.NavItem(
            group=nav.Group.DISPATCH, label=_("Dispatch"), url_name="workorders:list",
            args=("dispatch",), icon="send", order=10,
            count_key="dispatch",
        )
    )
    nav.register_counts(queries.counts)          # actor -> {"dispatch": 12, …}
    nav.set_search("workorders:inquiry")         # where the search box of the top bar leads
    nav.set_palette("desk:palette")              # what Ctrl+K asks while somebody types
    nav.register_tool(nav.Tool(…))               # a link with a number in the top bar
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from django.urls import ResolverMatch
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.actors import Actor
from zuoxi.web.pages import may_open
from zuoxi.web.paths import of_page

# Counts are asked for up to here; one more is shown as "99+".
COUNT_CAP = 100

Counts = Callable[[Actor], Mapping[str, int]]


class Group(StrEnum):
    """The sections of the rail, in their order, named after what people do."""

    INTAKE = "intake"
    DISPATCH = "dispatch"
    WORK_AREA = "work_area"
    CLOSING = "closing"
    LINKAGE = "linkage"
    SEARCH = "search"
    STATISTICS = "statistics"
    SETTINGS = "settings"

    @property
    def label(self) -> Promise:
        """The heading in the reader's language."""
        return _GROUP_LABELS[self]


_GROUP_LABELS: dict[Group, Promise] = {
    Group.INTAKE: pgettext_lazy("nav", "Intake"),
    Group.DISPATCH: pgettext_lazy("nav", "Dispatch"),
    Group.WORK_AREA: pgettext_lazy("nav", "Work area"),
    Group.CLOSING: pgettext_lazy("nav", "Closing"),
    Group.LINKAGE: pgettext_lazy("nav", "Linkage"),
    Group.SEARCH: pgettext_lazy("nav", "Inquiry"),
    Group.STATISTICS: pgettext_lazy("nav", "Statistics"),
    Group.SETTINGS: pgettext_lazy("nav", "Settings"),
}


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One link of the rail.

    Whoever may open the page has the link. ``count_key`` names the number beside it, and
    ``list:<count_key>`` is the live topic that refreshes it. ``overdue_key`` names the number of
    those that are late: it marks the other one. ``also`` are further URL names during which the
    item is the current one.
    """

    group: Group
    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    count_key: str = ""
    overdue_key: str = ""
    args: tuple[object, ...] = ()
    also: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """Tell whether the actor may open the page that the item leads to."""
        return may_open(actor, self.url_name)

    def url(self) -> str:
        """Return where it leads."""
        return of_page(self.url_name, *self.args)

    def is_current(self, match: ResolverMatch | None) -> bool:
        """Tell whether the shown page is the item's."""
        if match is None:
            return False
        if match.view_name in self.also:
            return True
        values = tuple(map(str, (*match.args, *match.kwargs.values())))
        return match.view_name == self.url_name and values[: len(self.args)] == tuple(
            map(str, self.args)
        )


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A link of the top bar that everybody signed in has, with the number of what waits there.

    ``count`` gives that number, capped at COUNT_CAP; ``topic`` is the live topic that refreshes it.
    """

    label: str | Promise
    url_name: str
    icon: str
    count_key: str
    count: Callable[[Actor], int]
    topic: str

    def url(self) -> str:
        """Return where it leads."""
        return of_page(self.url_name)


@dataclass(frozen=True)
class NavLink:
    """An item as one page shows it."""

    item: NavItem
    url: str
    current: bool


@dataclass(frozen=True)
class NavSection:
    """A heading with its links."""

    group: Group
    links: list[NavLink]


@dataclass
class _Registry:
    items: list[NavItem] = field(default_factory=list)
    providers: list[Counts] = field(default_factory=list)
    search: str = ""
    palette: str = ""
    tools: list[Tool] = field(default_factory=list)


_registry = _Registry()


def register(*items: NavItem) -> None:
    """Add links to the rail; an item that is already there is not added twice."""
    _registry.items.extend(item for item in items if item not in _registry.items)
    groups = list(Group)
    _registry.items.sort(key=lambda each: (groups.index(each.group), each.order))


def register_counts(provider: Counts) -> None:
    """Add a function that gives the numbers beside the links, each capped at COUNT_CAP."""
    if provider not in _registry.providers:
        _registry.providers.append(provider)


def register_tool(tool: Tool) -> None:
    """Add a link to the top bar; one that is already there is not added twice."""
    if tool not in _registry.tools:
        _registry.tools.append(tool)


def tools(actor: Actor) -> list[Tool]:
    """Return the actor's links of the top bar."""
    return list(_registry.tools) if actor.is_signed_in else []


def set_search(url_name: str) -> None:
    """Say which page takes ``?q=`` from the search box; who may open it has the box."""
    _registry.search = url_name


def search_url(actor: Actor) -> str:
    """Return where the actor's search box leads, empty if the actor has none."""
    name = _registry.search
    return of_page(name) if name and may_open(actor, name) else ""


def set_palette(url_name: str) -> None:
    """Say which page gives the fragment of what can be opened for ``?q=`` (Ctrl+K)."""
    _registry.palette = url_name


def palette_url(actor: Actor) -> str:
    """Return where the palette asks, empty if the actor has none."""
    name = _registry.palette
    return of_page(name) if name and may_open(actor, name) else ""


def items() -> list[NavItem]:
    """Return all registered items in the order in which the rail shows them."""
    return list(_registry.items)


def sections(actor: Actor, match: ResolverMatch | None) -> list[NavSection]:
    """Return the rail of an actor; groups without a link are left out."""
    mine = [item for item in items() if item.is_for(actor)]
    current = next((item for item in mine if item.is_current(match)), None)
    return [
        NavSection(group, [NavLink(each, each.url(), each is current) for each in members])
        for group, members in groupby(mine, key=lambda item: item.group)
    ]


def counts(actor: Actor) -> dict[str, int]:
    """Return the numbers beside the actor's links, by count key, and how many are overdue."""
    mine = [item for item in items() if item.count_key and item.is_for(actor)]
    keys = {key for item in mine for key in (item.count_key, item.overdue_key) if key}
    found: dict[str, int] = {}
    for provider in _registry.providers if keys else ():
        found.update(provider(actor))
    own = {key: found.get(key, 0) for key in sorted(keys)}
    return own | {tool.count_key: tool.count(actor) for tool in tools(actor)}


def overdue_keys() -> dict[str, str]:
    """Return by count key which number says that some of those counted are overdue."""
    return {item.count_key: item.overdue_key for item in items() if item.overdue_key}
