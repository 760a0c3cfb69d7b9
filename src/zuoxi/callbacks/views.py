"""The callback list and the page of one callback."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.callbacks import actions, presenters, queries
from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.forms import ResultForm
from zuoxi.callbacks.models import Callback
from zuoxi.callbacks.policies import may_record_results, may_see_callbacks
from zuoxi.kernel.errors import Conflict, InvalidInput, Stale
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_see_callbacks, methods=["GET"])
def callback_list(request: ActorRequest) -> HttpResponse:
    """Show the customers to call, the longest waiting first, or the callbacks already closed."""
    status = request.GET.get("status", CallbackStatus.OPEN)
    if status not in {*CallbackStatus.values, "all"}:
        status = CallbackStatus.OPEN.value
    wanted = "" if status == "all" else status
    cursor = request.GET.get("cursor", "")
    found = queries.page(request.actor, status=wanted, cursor=cursor, by_name=True)
    context = {
        "rows": presenters.list_rows(found.items, request.actor, timezone.now()),
        "next_cursor": found.next_cursor,
        "status": status,
        "tabs": [*CallbackStatus.choices, ("all", pgettext("callback", "All"))],
    }
    return htmx.render(request, "callbacks/list.html", "callbacks/_list.html", context)


@page(policy=may_see_callbacks)
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one callback; record the result of a call."""
    if request.method == "POST":
        return _record(request, pk)
    return _show(request, queries.find(request.actor, pk))


def _record(request: ActorRequest, pk: int) -> HttpResponse:
    form = ResultForm(request.POST)
    try:
        callback = actions.record_result(
            actor=request.actor,
            callback_id=pk,
            result=actions.Result(
                connect_status=form.typed("connect_status"),
                solved=form.typed("solved"),
                satisfaction=form.typed("satisfaction"),
                remark=form.typed("remark"),
            ),
            # A page of ours always sends its version; anything else matches none.
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as fault:
        form.add_refusal(fault)
        return _show(request, queries.find(request.actor, pk), form, status=fault.status)
    messages.success(request, _("The operation was successful."))
    if htmx.wants_fragment(request):
        return _show(request, callback)
    return htmx.redirect(request, "callbacks:detail", callback.pk)


def _show(
    request: ActorRequest, callback: Callback, form: ResultForm | None = None, *, status: int = 200
) -> HttpResponse:
    row = presenters.rows_for([callback], request.actor, timezone.now())[0]
    is_open = callback.status == CallbackStatus.OPEN and may_record_results(request.actor)
    if form is None and is_open:
        form = ResultForm(initial={"version": callback.version})
    elif form is not None:
        # Whoever sends it again acts on the state that is shown now.
        form.data = dict(form.data.items()) | {"version": str(callback.version)}
    context: dict[str, Any] = {
        "row": row,
        "callback": callback,
        "form": form,
        "is_open": is_open,
        # Beside the list the keys go on moving through the rows; opened, they fill in the form.
        "is_preview": "preview" in request.GET,
    }
    return htmx.render(
        request, "callbacks/detail.html", "callbacks/_detail.html", context, status=status
    )
