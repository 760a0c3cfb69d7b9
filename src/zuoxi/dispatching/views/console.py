"""Lists side by side: what waits for a dispatcher, what is out, and what many are archived from."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from zuoxi.dispatching import presenters, queries
from zuoxi.dispatching.choices import BULK_BUTTONS, COLUMNS, OUT_COLUMNS, BulkKind
from zuoxi.dispatching.policies import may_archive, may_dispatch, may_see_console
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.text import text_fault
from zuoxi.web import htmx, nav
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import presenters as orders
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.policies import may_reassign

_ARCHIVE_LIST = "completed"
_CODE_LIMIT = 32


@page(policy=may_see_console, methods=["GET"])
def console(request: ActorRequest) -> HttpResponse:
    """Show the three lists; ``?list=`` is the one to show where there is room for one."""
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in COLUMNS else COLUMNS[0]
    context = _context(request, COLUMNS, reverse("dispatching:console"), paged=chosen)
    context["current"] = chosen
    return htmx.render(request, "dispatching/console.html", "dispatching/_columns.html", context)


@page(policy=may_see_console, methods=["GET"])
def out(request: ActorRequest) -> HttpResponse:
    """Show what is out in the work areas, of one area if wanted, to give many to somebody else."""
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in OUT_COLUMNS else OUT_COLUMNS[0]
    context = _context(request, OUT_COLUMNS, reverse("dispatching:out"), paged=chosen) | {
        "current": chosen,
        "areas": orders.area_options(request.actor),
    }
    return htmx.render(request, "dispatching/out.html", "dispatching/_columns.html", context)


@page(policy=may_see_console, methods=["GET"])
def column(request: ActorRequest, list_name: str) -> HttpResponse:
    """Show one list of the console again, or its next rows."""
    if list_name not in {*COLUMNS, *OUT_COLUMNS}:
        raise NotFound
    address = reverse("dispatching:console" if list_name in COLUMNS else "dispatching:out")
    if not htmx.wants_fragment(request):
        return htmx.redirect(request, f"{address}?list={list_name}")
    return _fragment(request, _context(request, [list_name], address, paged=list_name))


@page(policy=may_archive, methods=["GET"])
def archive(request: ActorRequest) -> HttpResponse:
    """Show the completed orders, to archive many of them at once."""
    address = reverse("dispatching:archive")
    context = _context(request, [_ARCHIVE_LIST], address, paged=_ARCHIVE_LIST)
    context["current"] = _ARCHIVE_LIST
    if htmx.wants_fragment(request):
        return _fragment(request, context)
    return htmx.render(request, "dispatching/archive.html", context=context)


def _context(
    request: ActorRequest, names: tuple[str, ...] | list[str], address: str, *, paged: str
) -> dict[str, Any]:
    """Return the columns; ``paged`` is the one that the address's page marker belongs to."""
    area = _area(request) if names[0] in OUT_COLUMNS else ""
    pages = {
        name: queries.column(
            request.actor,
            name,
            work_area=area,
            cursor=request.GET.get("cursor", "") if name == paged else "",
            limit=_limit(request),
        )
        for name in names
    }
    counts = workorders.counts(request.actor, only=names)
    shown = presenters.columns(pages, counts, request.actor, timezone.now())
    kind = _kind(request, names[0])
    return {
        "columns": shown,
        "paged": paged if request.GET.get("cursor") else "",
        "next": f"{address}?{urlencode({'work_area': area})}" if area else address,
        "area": area,
        "cap": nav.COUNT_CAP,
        "kind": kind,
        "button": BULK_BUTTONS.get(kind, ""),
    }


def _kind(request: ActorRequest, list_name: str) -> str:
    """Return what can be done with many rows of a list, empty if nothing."""
    if list_name == _ARCHIVE_LIST:
        return BulkKind.ARCHIVE
    if list_name in OUT_COLUMNS:
        return BulkKind.REASSIGN if may_reassign(request.actor) else ""
    return BulkKind.DISPATCH if may_dispatch(request.actor) else ""


def _area(request: ActorRequest) -> str:
    """Return the code of the work area whose orders are wanted, empty for all."""
    code = request.GET.get("work_area", "")
    return code if text_fault(code, limit=_CODE_LIMIT) is None else ""


def _fragment(request: ActorRequest, context: dict[str, Any]) -> HttpResponse:
    """Answer with the list as it stands, or, after a page marker, with the rows that follow."""
    more = bool(request.GET.get("cursor"))
    template = "dispatching/_rows.html" if more else "dispatching/_column.html"
    return htmx.render(request, template, template, context | {"column": context["columns"][0]})


def _limit(request: ActorRequest) -> int:
    """Return how many rows to show: a list that refreshes itself keeps those that were open."""
    shown = whole_number(request.GET.get("shown", "")) or 0
    return max(queries.PAGE_SIZE, min(shown, queries.MOST_SHOWN))
