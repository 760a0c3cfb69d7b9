"""Contact persons and their substitutes, over the API: as on the pages."""

from django.http import FileResponse, HttpResponse
from django.utils import timezone

from zuoxi.api.fields import Id, IfMatch, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import gives_bytes, operation
from zuoxi.contacts import actions, presenters, queries, schemas
from zuoxi.contacts.api.routes import Pk, router
from zuoxi.contacts.models import ContactPerson
from zuoxi.contacts.policies import (
    may_keep_contacts,
    may_see_contacts,
)
from zuoxi.contacts.queries import ListFilter


@operation(router.get, "/contact-persons", schemas.ListOut, policy=may_see_contacts)
def list_contact_persons(
    request: Request,
    department_id: Id | None = None,
    kind: ShortText = "",
    subject: ShortText = "",
    request_type: ShortText = "",
    text: ShortText = "",
) -> schemas.ListOut:
    """List contact persons by department, interface and place in the order.

    With `request_type`, of each department those of the interfaces that name it; where none does,
    those that answer for all others.
    """
    wanted = ListFilter(
        department_id=department_id,
        kind=kind,
        subject=subject,
        request_type=request_type,
        text=text,
    )
    found = queries.entries(request.actor, wanted, today=timezone.localdate())
    rows = presenters.list_rows(found, request.actor)
    return schemas.ListOut(items=[schemas.ListRowOut.of(each) for each in rows])


@operation(
    router.post,
    "/contact-persons/export",
    policy=may_see_contacts,
    document=gives_bytes(),
)
def export_contact_persons(request: Request, body: schemas.ContactsExportIn) -> FileResponse:
    """Get the contact list as a file (`xlsx` or `csv`) with the rows and masks of the list."""
    values = body.dict()
    format_ = values.pop("format")
    exported = actions.export_list(
        actor=request.actor, wanted=ListFilter(**values), format_=format_, now=timezone.now()
    )
    return presenters.file_of(exported, request.actor)


@operation(
    router.post,
    "/departments/{department_id}/contact-persons",
    schemas.ContactPersonOut,
    status=201,
    policy=may_keep_contacts,
    etag=True,
)
def add_contact_person(
    request: Request, response: HttpResponse, department_id: Pk, body: schemas.PersonIn
) -> schemas.ContactPersonOut:
    """Add a contact person to a department."""
    person = actions.save_person(
        actor=request.actor,
        department_id=department_id,
        wanted=actions.WantedPerson(**body.dict()),
        now=timezone.now(),
    )
    return _person(request, response, person)


@operation(
    router.get,
    "/contact-persons/{person_id}",
    schemas.ContactPersonOut,
    policy=may_see_contacts,
    etag=True,
)
def get_contact_person(
    request: Request, response: HttpResponse, person_id: Pk
) -> schemas.ContactPersonOut:
    """Get one contact person."""
    return _person(request, response, queries.find_person(request.actor, person_id))


@operation(
    router.put,
    "/contact-persons/{person_id}",
    schemas.ContactPersonOut,
    policy=may_keep_contacts,
    problems=(412,),
    etag=True,
)
def change_contact_person(
    request: Request,
    response: HttpResponse,
    person_id: Pk,
    body: schemas.PersonIn,
    if_match: IfMatch = None,
) -> schemas.ContactPersonOut:
    """Change a contact person."""
    found = queries.find_person(request.actor, person_id)
    person = actions.save_person(
        actor=request.actor,
        department_id=found.department_id,
        person_id=person_id,
        wanted=actions.WantedPerson(**body.dict()),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _person(request, response, person)


@operation(
    router.post,
    "/contact-persons/{person_id}/close",
    schemas.ContactPersonOut,
    policy=may_keep_contacts,
    problems=(409, 412),
    etag=True,
)
def close_contact_person(
    request: Request, response: HttpResponse, person_id: Pk, if_match: IfMatch = None
) -> schemas.ContactPersonOut:
    """Take a contact person out of use."""
    person = actions.close_person(
        actor=request.actor,
        person_id=person_id,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _person(request, response, person)


@operation(
    router.post,
    "/contact-persons/{person_id}/substitutes",
    schemas.SubstitutionOut,
    status=201,
    policy=may_keep_contacts,
)
def add_substitute(
    request: Request, person_id: Pk, body: schemas.SubstituteIn
) -> schemas.SubstitutionOut:
    """Have another contact person of the department stand in from one day up to another."""
    row = actions.name_substitute(
        actor=request.actor, person_id=person_id, now=timezone.now(), **body.dict()
    )
    return schemas.SubstitutionOut.of(row)


@operation(
    router.delete,
    "/contact-persons/{person_id}/substitutes/{substitution_id}",
    None,
    status=204,
    policy=may_keep_contacts,
)
def take_back_substitute(request: Request, person_id: Pk, substitution_id: Pk) -> None:
    """Take a substitution back."""
    actions.remove_substitute(
        actor=request.actor,
        person_id=person_id,
        substitution_id=substitution_id,
        now=timezone.now(),
    )


def _person(
    request: Request, response: HttpResponse, person: ContactPerson
) -> schemas.ContactPersonOut:
    found = queries.find_person(request.actor, person.pk)
    spans = queries.substitutions_of([found], since=timezone.localdate())
    response["ETag"] = etag(found.version)
    card = presenters.card_of(found, request.actor)
    return schemas.ContactPersonOut.of(card, spans.get(found.pk, []))
