"""Which rows a list shows, read from its address; and everybody's own exports and imports."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import midnight, read_day
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound
from zuoxi.kernel.options import Option
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.policies import Policy
from zuoxi.kernel.text import clean_text
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.sheets import printed
from zuoxi.sheets.choices import (
    ADDRESS_LIMIT,
    INSTANT_ROWS,
    MOST_EXPORT_ROWS,
    Format,
    Kind,
    Outcome,
)
from zuoxi.sheets.models import Export, Import, ImportRow
from zuoxi.sheets.policies import may_export_unmasked
from zuoxi.sheets.printed import Printed
from zuoxi.web.pages import spec_of
from zuoxi.workorders import columns as columns_of_orders
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import LIST_LABELS, FormType, Source, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderFilter

PAGE_SIZE = 50
# How far the rows are counted before anything is asked for.
MOST_COUNTED = 10_000

# What an address says about the look of the list, and not about its rows.
_LOOKS = frozenset({"cursor", "order", "open", "preview", "columns", "view"})
_FORM_TYPES = {f"{value.replace('_', '-')}s": value for value in FormType.values}
_TEXT_LIMIT = 200


@dataclass(frozen=True)
class Listed:
    """The rows of a list, in its order; ``conditions`` is what narrows them, ``title`` its name.

    ``asked`` is what the address itself asks for, ``columns`` those that it chooses, if it does.
    """

    kind: Kind
    title: str
    conditions: dict[str, str]
    rows: "QuerySet[WorkOrder] | QuerySet[Customer]"
    asked: dict[str, str]
    columns: tuple[str, ...] = ()
    printed: Printed | None = None

    @property
    def formats(self) -> tuple[Format, ...]:
        """How it can be written."""
        return (Format.PDF,) if self.printed else (Format.XLSX, Format.CSV)

    @property
    def instant(self) -> Option[int]:
        """Up to how many rows it is written in the request itself."""
        return self.printed.instant if self.printed else INSTANT_ROWS

    @property
    def most(self) -> Option[int]:
        """How many rows it may have."""
        return self.printed.most if self.printed else MOST_EXPORT_ROWS

    @property
    def may_unmask(self) -> Policy:
        """Who may have personal data in full, for a purpose."""
        return self.printed.may_unmask if self.printed else may_export_unmasked

    def count(self, most: int) -> int:
        """Count the rows, up to ``most``."""
        return self.rows.order_by().values("pk")[:most].count()


def listed(actor: Actor, address: str) -> Listed:
    """Return what the list at an address shows to the actor.

    Raises InvalidInput for ``address`` where there is no list or a filter cannot be read, and
    Forbidden where the actor may not open the page.
    """
    address = clean_text("address", address, limit=ADDRESS_LIMIT)
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        raise _no_list()
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise _no_list() from None
    spec = spec_of(match.func)
    provider = printed.provider_of(match.view_name)
    if spec is None or (provider is None and match.app_name not in {"workorders", "customers"}):
        raise _no_list()
    if not spec.policy(actor):
        raise Forbidden
    try:
        given = QueryDict(parts.query)
    except ValueError:
        raise _no_list() from None
    asked = {
        name: str(text) for name, text in given.items() if str(text).strip() and name not in _LOOKS
    }
    if provider is not None:
        return provider(actor, asked)
    if match.view_name == "customers:list":
        return _customers(actor, asked)
    return _orders(actor, match, asked, _columns(given.getlist("columns")))


def is_instant(actor: Actor, export: Export, now: datetime) -> bool:
    """Tell whether the file is written in the request that asked for it."""
    return export.rows_total <= listed(actor, export.address).instant.at(now)


def exports(actor: Actor) -> QuerySet[Export]:
    """Return the actor's own exports."""
    return Export.objects.filter(requested_by_id=actor.user_id or 0)


def find_export(actor: Actor, pk: int) -> Export:
    """Return one of the own exports; raise NotFound otherwise."""
    found = exports(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def page_of_exports(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Export]:
    """Return one page of the own exports, the newest first."""
    return paginate(exports(actor), by="requested_at", descending=True, cursor=cursor, limit=limit)


def imports(actor: Actor) -> QuerySet[Import]:
    """Return the actor's own imports: a file holds what nobody else has looked at yet."""
    return Import.objects.filter(uploaded_by_id=actor.user_id or 0).select_related("centre")


def find_import(actor: Actor, pk: int) -> Import:
    """Return one of the own imports; raise NotFound otherwise."""
    found = imports(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def page_of_imports(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Import]:
    """Return one page of the own imports, the newest first."""
    return paginate(imports(actor), by="uploaded_at", descending=True, cursor=cursor, limit=limit)


def rows_of(
    upload: Import, *, outcome: str = "", cursor: str = "", limit: int = PAGE_SIZE
) -> Page[ImportRow]:
    """Return one page of what became of the rows of an import, in their order."""
    rows = ImportRow.objects.filter(upload=upload)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return paginate(rows, by="number", cursor=cursor, limit=limit)


def faulty_rows(upload: Import) -> QuerySet[ImportRow]:
    """Return all rows of an import that cannot be taken in."""
    return ImportRow.objects.filter(upload=upload, outcome=Outcome.FAULTY).order_by("number")


def outcomes(upload: Import) -> dict[str, int]:
    """Return how many rows of an import came to which end."""
    rows = ImportRow.objects.filter(upload=upload).values_list("outcome")
    counted = dict(rows.annotate(count=Count("pk")).order_by())
    return {each: counted.get(each, 0) for each in Outcome.values}


def finished_numbers(upload: Import) -> set[int]:
    """Return the rows of an import that are in, so that a second start leaves them alone."""
    rows = ImportRow.objects.filter(upload=upload).exclude(outcome=Outcome.FAULTY)
    return set(rows.values_list("number", flat=True))


def created_before(upload: Import) -> dict[int, str]:
    """Return the rows of the same file that an earlier import created, with what they became."""
    rows = ImportRow.objects.filter(
        kind=upload.kind,
        centre_id=upload.centre_id,
        sha256=upload.sha256,
        outcome=Outcome.CREATED,
    ).exclude(upload=upload)
    return dict(rows.values_list("number", "reference"))


def centres(actor: Actor) -> QuerySet[Unit]:
    """Return the service centres into which the actor may import."""
    places = actor.places_of({Role.SUPERVISOR})
    return Unit.objects.filter(pk__in=places, kind=UnitKind.CENTRE, is_active=True).order_by("code")


def _orders(
    actor: Actor, match: ResolverMatch, asked: dict[str, str], columns: tuple[str, ...]
) -> Listed:
    base, title = _order_page(match)
    _refuse_unoffered(actor, asked)
    wanted = OrderFilter(**(_order_conditions(asked) | base))
    try:
        rows = orders.in_order(actor, wanted)
    except InvalidInput:
        raise _unreadable("sort") from None
    conditions = {name: str(value) for name, value in (asked | base).items()}
    return Listed(Kind.ORDERS, title, conditions, rows, asked, columns)


def _columns(texts: list[str]) -> tuple[str, ...]:
    """Return the columns that an address chooses; one that is not known here is refused."""
    names, faults = columns_of_orders.read(texts)
    if faults:
        raise _unreadable("columns")
    return names


def _refuse_unoffered(actor: Actor, asked: dict[str, str]) -> None:
    """Refuse a value that the page leaves out, so that a file never shows less than the page."""
    offered = {"status": Status.values, "form_type": FormType.values, "source": Source.values}
    for name, values in offered.items():
        if asked.get(name, values[0]) not in values:
            raise _unreadable(name)
    area = asked.get("work_area")
    if area and not org.work_areas(actor).filter(code=area).exists():
        raise _unreadable("work_area")


def _order_page(match: ResolverMatch) -> tuple[dict[str, Any], str]:
    name = match.view_name.removeprefix("workorders:")
    if name == "inquiry":
        return {}, _("Work orders")
    if name == "petitions":
        return {"petition_only": True}, _("Petitions to the authorities")
    if name == "area_list":
        list_name = match.kwargs.get("list_name", "work_area")
        form_type = _FORM_TYPES.get(match.kwargs["kind"])
        if form_type is None or list_name not in LIST_LABELS:
            raise _no_list()
        return {"list_name": list_name, "form_type": form_type}, str(LIST_LABELS[list_name])
    list_name = name.removesuffix("_list")
    if list_name not in LIST_LABELS:
        raise _no_list()
    return {"list_name": list_name}, str(LIST_LABELS[list_name])


def _order_conditions(asked: dict[str, str]) -> dict[str, Any]:
    """Read the filters of an address; one that is not known here is refused, never left out."""
    known = {field.name: field.type for field in fields(OrderFilter)}
    found: dict[str, Any] = {}
    for name, raw in asked.items():
        if known.get(name) is str:
            found[name] = clean_text("address", raw, limit=_TEXT_LIMIT)
        elif known.get(name) is bool:
            found[name] = raw in {"1", "true", "on"}
        elif name in known and name.endswith(("_from", "_until")):
            day = read_day("address", raw)
            found[name] = midnight(day + timedelta(days=int(name.endswith("_until"))))
        else:
            raise _unreadable(name)
    return found


def _customers(actor: Actor, asked: dict[str, str]) -> Listed:
    known = {field.name for field in fields(CustomerFilter) if field.type is str}
    for name in asked:
        if name not in known:
            raise _unreadable(name)
    wanted = replace(CustomerFilter(), **asked)
    rows = customers.narrowed(actor, wanted)
    rows = rows.order_by("customer_no", "pk")
    return Listed(Kind.CUSTOMERS, _("Customers"), asked, rows, asked)


def _no_list() -> InvalidInput:
    return InvalidInput(fields={"address": [_("There is no list at this address.")]})


def _unreadable(name: str) -> InvalidInput:
    message = _("The filter “%(name)s” cannot be used for a download.") % {"name": name[:50]}
    return InvalidInput(fields={"address": [message]})
