"""Departments, their interfaces, and what is missing, over the API: as on the pages."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.api.fields import IfMatch, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.contacts import actions, presenters, queries, schemas
from zuoxi.contacts.api.routes import Pk, router
from zuoxi.contacts.policies import (
    may_found_by_hand,
    may_keep_contacts,
    may_see_contacts,
)


@operation(router.get, "/departments", list[schemas.DepartmentOut], policy=may_see_contacts)
def list_departments(request: Request) -> list[schemas.DepartmentOut]:
    """List the departments that the caller may see."""
    return [schemas.DepartmentOut.of(each) for each in queries.department_rows(request.actor)]


@operation(
    router.post,
    "/centres/{centre_id}/departments",
    list[schemas.DepartmentOut],
    policy=may_found_by_hand,
)
def found_centre_departments(request: Request, centre_id: Pk) -> list[schemas.DepartmentOut]:
    """Found those of the five usual departments that a service centre lacks.

    A second call changes nothing.
    """
    centre = actions.found_departments(actor=request.actor, centre_id=centre_id, now=timezone.now())
    found = queries.department_rows(request.actor)
    return [schemas.DepartmentOut.of(each) for each in found if each.unit.centre_id == centre.pk]


@operation(
    router.get,
    "/departments/{department_id}/functions",
    schemas.FunctionsOut,
    policy=may_see_contacts,
    etag=True,
)
def get_department_functions(
    request: Request, response: HttpResponse, department_id: Pk
) -> schemas.FunctionsOut:
    """Get what a department does."""
    profile = queries.profile_of(queries.department(request.actor, department_id))
    response["ETag"] = etag(profile.version)
    return schemas.FunctionsOut.of(profile)


@operation(
    router.put,
    "/departments/{department_id}/functions",
    schemas.FunctionsOut,
    policy=may_keep_contacts,
    problems=(412,),
    etag=True,
)
def put_department_functions(
    request: Request,
    response: HttpResponse,
    department_id: Pk,
    body: schemas.FunctionsIn,
    if_match: IfMatch = None,
) -> schemas.FunctionsOut:
    """Write down what a department does."""
    profile = actions.save_functions(
        actor=request.actor,
        department_id=department_id,
        functions=body.dict(),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    response["ETag"] = etag(profile.version)
    return schemas.FunctionsOut.of(profile)


@operation(
    router.get,
    "/departments/{department_id}/interfaces",
    list[schemas.InterfaceOut],
    policy=may_see_contacts,
)
def list_interfaces(request: Request, department_id: Pk) -> list[schemas.InterfaceOut]:
    """List the interfaces of a department."""
    unit = queries.department(request.actor, department_id)
    return [schemas.InterfaceOut.of(each) for each in queries.interfaces_of(unit)]


@operation(
    router.post,
    "/departments/{department_id}/interfaces",
    schemas.InterfaceOut,
    status=201,
    policy=may_keep_contacts,
    etag=True,
)
def add_interface(
    request: Request, response: HttpResponse, department_id: Pk, body: schemas.InterfaceIn
) -> schemas.InterfaceOut:
    """Add an interface to a department."""
    return _save_interface(request, response, department_id, body, None, None)


@operation(
    router.put,
    "/interfaces/{interface_id}",
    schemas.InterfaceOut,
    policy=may_keep_contacts,
    problems=(409, 412),
    etag=True,
)
def change_interface(
    request: Request,
    response: HttpResponse,
    interface_id: Pk,
    body: schemas.InterfaceIn,
    if_match: IfMatch = None,
) -> schemas.InterfaceOut:
    """Change an interface, its types of requests and its persons in their order."""
    found = queries.find_interface(request.actor, interface_id)
    version = expected_version(if_match)
    return _save_interface(request, response, found.department_id, body, interface_id, version)


@operation(
    router.post,
    "/interfaces/{interface_id}/close",
    schemas.InterfaceOut,
    policy=may_keep_contacts,
    problems=(409, 412),
)
def close_interface(
    request: Request, interface_id: Pk, if_match: IfMatch = None
) -> schemas.InterfaceOut:
    """Take an interface out of use."""
    actions.close_interface(
        actor=request.actor,
        interface_id=interface_id,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return schemas.InterfaceOut.of(queries.find_interface(request.actor, interface_id))


@operation(router.get, "/contact-gaps", list[schemas.GapOut], policy=may_see_contacts)
def list_contact_gaps(request: Request) -> list[schemas.GapOut]:
    """List what is missing in the register of departments."""
    found = queries.gaps(request.actor, now=timezone.now())
    return [schemas.GapOut.of(each) for each in presenters.gap_rows(found)]


def _save_interface(
    request: Request,
    response: HttpResponse,
    department_id: int,
    body: schemas.InterfaceIn,
    interface_id: int | None,
    version: int | None,
) -> schemas.InterfaceOut:
    interface = actions.save_interface(
        actor=request.actor,
        department_id=department_id,
        interface_id=interface_id,
        wanted=actions.WantedInterface(
            kind=body.kind.value,
            name=body.name,
            request_types=body.request_types,
            persons=body.persons,
        ),
        expected_version=version,
        now=timezone.now(),
    )
    response["ETag"] = etag(interface.version)
    return schemas.InterfaceOut.of(interface)
