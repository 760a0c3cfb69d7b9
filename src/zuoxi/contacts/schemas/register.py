"""Departments, interfaces and contact persons."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, ShortText
from zuoxi.api.schemas import CodeLabel, Input, Output
from zuoxi.contacts.choices import SubjectKind
from zuoxi.contacts.models import (
    ContactPerson,
    Interface,
    Profile,
    Substitution,
)
from zuoxi.contacts.presenters import GapRow, ListRow, PersonCard
from zuoxi.contacts.queries import DepartmentRow

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class DepartmentOut(Output):
    """A department in a list."""

    id: int
    code: str
    name: str
    centre: str
    functions: str
    interfaces: int
    persons: int

    @classmethod
    def of(cls, row: DepartmentRow) -> Self:
        """Build the answer for one department."""
        assert row.unit.centre is not None
        return cls(
            id=row.unit.pk,
            code=row.unit.code,
            name=row.unit.name,
            centre=row.unit.centre.code,
            functions=row.functions,
            interfaces=row.interfaces,
            persons=row.persons,
        )


class FunctionsOut(Output):
    """What a department does, in each language."""

    version: int
    functions_zh_hans: str
    functions_zh_hant: str
    functions_en: str

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Build the answer for one department."""
        return cls(
            version=profile.version,
            functions_zh_hans=profile.functions_zh_hans,
            functions_zh_hant=profile.functions_zh_hant,
            functions_en=profile.functions_en,
        )


class FunctionsIn(Input):
    """What a department does, in each language."""

    functions_zh_hans: LongText = ""
    functions_zh_hant: LongText = ""
    functions_en: LongText = ""


class SubstitutionOut(Output):
    """Who stands in from one day up to another."""

    id: int
    substitute_id: int
    substitute: str
    first_day: date
    last_day: date
    remark: str

    @classmethod
    def of(cls, row: Substitution) -> Self:
        """Build the answer for one substitution."""
        return cls(
            id=row.pk,
            substitute_id=row.substitute_id,
            substitute=row.substitute.name,
            first_day=row.first_day,
            last_day=row.last_day,
            remark=row.remark,
        )


class ContactPersonOut(Output):
    """A contact person; personal numbers are masked for those who do not have to reach anybody."""

    id: int
    version: int
    department_id: int
    name: str
    username: str
    office_phone: str
    mobile: str
    email: str
    other: str
    is_masked: bool
    hours: list[str]
    is_active: bool
    substitutions: list[SubstitutionOut]

    @classmethod
    def of(cls, card: PersonCard, spans: list[Substitution]) -> Self:
        """Build the answer for one person."""
        person: ContactPerson = card.person
        return cls(
            id=person.pk,
            version=person.version,
            department_id=person.department_id,
            name=person.name,
            username=person.user.username if person.user else "",
            office_phone=card.office_phone,
            mobile=card.mobile,
            email=card.email,
            other=card.other,
            is_masked=card.is_masked,
            hours=person.duty_hours,
            is_active=person.is_active,
            substitutions=[SubstitutionOut.of(each) for each in spans],
        )


class PersonIn(Input):
    """A contact person: at least one way to reach; `hours` from Monday on, none: the calendar's."""

    name: ShortText
    username: ShortText = ""
    office_phone: ShortText = ""
    mobile: ShortText = ""
    email: ShortText = ""
    other: ShortText = ""
    hours: Annotated[list[ShortText], Field(max_length=7)] = Field(default_factory=list)


class SubstituteIn(Input):
    """Another contact person of the department, and the days."""

    substitute_id: Id
    first_day: Day
    last_day: Day
    remark: ShortText = ""


class PlaceOut(Output):
    """A place in the order in which persons are tried."""

    person_id: int
    name: str


class InterfaceOut(Output):
    """What a department answers for; no request types: all that no other interface names."""

    id: int
    version: int
    department_id: int
    kind: SubjectKind
    name: str
    request_types: list[CodeLabel]
    persons: list[PlaceOut]
    is_active: bool

    @classmethod
    def of(cls, interface: Interface) -> Self:
        """Build the answer for one interface."""
        types = [each.request_type for each in interface.types.all() if each.request_type]
        return cls(
            id=interface.pk,
            version=interface.version,
            department_id=interface.department_id,
            kind=SubjectKind(interface.kind),
            name=interface.name,
            request_types=[CodeLabel(code=each.code, label=str(each)) for each in types],
            persons=[
                PlaceOut(person_id=each.person_id, name=each.person.name)
                for each in interface.turns.all()
            ],
            is_active=interface.is_active,
        )


class InterfaceIn(Input):
    """An interface; `persons` are the ids of contact persons, the first to be tried first."""

    kind: SubjectKind
    name: ShortText
    request_types: Annotated[list[ShortText], Field(max_length=200)] = Field(default_factory=list)
    persons: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)


class ListRowOut(Output):
    """A row of the contact list; without a person the interface has nobody yet."""

    department_id: int
    department: str
    interface_id: int
    kind: SubjectKind
    subject: str
    request_types: list[CodeLabel]
    position: int
    person: ContactPersonOut | None

    @classmethod
    def of(cls, row: ListRow) -> Self:
        """Build the answer for one row."""
        entry = row.entry
        spans = [entry.substitution] if entry.substitution else []
        return cls(
            department_id=entry.interface.department_id,
            department=entry.interface.department.name,
            interface_id=entry.interface.pk,
            kind=SubjectKind(entry.interface.kind),
            subject=entry.interface.name,
            request_types=[CodeLabel(code=each.code, label=str(each)) for each in entry.types],
            position=entry.position,
            person=ContactPersonOut.of(row.card, spans) if row.card else None,
        )


class ListOut(Output):
    """The contact list, whole: it has some hundreds of rows at most."""

    items: list[ListRowOut]


class ContactsExportIn(Input):
    """What of the contact list is wanted as a file."""

    format: ShortText
    department_id: Id | None = None
    kind: ShortText = ""
    subject: ShortText = ""
    request_type: ShortText = ""
    text: ShortText = ""


class GapOut(Output):
    """One thing that is missing, and the page on which it is put right."""

    kind: str
    department: str
    subject: str
    text: str
    url: str

    @classmethod
    def of(cls, row: GapRow) -> Self:
        """Build the answer for one gap."""
        return cls(
            kind=row.kind,
            department=row.department,
            subject=row.subject,
            text=row.text,
            url=row.url,
        )
