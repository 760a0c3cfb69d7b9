"""Saved views as the row above a list and their own pages show them."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.savedviews import queries
from zuoxi.savedviews.models import SavedView
from zuoxi.savedviews.policies import may_change, may_share_with_all
from zuoxi.sheets.choices import Kind
from zuoxi.sheets.presenters import in_words
from zuoxi.web import nav
from zuoxi.web.lists import Listing
from zuoxi.web.paths import safe_path
from zuoxi.workorders.columns import COLUMNS

Options = list[tuple[str, str]]

_LAST = ("sort", "columns")
_NO_CONDITIONS = ("view", "cursor", "order", "open")


@dataclass(frozen=True)
class ViewRow:
    """A view as one reader sees it; ``is_shown`` if the list is just as it was saved."""

    view: SavedView
    may_change: bool
    is_current: bool = False
    is_shown: bool = False

    @property
    def circle(self) -> str:
        """Who has it, in words."""
        if self.view.unit is not None:
            return self.view.unit.name
        return str(Visibility(self.view.visibility).label)

    @property
    def icon(self) -> str:
        """The sign of who has it."""
        return {Visibility.OWN: "user", Visibility.UNIT: "users"}.get(
            Visibility(self.view.visibility), "sitemap"
        )

    @property
    def is_default(self) -> bool:
        """Tell whether the reader starts the list with it."""
        return bool(getattr(self.view, "is_default", False))

    @property
    def list_title(self) -> str:
        """What the list is called."""
        return title_of(self.view.path)

    @property
    def conditions(self) -> str:
        """What narrows it, its order and its columns, in words."""
        return _conditions(self.view.query)


@dataclass(frozen=True)
class Bar:
    """The row above a list: its views, the one that is shown, and whether it can be kept."""

    rows: list[ViewRow]
    listing: Listing
    plain: str

    @property
    def current(self) -> ViewRow | None:
        """The view that the list began with."""
        return next((row for row in self.rows if row.is_current), None)

    @property
    def is_plain(self) -> bool:
        """Tell whether the list is shown without any view, and unchanged."""
        return self.current is None and not self.listing.query

    @property
    def is_gone(self) -> bool:
        """Tell whether the address names a view that the reader does not have (any more)."""
        return bool(self.listing.view) and self.current is None

    @property
    def can_keep(self) -> bool:
        """Tell whether what is shown is worth a name and has none yet."""
        return bool(self.listing.query) and not any(row.is_shown for row in self.rows)

    @property
    def is_changed(self) -> bool:
        """Tell whether the shown view has been changed and could be saved so."""
        return self.current is not None and not self.current.is_shown and self.current.may_change


def bar(actor: Actor, listing: Listing) -> Bar:
    """Return the row above a list, with one query; one more where some may be for everybody."""
    found = queries.above(actor, listing.path)
    named = next((each for each in found if str(each.pk) == listing.view), None)
    same = [each for each in found if each.query == listing.query]
    # Who came by another way sees the view marked that is the same.
    current = named or (same[0] if same and listing.query else None)
    rows = [
        ViewRow(row.view, row.may_change, row.view is current, row.view in same)
        for row in rows_for(actor, found)
    ]
    return Bar(rows, listing, f"{listing.path}?view=")


def rows_for(actor: Actor, views: list[SavedView]) -> list[ViewRow]:
    """Return views as their page lists them."""
    # Only a view for everybody asks which centres there are.
    is_asked = any(each.visibility == Visibility.ALL for each in views)
    centres = queries.centre_ids(actor) if is_asked else set()
    return [ViewRow(each, may_change(actor, each, centres)) for each in views]


def kept(address: str) -> dict[str, str]:
    """Return in words what a view of an address is: the list, and what narrows and orders it."""
    path, _mark, query = address.partition("?")
    back = safe_path(address)
    return {"list": title_of(path), "conditions": _conditions(query), "back": back} if back else {}


def title_of(path: str) -> str:
    """Return what the list at a path is called in the rail."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    item = next((each for each in nav.items() if each.is_current(match)), None)
    if item is not None:
        return f"{item.group.label} · {item.label}"
    return str(Kind.CUSTOMERS.label) if match.app_name == "customers" else _("Work orders")


def circles(actor: Actor, units: Options) -> Options:
    """Return for whom the actor may keep a view, given the units to choose from."""
    offered = {
        Visibility.OWN: True,
        Visibility.UNIT: bool(units),
        Visibility.ALL: may_share_with_all(actor, queries.centre_ids(actor)),
    }
    return [(each.value, str(each.label)) for each, is_offered in offered.items() if is_offered]


def unit_options(actor: Actor) -> Options:
    """Return the units for whose people the actor may keep a view."""
    return [(each.code, each.name) for each in org.units_kept_for(actor)]


def _conditions(query: str) -> str:
    parts = [part for part in parse_qsl(query) if part[0] not in _NO_CONDITIONS]
    # The order and the long list of columns stand behind the conditions.
    parts.sort(key=lambda part: _LAST.index(part[0]) if part[0] in _LAST else -1)
    return " · ".join(_in_words(name, value) for name, value in parts)


def _in_words(name: str, value: str) -> str:
    """Return a part of an address as people read it; what they typed stays as it is."""
    if name == "columns":
        labels = [str(COLUMNS[each][0]) for each in value.split(",") if each in COLUMNS]
        return _(", ").join(labels)
    return in_words(name, value)
