"""Whom to reach for an order at its department, and its agreed steps, over the API."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.api.fields import IfMatch, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.contacts import actions, presenters, queries, schemas
from zuoxi.contacts.api.routes import Pk, router
from zuoxi.contacts.policies import (
    may_reach_out,
    may_see_contacts,
    may_tick,
)
from zuoxi.kernel.errors import NotFound
from zuoxi.workorders import queries as workorders


@operation(
    router.get,
    "/work-orders/{number}/reach-out",
    schemas.ReachOutOut,
    policy=may_see_contacts,
    etag=True,
)
def get_reach_out(request: Request, response: HttpResponse, number: str) -> schemas.ReachOutOut:
    """Get whom to reach for a work order that lies with a department, and what was tried."""
    return _reach_out(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/reach-out",
    schemas.ReachOutOut,
    status=201,
    policy=may_reach_out,
    problems=(409,),
    etag=True,
)
def start_work_order_reach_out(
    request: Request, response: HttpResponse, number: str, body: schemas.StartIn
) -> schemas.ReachOutOut:
    """Begin to reach somebody of the department.

    An urgent one goes on to the next person by itself when nobody has answered in time.
    """
    actions.start_reach_out(
        actor=request.actor,
        number=number,
        interface_id=body.interface_id,
        is_urgent=body.is_urgent,
        now=timezone.now(),
    )
    return _reach_out(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/reach-out/attempts",
    schemas.ReachOutOut,
    policy=may_reach_out,
    problems=(409, 412),
    etag=True,
)
def record_reach_out_attempt(
    request: Request,
    response: HttpResponse,
    number: str,
    body: schemas.AttemptIn,
    if_match: IfMatch = None,
) -> schemas.ReachOutOut:
    """Record that the person whose turn it is was reached or not; then the next one has it."""
    actions.record_attempt(
        actor=request.actor,
        number=number,
        outcome=body.outcome.value,
        way=body.way.value,
        remark=body.remark,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _reach_out(request, response, number)


@operation(
    router.post,
    "/work-orders/{number}/reach-out/stop",
    schemas.ReachOutOut,
    policy=may_reach_out,
    problems=(409, 412),
    etag=True,
)
def stop_reach_out(
    request: Request,
    response: HttpResponse,
    number: str,
    body: schemas.ReasonIn,
    if_match: IfMatch = None,
) -> schemas.ReachOutOut:
    """Stop reaching out, with the reason."""
    actions.end_reach_out(
        actor=request.actor,
        number=number,
        reason=body.reason,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _reach_out(request, response, number)


@operation(
    router.get,
    "/work-orders/{number}/agreed-process",
    schemas.OrderProcessOut,
    policy=may_see_contacts,
)
def get_agreed_process(request: Request, number: str) -> schemas.OrderProcessOut:
    """Get the process that holds for a work order, with the steps that are done."""
    process = queries.process_of_leg(workorders.find(request.actor, number))
    if process is None:
        raise NotFound
    return schemas.OrderProcessOut.of(process)


@operation(
    router.post,
    "/work-orders/{number}/agreed-process/{step_id}/tick",
    schemas.OrderProcessOut,
    policy=may_tick,
    problems=(409,),
)
def tick_process_step(request: Request, number: str, step_id: Pk) -> schemas.OrderProcessOut:
    """Note that a step was done; the steps are done in their order."""
    process = actions.tick_step(
        actor=request.actor, number=number, step_id=step_id, now=timezone.now()
    )
    return schemas.OrderProcessOut.of(process)


@operation(
    router.post,
    "/work-orders/{number}/agreed-process/{step_id}/untick",
    schemas.OrderProcessOut,
    policy=may_tick,
    problems=(409,),
)
def untick_process_step(
    request: Request, number: str, step_id: Pk, body: schemas.ReasonIn
) -> schemas.OrderProcessOut:
    """Note that the last step done was not done after all, with the reason."""
    process = actions.untick_step(
        actor=request.actor,
        number=number,
        step_id=step_id,
        reason=body.reason,
        now=timezone.now(),
    )
    return schemas.OrderProcessOut.of(process)


def _reach_out(request: Request, response: HttpResponse, number: str) -> schemas.ReachOutOut:
    order = workorders.find(request.actor, number)
    state = presenters.reach_state(order, actor=request.actor, now=timezone.now())
    if state is None:
        raise NotFound
    response["ETag"] = etag(state.reach_out.version if state.reach_out else 0)
    return schemas.ReachOutOut.of(state)
