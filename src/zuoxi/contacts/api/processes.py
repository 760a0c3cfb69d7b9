"""Agreed processes, over the API: as on the pages."""

from django.utils import timezone

from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.contacts import actions, queries, schemas
from zuoxi.contacts.api.routes import Pk, router
from zuoxi.contacts.policies import (
    may_approve,
    may_propose,
    may_see_contacts,
)


@operation(
    router.get,
    "/departments/{department_id}/processes",
    list[schemas.ProcessOut],
    policy=may_see_contacts,
)
def list_processes(request: Request, department_id: Pk) -> list[schemas.ProcessOut]:
    """List all versions of the processes of a department."""
    unit = queries.department(request.actor, department_id)
    return [schemas.ProcessOut.of(each) for each in queries.processes_of(unit)]


@operation(
    router.post,
    "/departments/{department_id}/processes",
    schemas.ProcessOut,
    status=201,
    policy=may_propose,
)
def propose_department_process(
    request: Request, department_id: Pk, body: schemas.ProcessIn
) -> schemas.ProcessOut:
    """Propose the steps for a type of request; they count once both heads have agreed."""
    process = actions.propose_process(
        actor=request.actor,
        department_id=department_id,
        request_type=body.request_type,
        steps=[actions.WantedStep(text=each.text, who=each.who) for each in body.steps],
        note=body.note,
        now=timezone.now(),
    )
    return schemas.ProcessOut.of(process)


@operation(
    router.post,
    "/processes/{process_id}/approve",
    schemas.ProcessOut,
    policy=may_approve,
    problems=(409,),
)
def approve_department_process(request: Request, process_id: Pk) -> schemas.ProcessOut:
    """Agree to a proposed version as head of the centre or of the department."""
    process = actions.approve_process(
        actor=request.actor, process_id=process_id, now=timezone.now()
    )
    return schemas.ProcessOut.of(process)


@operation(
    router.post,
    "/processes/{process_id}/refuse",
    schemas.ProcessOut,
    policy=may_approve,
    problems=(409,),
)
def refuse_department_process(
    request: Request, process_id: Pk, body: schemas.ReasonIn
) -> schemas.ProcessOut:
    """Do not agree to a proposed version, with the reason."""
    process = actions.refuse_process(
        actor=request.actor, process_id=process_id, reason=body.reason, now=timezone.now()
    )
    return schemas.ProcessOut.of(process)
