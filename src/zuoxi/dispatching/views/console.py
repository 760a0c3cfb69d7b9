"""The lists that wait for a dispatcher side by side, and the list from which many are archived."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from zuoxi.dispatching import presenters, queries
from zuoxi.dispatching.choices import COLUMNS, BulkKind
from zuoxi.dispatching.policies import may_archive, may_dispatch, may_see_console
from zuoxi.kernel.errors import NotFound
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders

_ARCHIVE_LIST = "completed"


@page(policy=may_see_console, methods=["GET"])
def console(request: ActorRequest) -> HttpResponse:
    """Show the three lists; ``?list=`` is the one to show where there is room for one."""
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in COLUMNS else COLUMNS[0]
    context = _context(request, COLUMNS, reverse("dispatching:console"), paged=chosen) | {
        "current": chosen,
        "kind": BulkKind.DISPATCH if may_dispatch(request.actor) else "",
    }
    return htmx.render(request, "dispatching/console.html", "dispatching/_columns.html", context)


@page(policy=may_see_console, methods=["GET"])
def column(request: ActorRequest, list_name: str) -> HttpResponse:
    """Show one list of the console again, or its next rows."""
    if list_name not in COLUMNS:
        raise NotFound
    address = reverse("dispatching:console")
    if not htmx.wants_fragment(request):
        return htmx.redirect(request, f"{address}?list={list_name}")
    context = _context(request, [list_name], address, paged=list_name) | {
        "kind": BulkKind.DISPATCH if may_dispatch(request.actor) else "",
    }
    return _fragment(request, context)


@page(policy=may_archive, methods=["GET"])
def archive(request: ActorRequest) -> HttpResponse:
    """Show the completed orders, to archive many of them at once."""
    address = reverse("dispatching:archive")
    context = _context(request, [_ARCHIVE_LIST], address, paged=_ARCHIVE_LIST) | {
        "current": _ARCHIVE_LIST,
        "kind": BulkKind.ARCHIVE,
    }
    if htmx.wants_fragment(request):
        return _fragment(request, context)
    return htmx.render(request, "dispatching/archive.html", context=context)


def _context(
    request: ActorRequest, names: tuple[str, ...] | list[str], address: str, *, paged: str
) -> dict[str, Any]:
    """Return the columns; ``paged`` is the one that the address's page marker belongs to."""
    pages = {
        name: queries.column(
            request.actor,
            name,
            cursor=request.GET.get("cursor", "") if name == paged else "",
            limit=_limit(request),
        )
        for name in names
    }
    counts = workorders.counts(request.actor)
    shown = presenters.columns(pages, counts, request.actor, timezone.now())
    return {"columns": shown, "next": address, "cap": workorders.COUNT_CAP}


def _fragment(request: ActorRequest, context: dict[str, Any]) -> HttpResponse:
    """Answer with the list as it stands, or, after a page marker, with the rows that follow."""
    more = bool(request.GET.get("cursor"))
    template = "dispatching/_rows.html" if more else "dispatching/_column.html"
    return htmx.render(request, template, template, context | {"column": context["columns"][0]})


def _limit(request: ActorRequest) -> int:
    """Return how many rows to show: a list that refreshes itself keeps those that were open."""
    shown = whole_number(request.GET.get("shown", "")) or 0
    return max(queries.PAGE_SIZE, min(shown, queries.MOST_SHOWN))
