"""The audit log in the browser."""

from django.http import HttpResponse

from zuoxi.audit import queries
from zuoxi.audit.forms import LogForm
from zuoxi.audit.policies import reads_log
from zuoxi.web.htmx import render
from zuoxi.web.pages import ActorRequest, page


@page(policy=reads_log, methods=["GET"])
def log(request: ActorRequest) -> HttpResponse:
    """Show who did what, newest first."""
    form = LogForm(request.GET or None, actor=request.actor)
    found = queries.log(
        request.actor, form.wanted(), cursor=request.GET.get("cursor", ""), limit=50
    )
    context = {
        "form": form,
        "rows": queries.in_words(found.items, actor=request.actor),
        "next_cursor": found.next_cursor,
    }
    return render(request, "audit/log.html", context=context)
