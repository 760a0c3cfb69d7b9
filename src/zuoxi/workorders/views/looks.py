"""How a list is shown: its columns and its order, as the address asks for them."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zuoxi.web import lists
from zuoxi.web.lists import Listing
from zuoxi.workorders import columns
from zuoxi.workorders.choices import Source
from zuoxi.workorders.columns import SORT_LABELS, Column
from zuoxi.workorders.forms import FilterForm
from zuoxi.workorders.tables import ListPage


@dataclass(frozen=True)
class Look:
    """The columns and the order of a list; ``faults`` says what of the address could not be."""

    columns: list[Column]
    sort: str
    spec: ListPage
    view: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(each.name for each in self.columns)

    @property
    def offered(self) -> list[tuple[Column, bool]]:
        """All columns that there are, and whether each is shown; those that are shown first."""
        rest = [name for name in columns.COLUMNS if name not in self.names]
        return [(each, True) for each in self.columns] + [
            (each, False) for each in columns.shown(rest)
        ]

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders to choose from: value, words, and whether it is the one."""
        chosen = self.sort or self.spec.sorts[0]
        return [(name, str(SORT_LABELS[name]), name == chosen) for name in self.spec.sorts]

    @property
    def kept(self) -> dict[str, str]:
        """What the address says about the look, where it is not the usual one."""
        usual = self.names == self.spec.default_columns
        return {"columns": "" if usual else ",".join(self.names), "sort": self.sort}

    @property
    def is_own(self) -> bool:
        """Tell whether the list looks other than usual."""
        return any(self.kept.values()) or bool(self.faults)


def read(request: HttpRequest, spec: ListPage, filters: FilterForm) -> Look:
    """Return the look that the address asks for; what it cannot have is told and left out."""
    names, faults = columns.read(request.GET.getlist("columns"))
    sort = request.GET.get("sort", "").strip()
    if sort and sort not in spec.sorts:
        faults.append(_("This list cannot be put in the order that its address asks for."))
        sort = ""
    if sort == "feedback" and filters.typed("source") != Source.SUPERIOR:
        faults.append(_("The order by feedback date needs the filter for its source."))
        sort = ""
    if sort == spec.sorts[0]:
        sort = ""
    shown = columns.shown(names or spec.default_columns)
    return Look(shown, sort, spec, request.GET.get(lists.VIEW, ""), faults)


def listing(request: HttpRequest, filters: FilterForm, look: Look) -> Listing:
    """Return what of the address lasts."""
    values = {name: filters.typed(name) for name in filters.fields} | look.kept
    return Listing(request.path, lists.query_of(values), look.view)
