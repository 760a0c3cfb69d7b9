"""Deadlines over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.utils import timezone
from ninja import Path, Query, Router

from zuoxi.api.fields import Id
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.clocks import queries as clocks
from zuoxi.clocks.facts import Milestone
from zuoxi.deadlines import actions, presenters, queries, schemas
from zuoxi.deadlines.choices import Standing
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.policies import (
    may_correct,
    may_decide_on_time,
    may_see_deadlines,
    may_work_on_time,
)
from zuoxi.deadlines.queries import DueFilter
from zuoxi.kernel.errors import NotFound
from zuoxi.workorders import queries as workorders

router = Router(tags=["deadlines"])
ExtensionId = Annotated[Id, Path()]


@operation(router.get, "/deadlines", PageOut[schemas.DeadlineOut], policy=may_see_deadlines)
def list_deadlines(
    request: Request,
    standing: Standing = Standing.OPEN,
    milestone: Milestone | None = None,
    unit: Annotated[str, Query(max_length=32, description="Code of a unit.")] = "",
    cursor: str = "",
) -> PageOut[schemas.DeadlineOut]:
    """List the open deadlines of work orders in sight, what is due first at the top.

    What has happened in the last seconds may be missing.
    """
    now = timezone.now()
    wanted = DueFilter(
        standing=standing.value, milestone=milestone.value if milestone else "", unit=unit
    )
    found = queries.due_page(request.actor, wanted, now=now, cursor=cursor)
    rows = presenters.due_lines(found.items, now)
    return PageOut(items=[schemas.DeadlineOut.of(e) for e in rows], next_cursor=found.next_cursor)


@operation(
    router.get,
    "/work-orders/{number}/deadlines",
    list[schemas.ClockOut],
    policy=may_see_deadlines,
)
def list_work_order_deadlines(request: Request, number: str) -> list[schemas.ClockOut]:
    """List the deadlines of a work order and of its dispatches, as they are now."""
    return _of_order(request, number)


@operation(
    router.post,
    "/work-orders/{number}/deadlines/pause",
    list[schemas.ClockOut],
    policy=may_work_on_time,
    problems=(409,),
)
def pause_work_order(
    request: Request, number: str, body: schemas.PauseIn
) -> list[schemas.ClockOut]:
    """Let a work order wait for something; whether a deadline stands for it says its limit."""
    actions.pause(
        actor=request.actor,
        number=number,
        reason=body.reason.value,
        note=body.note,
        until=body.until,
        now=timezone.now(),
    )
    return _of_order(request, number)


@operation(
    router.post,
    "/work-orders/{number}/deadlines/resume",
    list[schemas.ClockOut],
    policy=may_work_on_time,
    problems=(409,),
)
def resume_work_order(
    request: Request, number: str, body: schemas.ResumeIn
) -> list[schemas.ClockOut]:
    """Let a work order go on that has waited."""
    actions.resume(actor=request.actor, number=number, reason=body.reason.value, now=timezone.now())
    return _of_order(request, number)


@operation(
    router.post,
    "/work-orders/{number}/deadlines/report",
    list[schemas.ClockOut],
    policy=may_work_on_time,
    problems=(409,),
)
def report_milestone(
    request: Request, number: str, body: schemas.ReportIn
) -> list[schemas.ClockOut]:
    """Report that the customer was contacted, somebody arrived, or the customer has the reply."""
    actions.report_milestone(
        actor=request.actor,
        number=number,
        milestone=body.milestone.value,
        happened_at=body.happened_at,
        note=body.note,
        now=timezone.now(),
    )
    return _of_order(request, number)


@operation(
    router.post,
    "/work-orders/{number}/deadlines/correct",
    list[schemas.ClockOut],
    policy=may_correct,
    problems=(409,),
)
def correct_milestone(
    request: Request, number: str, body: schemas.CorrectIn
) -> list[schemas.ClockOut]:
    """Say when a milestone was reached in truth, and why what is recorded is wrong."""
    actions.correct_milestone(
        actor=request.actor,
        number=number,
        leg_id=body.leg_id,
        milestone=body.milestone.value,
        happened_at=body.happened_at,
        reason=body.reason,
        now=timezone.now(),
    )
    return _of_order(request, number)


# After the addresses with words of their own: the first that fits is taken.
@operation(
    router.get,
    "/work-orders/{number}/deadlines/{milestone}",
    schemas.InspectedOut,
    policy=may_see_deadlines,
)
def get_work_order_deadline(
    request: Request, number: str, milestone: Milestone, leg_id: Id | None = None
) -> schemas.InspectedOut:
    """Get one deadline with every rule, day and event that made it."""
    order = workorders.find(request.actor, number)
    now = timezone.now()
    found = queries.clock_of(order, leg_id, milestone.value, now)
    if found is None:
        raise NotFound
    passed = clocks.passed_of(order.pk, leg_id, milestone.value)
    zone = timezone.get_current_timezone_name()
    return schemas.InspectedOut.shown(presenters.inspected(found, passed, zone, now))


@operation(
    router.get,
    "/work-orders/{number}/extensions",
    list[schemas.ExtensionOut],
    policy=may_see_deadlines,
)
def list_work_order_extensions(request: Request, number: str) -> list[schemas.ExtensionOut]:
    """List the requests for more time for a work order."""
    order = workorders.find(request.actor, number)
    return [schemas.ExtensionOut.of(each) for each in queries.extensions_of(order)]


@operation(
    router.post,
    "/work-orders/{number}/extensions",
    schemas.ExtensionOut,
    status=201,
    policy=may_work_on_time,
    problems=(409,),
)
def ask_extension(request: Request, number: str, body: schemas.ExtendIn) -> schemas.ExtensionOut:
    """Ask for more time for one deadline, before it is over."""
    extension = actions.ask_extension(
        actor=request.actor,
        number=number,
        leg_id=body.leg_id,
        milestone=body.milestone.value,
        added=body.added,
        reason=body.reason,
        now=timezone.now(),
    )
    return _extension(request, extension)


@operation(
    router.post,
    "/extensions/{extension_id}/grant",
    schemas.ExtensionOut,
    policy=may_decide_on_time,
    problems=(409,),
)
def grant_extension(
    request: Request, extension_id: ExtensionId, body: schemas.ExtensionDecisionIn
) -> schemas.ExtensionOut:
    """Grant more time that somebody else has asked for; the customer has to be told."""
    extension = actions.grant_extension(
        actor=request.actor,
        extension_id=extension_id,
        decision=body.decision,
        now=timezone.now(),
    )
    return _extension(request, extension)


@operation(
    router.post,
    "/extensions/{extension_id}/refuse",
    schemas.ExtensionOut,
    policy=may_decide_on_time,
    problems=(409,),
)
def refuse_extension(
    request: Request, extension_id: ExtensionId, body: schemas.ExtensionDecisionIn
) -> schemas.ExtensionOut:
    """Refuse more time, and say why."""
    extension = actions.refuse_extension(
        actor=request.actor,
        extension_id=extension_id,
        decision=body.decision,
        now=timezone.now(),
    )
    return _extension(request, extension)


@operation(
    router.post,
    "/extensions/{extension_id}/withdraw",
    schemas.ExtensionOut,
    policy=may_work_on_time,
    problems=(409,),
)
def withdraw_extension(request: Request, extension_id: ExtensionId) -> schemas.ExtensionOut:
    """Take an own request back that nobody has decided on."""
    extension = actions.withdraw_extension(
        actor=request.actor, extension_id=extension_id, now=timezone.now()
    )
    return _extension(request, extension)


@operation(
    router.post,
    "/extensions/{extension_id}/told",
    schemas.ExtensionOut,
    policy=may_work_on_time,
    problems=(409,),
)
def tell_customer_of_extension(
    request: Request, extension_id: ExtensionId, body: schemas.ToldIn
) -> schemas.ExtensionOut:
    """Note that the customer was told that it takes longer."""
    extension = actions.tell_customer(
        actor=request.actor,
        extension_id=extension_id,
        way=body.way.value,
        told_at=body.told_at,
        now=timezone.now(),
    )
    return _extension(request, extension)


def _of_order(request: Request, number: str) -> list[schemas.ClockOut]:
    order = workorders.find(request.actor, number)
    found = queries.clocks_of(order, timezone.now())
    return [schemas.ClockOut.of(each) for each in found]


def _extension(request: Request, extension: Extension) -> schemas.ExtensionOut:
    return schemas.ExtensionOut.of(queries.visible_to(request.actor).get(pk=extension.pk))
