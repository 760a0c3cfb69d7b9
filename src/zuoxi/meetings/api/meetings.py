"""Meetings, minutes and decisions over the API: as on the pages."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.api.fields import IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.meetings import actions, presenters, queries, schemas
from zuoxi.meetings.actions import WantedDecision, WantedMeeting
from zuoxi.meetings.api.routes import Pk, parts_of, router
from zuoxi.meetings.choices import MeetingStatus
from zuoxi.meetings.models import Meeting
from zuoxi.meetings.policies import may_hold_meetings, may_see_meetings
from zuoxi.meetings.presenters import DecisionRow


@operation(router.get, "/meetings", PageOut[schemas.MeetingOut], policy=may_see_meetings)
def list_meetings(
    request: Request,
    status: MeetingStatus = MeetingStatus.PLANNED,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.MeetingOut]:
    """List the meetings that the caller may see: those to come by time, others newest first."""
    found = queries.page(request.actor, status=status.value, cursor=cursor, limit=limit)
    return PageOut[schemas.MeetingOut](
        items=[schemas.MeetingOut.of(each) for each in found.items], next_cursor=found.next_cursor
    )


@operation(
    router.get,
    "/linkage-decisions",
    PageOut[schemas.DecisionOut],
    policy=may_see_meetings,
)
def list_linkage_decisions(
    request: Request, cursor: ShortText = "", limit: Limit = queries.PAGE_SIZE
) -> PageOut[schemas.DecisionOut]:
    """List the goals, major matters, rules and assessments that leadership groups decided."""
    found = queries.decisions(request.actor, cursor=cursor, limit=limit)
    return PageOut[schemas.DecisionOut](
        items=[schemas.DecisionOut.of(DecisionRow(each, [])) for each in found.items],
        next_cursor=found.next_cursor,
    )


@operation(
    router.post,
    "/meetings",
    schemas.MeetingDetailOut,
    status=201,
    policy=may_hold_meetings,
    etag=True,
    problems=(404,),
)
def call_meeting(
    request: Request, response: HttpResponse, body: schemas.ConveneIn
) -> schemas.MeetingDetailOut:
    """Call a meeting; all who take part are told."""
    meeting = actions.convene_meeting(
        actor=request.actor,
        centre_id=body.centre_id,
        wanted=_wanted(body),
        number=body.order.strip(),
        now=timezone.now(),
    )
    return _answer(request, response, meeting)


@operation(
    router.get,
    "/meetings/{meeting_id}",
    schemas.MeetingDetailOut,
    policy=may_see_meetings,
    etag=True,
)
def get_meeting(
    request: Request, response: HttpResponse, meeting_id: Pk
) -> schemas.MeetingDetailOut:
    """Get one meeting with its agenda, minutes and decisions.

    Until the minutes are begun, the agenda has what is open at this moment.
    """
    return _answer(request, response, queries.find(request.actor, meeting_id))


@operation(
    router.put,
    "/meetings/{meeting_id}",
    schemas.MeetingDetailOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def put_meeting(
    request: Request,
    response: HttpResponse,
    meeting_id: Pk,
    body: schemas.MeetingIn,
    if_match: IfMatch = None,
) -> schemas.MeetingDetailOut:
    """Move a planned meeting, or change its place, its participants or its own points.

    Its group stays as it is.
    """
    meeting = actions.change_meeting(
        actor=request.actor,
        meeting_id=meeting_id,
        wanted=_wanted(body),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, meeting)


@operation(
    router.post,
    "/meetings/{meeting_id}/cancel",
    schemas.MeetingDetailOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def cancel_planned_meeting(
    request: Request,
    response: HttpResponse,
    meeting_id: Pk,
    body: schemas.MeetingReasonIn,
    if_match: IfMatch = None,
) -> schemas.MeetingDetailOut:
    """Say that a planned meeting does not take place, and why."""
    meeting = actions.cancel_meeting(
        actor=request.actor,
        meeting_id=meeting_id,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, meeting)


@operation(
    router.put,
    "/meetings/{meeting_id}/minutes",
    schemas.MeetingDetailOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def put_meeting_minutes(
    request: Request,
    response: HttpResponse,
    meeting_id: Pk,
    body: schemas.MinutesIn,
    if_match: IfMatch = None,
) -> schemas.MeetingDetailOut:
    """Write the minutes and note who came; minutes that were sent get a new version."""
    meeting = actions.save_minutes(
        actor=request.actor,
        meeting_id=meeting_id,
        text=body.text,
        present=body.present,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, meeting)


@operation(
    router.post,
    "/meetings/{meeting_id}/minutes/send",
    schemas.MeetingDetailOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def send_meeting_minutes(
    request: Request, response: HttpResponse, meeting_id: Pk, if_match: IfMatch = None
) -> schemas.MeetingDetailOut:
    """Send the newest version of the minutes to all who take part."""
    meeting = actions.send_minutes(
        actor=request.actor,
        meeting_id=meeting_id,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, meeting)


@operation(
    router.post,
    "/meetings/{meeting_id}/decisions",
    schemas.MeetingDetailOut,
    status=201,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def record_meeting_decision(
    request: Request,
    response: HttpResponse,
    meeting_id: Pk,
    body: schemas.DecisionIn,
    if_match: IfMatch = None,
) -> schemas.MeetingDetailOut:
    """Record a decision; where a unit owes something it has a task at once.

    All kinds but `task` are recorded in a meeting of the leadership group by one of its members.
    """
    decision = actions.record_decision(
        actor=request.actor,
        meeting_id=meeting_id,
        wanted=WantedDecision(
            matter=body.matter.value,
            text=body.text,
            unit_id=body.unit_id,
            username=body.username,
            due_at=body.due_at,
        ),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, queries.find(request.actor, decision.meeting_id))


def _wanted(body: schemas.MeetingIn) -> WantedMeeting:
    return WantedMeeting(
        title=body.title,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        place=body.place,
        chair=body.chair,
        group=body.group.value if body.group else "",
        parts=parts_of(body.parts),
        points=body.points,
    )


def _answer(request: Request, response: HttpResponse, meeting: Meeting) -> schemas.MeetingDetailOut:
    response["ETag"] = etag(meeting.version)
    card = presenters.card_of(meeting, request.actor, timezone.now())
    return schemas.MeetingDetailOut.of(card)
