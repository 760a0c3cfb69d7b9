"""The pages that list orders: those of the centre, those of the work area, the petitions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from zuoxi.accounts.choices import Role
from zuoxi.customers.queries import canonical_no
from zuoxi.kernel.days import midnight, read_day
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.paging import Page
from zuoxi.kernel.policies import holds
from zuoxi.kernel.text import clean_text
from zuoxi.web import htmx
from zuoxi.web import lists as list_addresses
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import columns, lifecycle, presenters, queries
from zuoxi.workorders.choices import LIST_LABELS, FormType, Source, Status
from zuoxi.workorders.forms import FilterForm
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import LIST_POLICIES
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tables import CENTRAL_PAGES, PETITIONS, ListPage, area_page
from zuoxi.workorders.views import looks
from zuoxi.workorders.views.intake import form_type_of
from zuoxi.workorders.views.looks import Look
from zuoxi.workorders.views.orders import panel_context

_AREA_LISTS = ("work_area", "pending")


def central(list_name: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the view of one central list, open to those whom the list's policy names."""

    @page(policy=LIST_POLICIES[list_name], methods=["GET"])
    def show(request: ActorRequest) -> HttpResponse:
        return _show(request, CENTRAL_PAGES[list_name], OrderFilter(list_name=list_name))

    return show


@page(policy=LIST_POLICIES["work_area"], methods=["GET"])
def area(request: ActorRequest, kind: str, list_name: str = "work_area") -> HttpResponse:
    """List the orders of one form type that are dispatched to the work areas one may see."""
    form_type = form_type_of(kind)
    if list_name not in _AREA_LISTS:
        raise NotFound
    tabs = [(name, LIST_LABELS[name]) for name in _AREA_LISTS]
    wanted = OrderFilter(list_name=list_name, form_type=form_type)
    return _show(
        request, area_page(form_type, list_name), wanted, kind=kind, tabs=tabs, tab=list_name
    )


@page(policy=holds(Role.SUPERVISOR, Role.AUDITOR), methods=["GET"])
def petitions(request: ActorRequest) -> HttpResponse:
    """List the orders whose customers want to turn to the authorities, for the supervisor."""
    return _show(request, PETITIONS, OrderFilter(petition_only=True), topic="petition")


def _show(
    request: ActorRequest, spec: ListPage, wanted: OrderFilter, *, topic: str = "", **more: Any
) -> HttpResponse:
    there = list_addresses.landing(request)
    if there is not None:
        return there
    now = timezone.now()
    filters = filter_form(request, spec)
    look = looks.read(request, spec, filters)
    found = find_page(request, filters, look, wanted)
    context = {
        "spec": spec,
        "filters": filters,
        "is_filtered": any(filters.typed(name) for name in filters.fields),
        **list_context(request, filters, look, found, now),
        "topic": f"list:{topic or spec.list_name}",
        "nothing_chosen": "open" in request.GET and not request.GET.get("order"),
        **more,
    }
    chosen = request.GET.get("order", "")
    if chosen and not htmx.wants_fragment(request):
        context |= {"chosen": chosen} | panel_context(request, chosen, back=_here(request))
    context |= {"next": _here(request)}
    return htmx.render(request, "workorders/list.html", "workorders/_list.html", context)


def list_context(
    request: ActorRequest, filters: FilterForm, look: Look, found: Page[WorkOrder], now: datetime
) -> dict[str, Any]:
    """Return what the rows of a list and the row of views above it are shown from."""
    draw_rows = (
        presenters.rows_with_cards
        if columns.OF_THE_CUSTOMER & set(look.names)
        else presenters.rows_for
    )
    with_returns = "returns" in look.names
    is_page = not htmx.wants_fragment(request)
    listing = looks.listing(request, filters, look)
    return {
        "look": look,
        "rows": draw_rows(found.items, request.actor, now, with_returns=with_returns),
        "next_cursor": found.next_cursor,
        "bare": f"{request.path}?{list_addresses.VIEW}=",
        "views": list_addresses.parts(request, listing, now=now) if is_page else [],
    }


def filter_form(request: ActorRequest, spec: ListPage) -> FilterForm:
    """Return the filters of a page as its address has them."""
    lists: dict[str, list[tuple[str, str]]] = {
        "form_type": [(each.value, str(each.label)) for each in FormType],
        "status": [(each.value, str(each.label)) for each in Status],
        "source": [(each.value, str(each.label)) for each in Source],
    }
    if "work_area" in spec.all_filters:
        lists["work_area"] = presenters.area_options(request.actor)
    return FilterForm(request.GET, names=spec.filters, more=spec.more_filters, lists=lists)


def find_page(
    request: ActorRequest, filters: FilterForm, look: Look, wanted: OrderFilter
) -> Page[WorkOrder]:
    """Return the page that the address asks for; a filter that cannot be read finds nothing.

    A page marker that was tampered with is refused (InvalidInput).
    """
    try:
        narrowed = _narrowed(filters, replace(wanted, sort=look.sort))
    except InvalidInput as fault:
        filters.add_refusal(fault)
        return Page([])
    cursor = request.GET.get("cursor", "")
    relations = columns.relations(look.names)
    return queries.page(request.actor, narrowed, cursor=cursor, relations=relations)


def _here(request: ActorRequest) -> str:
    """Return the address of the list as it stands, with no row chosen."""
    query = request.GET.copy()
    query.pop("order", None)
    query.pop("open", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _narrowed(filters: FilterForm, wanted: OrderFilter) -> OrderFilter:
    text = {name: _text(filters, name) for name in filters.fields}
    return replace(
        wanted,
        status=text.get("status") or wanted.status,
        form_type=text.get("form_type") or wanted.form_type,
        work_area=text.get("work_area", ""),
        customer_no=canonical_no(text.get("customer_no", "")),
        number=text.get("number", ""),
        q=text.get("q", ""),
        source=text.get("source", ""),
        received_from=_day(filters, "received_from"),
        received_until=_day(filters, "received_until", days=1),
    )


def _text(filters: FilterForm, name: str) -> str:
    return clean_text(name, filters.typed(name), limit=200, required=False)


def _day(filters: FilterForm, name: str, *, days: int = 0) -> datetime | None:
    raw = filters.typed(name).strip() if name in filters.fields else ""
    return midnight(read_day(name, raw) + timedelta(days=days)) if raw else None


# Every list of the lifecycle has a page; a new list without one must fail at start-up.
assert set(CENTRAL_PAGES) | set(_AREA_LISTS) == set(lifecycle.LISTS)
