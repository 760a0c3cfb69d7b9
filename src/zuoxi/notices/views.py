"""A person's notices, and the way from one to what it is about."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from zuoxi.notices import actions, presenters, queries
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path


@page(methods=["GET"])
def notice_list(request: ActorRequest) -> HttpResponse:
    """Show the notices of the person, those not yet read first."""
    cursor = request.GET.get("cursor", "")
    found = queries.page(request.actor, cursor=cursor)
    rows = presenters.rows_for(found.items, request.actor)
    context = {
        "rows": rows,
        "next_cursor": found.next_cursor,
        "is_first_page": not cursor,
        # On the first page, where the newest is on top; what comes after it stays unread.
        "until": rows[0].notice.renewed_at.isoformat() if _has_unread(rows, cursor) else "",
    }
    return htmx.render(request, "notices/list.html", "notices/_list.html", context)


@page(methods=["GET"])
def open_notice(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about, if that may still be seen."""
    notice = actions.mark_read(actor=request.actor, notice_id=pk, now=timezone.now())
    row = presenters.rows_for([notice], request.actor)[0]
    url = safe_path(row.subject.url) if row.subject else ""
    if url:
        return htmx.redirect(request, url)
    return htmx.render(request, "notices/gone.html", "", {"row": row})


@page(methods=["POST"])
def read_all(request: ActorRequest) -> HttpResponse:
    """Mark all notices as read that the person had on the screen."""
    count = actions.mark_all_read(
        actor=request.actor, until=_moment(request.POST.get("until", "")), now=timezone.now()
    )
    text = ngettext(
        "%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count
    )
    messages.success(request, text % {"count": count})
    return htmx.redirect(request, "notices:list")


def _has_unread(rows: list[presenters.NoticeRow], cursor: str) -> bool:
    return not cursor and bool(rows) and rows[0].notice.is_unread


def _moment(raw: str) -> datetime | None:
    """Return the time that a page of ours sends along; None, which means all, for anything else."""
    try:
        found = parse_datetime(raw)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
