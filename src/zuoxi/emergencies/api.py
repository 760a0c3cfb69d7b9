"""Emergencies over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from zuoxi.api.fields import Id, IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.emergencies import actions, presenters, queries, running, schemas
from zuoxi.emergencies.actions import WantedEmergency, WantedShare
from zuoxi.emergencies.choices import EmergencyStatus
from zuoxi.emergencies.policies import may_see_emergencies, may_work_on_emergencies

router = Router(tags=["emergencies"])

EmergencyId = Annotated[Id, Path()]
PlanVersion = Annotated[int, Path(), Field(ge=1, le=10_000)]
_ONE = "/emergencies/{emergency_id}"


@operation(
    router.get,
    "/emergencies",
    PageOut[schemas.EmergencyLineOut],
    policy=may_see_emergencies,
)
def list_emergencies(
    request: Request,
    status: EmergencyStatus | None = None,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.EmergencyLineOut]:
    """List the emergencies that the caller may see, the newest first."""
    wanted = status.value if status else ""
    found = queries.page(request.actor, status=wanted, cursor=cursor, limit=limit)
    rows = presenters.rows_for(found.items)
    return PageOut[schemas.EmergencyLineOut](
        items=[schemas.EmergencyLineOut.of(each) for each in rows], next_cursor=found.next_cursor
    )


@operation(router.get, _ONE, schemas.EmergencyOut, policy=may_see_emergencies, etag=True)
def get_emergency(
    request: Request, response: HttpResponse, emergency_id: EmergencyId
) -> schemas.EmergencyOut:
    """Get one emergency with receipts, meetings, plans and work orders."""
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    "/emergencies",
    schemas.EmergencyOut,
    status=201,
    policy=may_work_on_emergencies,
    etag=True,
    problems=(404,),
)
def start_new_emergency(
    request: Request, response: HttpResponse, body: schemas.EmergencyIn
) -> schemas.EmergencyOut:
    """Start an emergency that nobody has proposed: leaders and departments are told."""
    found = actions.start_emergency(actor=request.actor, wanted=_wanted(body), now=timezone.now())
    return _answer(request, response, found.pk)


@operation(
    router.post,
    f"{_ONE}/start",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409, 412),
    etag=True,
)
def start_proposed_emergency(
    request: Request,
    response: HttpResponse,
    emergency_id: EmergencyId,
    body: schemas.EmergencyIn,
    if_match: IfMatch = None,
) -> schemas.EmergencyOut:
    """Start the response to a proposed group complaint."""
    actions.start_emergency(
        actor=request.actor,
        emergency_id=emergency_id,
        wanted=_wanted(body),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/dismiss",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409, 412),
    etag=True,
)
def dismiss_proposed_emergency(
    request: Request,
    response: HttpResponse,
    emergency_id: EmergencyId,
    body: schemas.EmergencyReasonIn,
    if_match: IfMatch = None,
) -> schemas.EmergencyOut:
    """Say that a proposal is no emergency, and why."""
    actions.dismiss_proposal(
        actor=request.actor,
        emergency_id=emergency_id,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post, f"{_ONE}/confirm", schemas.EmergencyOut, policy=may_see_emergencies, etag=True
)
def confirm_emergency(
    request: Request, response: HttpResponse, emergency_id: EmergencyId
) -> schemas.EmergencyOut:
    """Confirm that the caller has been told of an emergency."""
    actions.confirm_receipt(actor=request.actor, emergency_id=emergency_id, now=timezone.now())
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/work-orders",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409,),
    etag=True,
)
def link_work_order_to_emergency(
    request: Request,
    response: HttpResponse,
    emergency_id: EmergencyId,
    body: schemas.EmergencyOrdersIn,
) -> schemas.EmergencyOut:
    """Say that a work order belongs to an emergency."""
    actions.link_order(
        actor=request.actor, emergency_id=emergency_id, number=body.number, now=timezone.now()
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/meetings",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409,),
    etag=True,
)
def record_emergency_meeting(
    request: Request,
    response: HttpResponse,
    emergency_id: EmergencyId,
    body: schemas.EmergencyMeetingIn,
) -> schemas.EmergencyOut:
    """Write down an emergency meeting."""
    actions.record_meeting(
        actor=request.actor,
        emergency_id=emergency_id,
        held_at=body.held_at,
        participants=body.participants,
        minutes=body.minutes,
        now=timezone.now(),
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/plans",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409,),
    etag=True,
)
def draft_emergency_plan(
    request: Request, response: HttpResponse, emergency_id: EmergencyId, body: schemas.PlanIn
) -> schemas.EmergencyOut:
    """Draw up a plan; it has no effect until it is approved."""
    shares = [
        WantedShare(unit_id=each.unit, text=each.text, due_at=each.due_at) for each in body.shares
    ]
    actions.draft_plan(
        actor=request.actor,
        emergency_id=emergency_id,
        text=body.text,
        shares=shares,
        now=timezone.now(),
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/plans/{{version}}/approve",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409,),
    etag=True,
)
def approve_emergency_plan(
    request: Request, response: HttpResponse, emergency_id: EmergencyId, version: PlanVersion
) -> schemas.EmergencyOut:
    """Approve a plan as head of the linkage leadership group: its shares become tasks."""
    actions.approve_plan(
        actor=request.actor, emergency_id=emergency_id, number=version, now=timezone.now()
    )
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/answers",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409,),
    etag=True,
)
def answer_emergency_orders(
    request: Request, response: HttpResponse, emergency_id: EmergencyId, body: schemas.AnswerIn
) -> schemas.EmergencyOut:
    """Give all work orders of an emergency one answer, each with an event of its own.

    Of many orders some get it a minute later.
    """
    given = actions.give_answer(
        actor=request.actor, emergency_id=emergency_id, text=body.text, now=timezone.now()
    )
    running.run_now(given, request.actor, clock=timezone.now)
    return _answer(request, response, emergency_id)


@operation(
    router.post,
    f"{_ONE}/close",
    schemas.EmergencyOut,
    policy=may_work_on_emergencies,
    problems=(409, 412),
    etag=True,
)
def close_running_emergency(
    request: Request,
    response: HttpResponse,
    emergency_id: EmergencyId,
    body: schemas.SummaryIn,
    if_match: IfMatch = None,
) -> schemas.EmergencyOut:
    """End the response with a summary."""
    actions.close_emergency(
        actor=request.actor,
        emergency_id=emergency_id,
        summary=body.summary,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, emergency_id)


def _answer(request: Request, response: HttpResponse, emergency_id: int) -> schemas.EmergencyOut:
    found = queries.find(request.actor, emergency_id)
    response["ETag"] = etag(found.version)
    return schemas.EmergencyOut.whole(presenters.view_of(found, request.actor, timezone.now()))


def _wanted(body: schemas.EmergencyIn) -> WantedEmergency:
    return WantedEmergency(
        kind=body.kind.value,
        title=body.title,
        description=body.description,
        units=body.units,
        centre_id=body.centre,
    )
