"""The page of one meeting, with the form that was just refused."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.meetings import presenters, queries
from zuoxi.meetings.choices import MeetingStatus
from zuoxi.meetings.forms import CancelForm, DecisionForm, MinutesForm
from zuoxi.meetings.models import Meeting
from zuoxi.meetings.presenters import MeetingCard
from zuoxi.tasks import actions as tasks
from zuoxi.web.forms import ShownForm
from zuoxi.web.htmx import render
from zuoxi.web.pages import ActorRequest


def show(
    request: ActorRequest, found: Meeting, refused: dict[str, ShownForm] | None = None
) -> HttpResponse:
    """Show a meeting with what the reader may do."""
    now = timezone.now()
    card = presenters.card_of(found, request.actor, now)
    refused = refused or {}
    for form in refused.values():
        # Whoever sends it again acts on the state that is shown now.
        data = request.POST.copy()
        data["version"] = str(found.version)
        form.data = data
    context: dict[str, Any] = {
        "card": card,
        "meeting": found,
        "span": presenters.span_of(found),
        "forms": (_forms(card) | refused) if card.may_keep else {},
    }
    status = 422 if refused else 200
    return render(
        request, "meetings/meeting.html", "meetings/_meeting.html", context, status=status
    )


def minutes_form(card: MeetingCard, data: Any = None) -> MinutesForm:  # noqa: ANN401 - as Django
    """Return the form of the minutes with what is written so far."""
    latest = card.latest
    came = [str(each.pk) for each in card.participants if each.was_present is not False]
    return MinutesForm(
        data,
        participants=card.participants,
        is_change=latest is not None and latest.sent_at is not None,
        initial={
            "text": latest.text if latest else "",
            "present": came,
            "version": card.meeting.version,
        },
    )


def decision_form(card: MeetingCard, data: Any = None) -> DecisionForm:  # noqa: ANN401 - as Django
    """Return the form of a decision."""
    return DecisionForm(
        data,
        units=queries.units_for(card.meeting.centre_id),
        may_approve=card.may_approve,
        initial={"version": card.meeting.version, "due_at": tasks.usual_due(timezone.now())},
    )


def _forms(card: MeetingCard) -> dict[str, ShownForm]:
    forms: dict[str, ShownForm] = {}
    if card.is_planned:
        forms["cancel"] = CancelForm(initial={"version": card.meeting.version})
    if card.has_begun and card.meeting.status != MeetingStatus.CANCELLED:
        forms["minutes"] = minutes_form(card)
        forms["decision"] = decision_form(card)
    return forms
