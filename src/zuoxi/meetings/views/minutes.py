"""Writing and sending minutes, and recording what was decided."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.meetings import actions, presenters, queries
from zuoxi.meetings.actions import WantedDecision
from zuoxi.meetings.policies import may_hold_meetings
from zuoxi.meetings.views.showing import decision_form, minutes_form, show
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_hold_meetings, methods=["POST"])
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the minutes, and note who came."""
    found = queries.find(request.actor, pk)
    card = presenters.card_of(found, request.actor, timezone.now())
    form = minutes_form(card, request.POST)
    present = {whole_number(each) or 0 for each in request.POST.getlist("present")}
    try:
        actions.save_minutes(
            actor=request.actor,
            meeting_id=pk,
            text=form.typed("text"),
            present=present,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return show(request, queries.find(request.actor, pk), {"minutes": form})
    messages.success(request, _("Saved. Send the minutes when they are complete."))
    return redirect(request, "meetings:meeting", pk)


@page(policy=may_hold_meetings, methods=["POST"])
def send(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the minutes to all who take part."""
    actions.send_minutes(
        actor=request.actor,
        meeting_id=pk,
        expected_version=whole_number(request.POST.get("version", "")),
        now=timezone.now(),
    )
    messages.success(request, _("The minutes are sent to all who take part."))
    return redirect(request, "meetings:meeting", pk)


@page(policy=may_hold_meetings, methods=["POST"])
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what was decided; a unit that owes something has its task at once."""
    found = queries.find(request.actor, pk)
    card = presenters.card_of(found, request.actor, timezone.now())
    form = decision_form(card, request.POST)
    due_at: datetime | None = None
    try:
        due_at = read_moment("due_at", form.typed("due_at"))
        actions.record_decision(
            actor=request.actor,
            meeting_id=pk,
            wanted=WantedDecision(
                matter=form.typed("matter"),
                text=form.typed("text"),
                unit_id=form.whole_number("unit"),
                due_at=due_at,
            ),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale, Forbidden) as refusal:
        form.add_refusal(refusal)
        return show(request, queries.find(request.actor, pk), {"decision": form})
    messages.success(request, _("The decision is recorded."))
    return redirect(request, "meetings:meeting", pk)
