"""One action on many orders: its form, its results, taking it back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import trigger_client_event

from zuoxi.dispatching import actions, presenters, queries, running
from zuoxi.dispatching.choices import BULK_TITLES, BulkKind
from zuoxi.dispatching.forms import FORMS, BulkForm, DispatchForm, ReassignForm
from zuoxi.dispatching.models import Bulk
from zuoxi.dispatching.policies import may_run_bulk
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Text
from zuoxi.org import queries as org
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path
from zuoxi.workorders import presenters as workorders

# The page of the lists from which each kind of operation is started.
_HOMES = {
    BulkKind.DISPATCH: "dispatching:console",
    BulkKind.ARCHIVE: "dispatching:archive",
    BulkKind.REASSIGN: "dispatching:out",
}


@page(policy=may_run_bulk, methods=["POST"])
def new(request: ActorRequest, kind: str) -> HttpResponse:
    """Ask what is to be done with the marked orders."""
    if kind not in BulkKind.values:
        raise NotFound
    return _ask(request, kind)


@page(policy=may_run_bulk, methods=["POST"])
def start(request: ActorRequest) -> HttpResponse:
    """Carry it out: a few at once, more of them in a job whose progress is shown."""
    kind = request.POST.get("kind", "")
    if kind not in BulkKind.values:
        raise NotFound
    form = FORMS[kind](request.POST)
    try:
        started = actions.start_bulk(
            actor=request.actor,
            wanted=actions.Wanted(
                kind=kind,
                orders=actions.chosen(request.POST.getlist("marked")),
                inputs={
                    name: form.typed(name) for name in form.fields if name != "confirm_unresolved"
                },
                confirm_unresolved=bool(request.POST.get("confirm_unresolved")),
            ),
            now=timezone.now(),
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _ask(request, kind, form, status=fault.status)
    return _changed(request, running.run_now(started, request.actor, clock=timezone.now))


@page(policy=may_run_bulk, methods=["GET"])
def bulk(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what came of each order, and how far it is."""
    return _show(request, queries.find(request.actor, pk))


@page(policy=may_run_bulk, methods=["POST"])
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a bulk operation back where that is still possible."""
    try:
        found = actions.undo_bulk(actor=request.actor, bulk_id=pk, now=timezone.now())
    except Conflict as fault:
        return _show(request, queries.find(request.actor, pk), fault.message, status=fault.status)
    return _changed(request, running.run_now(found, request.actor, clock=timezone.now))


def _ask(
    request: ActorRequest,
    kind: str,
    form: BulkForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form = form or FORMS[kind]()
    ticked = actions.chosen(request.POST.getlist("marked"))
    # What was unmarked in the form stays in sight.
    shown = actions.chosen(request.POST.getlist("shown")) or ticked
    numbers = [number for number, _version in shown]
    if isinstance(form, DispatchForm):
        areas = workorders.area_options(request.actor)
        form.fill(areas, org.technicians(request.actor).select_related("work_area"))
    elif isinstance(form, ReassignForm):
        form.fill(queries.colleagues(request.actor, numbers))
    context = {
        "kind": kind,
        "title": BULK_TITLES[kind],
        "form": form,
        "marked": _described(request, shown, ticked),
        "next": _next(request, kind),
    }
    return htmx.render(
        request, "dispatching/new_bulk.html", "dispatching/_new_bulk.html", context, status=status
    )


def _described(
    request: ActorRequest,
    shown: Sequence[tuple[str, int | None]],
    ticked: Sequence[tuple[str, int | None]],
) -> list[dict[str, object]]:
    """Return what is to be sent of each order, its number, what it is about, whether it counts."""
    known = queries.matters(request.actor, [number for number, _version in shown])
    return [
        {
            "value": f"{number}:{version or ''}",
            "number": number,
            "order": known.get(number),
            "is_ticked": (number, version) in ticked,
        }
        for number, version in shown
    ]


def _changed(request: ActorRequest, found: Bulk) -> HttpResponse:
    """Show the results beside the lists, which have changed; without scripts, on their own page."""
    if not htmx.wants_fragment(request):
        return htmx.redirect(request, "dispatching:bulk", found.pk)
    response = _show(request, found)
    return trigger_client_event(response, "zuoxi:bulk", {}, after="settle")


def _show(
    request: ActorRequest, found: Bulk, fault: Text = "", *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    rows = presenters.results(found)
    until = queries.undo_until(found, now)
    context: dict[str, Any] = {
        "bulk": found,
        "title": presenters.bulk_title(found),
        "rows": rows,
        "progress": presenters.progress(rows, found),
        "undo_until": until,
        "may_undo": until is not None and now <= until and found.undo_started_at is None,
        "fault": fault,
        "next": _next(request, found.kind),
    }
    return htmx.render(
        request, "dispatching/bulk.html", "dispatching/_bulk.html", context, status=status
    )


def _next(request: ActorRequest, kind: str) -> str:
    """Return the list that the form was opened beside."""
    asked = safe_path(request.POST.get("next") or request.GET.get("next") or "")
    return asked or reverse(_HOMES[BulkKind(kind)])
