"""The register as an actor sees it: departments, interfaces, contact persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.contacts.choices import FIVE, Shipped
from zuoxi.contacts.models import (
    ContactPerson,
    Interface,
    InterfaceType,
    Profile,
    Substitution,
    Turn,
)
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment, Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import CodeList, Status
from zuoxi.workorders.models import CodeItem, WorkOrder

_OPEN = (Status.DISPATCHED, Status.IN_PROGRESS)


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What a reader wants of the contact list; empty means all."""

    department_id: int | None = None
    kind: str = ""
    subject: str = ""
    request_type: str = ""
    text: str = ""


@dataclass(frozen=True)
class DepartmentRow:
    """A department in a list, with how many interfaces and contact persons it has."""

    unit: Unit
    functions: str
    interfaces: int
    persons: int


@dataclass(frozen=True)
class Entry:
    """One row of the contact list: a person at one place of one interface.

    ``person`` is None for an interface that has nobody yet.
    """

    interface: Interface
    person: ContactPerson | None
    position: int
    types: tuple[CodeItem, ...]
    substitution: Substitution | None = None


def visible_departments(actor: Actor) -> QuerySet[Unit]:
    """Return the departments of the actor's centres and those that the actor belongs to."""
    return (
        org.visible_to(actor)
        .filter(kind=UnitKind.DEPARTMENT)
        .filter(Q(centre_id__in=actor.centre_ids) | Q(pk__in=actor.area_ids))
    )


def department(actor: Actor, unit_id: int) -> Unit:
    """Return one visible department, a closed one too; raise NotFound otherwise."""
    rows = visible_departments(actor).select_related("centre")
    found = single(rows.filter(pk=unit_id))
    if found is None:
        raise NotFound
    return found


def departments(actor: Actor) -> list[Unit]:
    """Return the visible departments that are open."""
    rows = visible_departments(actor).filter(is_active=True).select_related("centre")
    return list(rows.order_by("path"))


def department_rows(actor: Actor) -> list[DepartmentRow]:
    """Return the visible departments that are open, with four statements for any number."""
    units = departments(actor)
    texts = {each.department_id: each for each in Profile.objects.filter(department__in=units)}
    persons, interfaces = _counts(ContactPerson, units), _counts(Interface, units)
    return [
        DepartmentRow(
            unit=each,
            functions=texts[each.pk].functions if each.pk in texts else "",
            interfaces=interfaces.get(each.pk, 0),
            persons=persons.get(each.pk, 0),
        )
        for each in units
    ]


def missing_of(centre: Unit) -> list[Shipped]:
    """Return the shipped departments that a centre has not; they are told by their codes."""
    rows = Unit.objects.filter(centre=centre, kind=UnitKind.DEPARTMENT)
    codes = list(rows.values_list("code", flat=True))
    return [each for each in FIVE if not any(code.endswith(f"-{each.code}") for code in codes)]


def centres_without(actor: Actor) -> list[Unit]:
    """Return the centres the actor supervises that lack some of the shipped departments."""
    rows = Unit.objects.filter(
        pk__in=actor.places_of({Role.SUPERVISOR}), kind=UnitKind.CENTRE, is_active=True
    )
    return [each for each in rows.order_by("path") if missing_of(each)]


def profile_of(unit: Unit) -> Profile:
    """Return what is written about a department; an empty, unsaved one where nothing is."""
    return single(Profile.objects.filter(department=unit)) or Profile(department=unit)


def heads_of(unit: Unit) -> list[User]:
    """Return the heads of a unit, who hold the role at the unit itself."""
    return list(org.heads_of(unit.pk).order_by("name"))


def staff_at(unit: Unit) -> list[User]:
    """Return the staff of a department."""
    return list(org.staff_of(unit.pk).order_by("name"))


def accounts_for(unit: Unit) -> QuerySet[User]:
    """Return who may be the account of a contact person: they see the department's orders."""
    held = Assignment.objects.filter(unit=unit, role=Role.UNIT_HEAD)
    heads = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
    return (org.staff_of(unit.pk) | heads).order_by("name", "pk")


def open_orders_at(actor: Actor, unit: Unit, *, limit: int) -> list[WorkOrder]:
    """Return the orders that lie with a department now, the longest waiting first."""
    rows = workorders.visible_to(actor).filter(work_area=unit, status__in=_OPEN)
    return list(
        rows.select_related("request_type", "technician").order_by("last_action_at")[:limit]
    )


def persons_of(unit: Unit, *, active_only: bool = True) -> QuerySet[ContactPerson]:
    """Return the contact persons of a department."""
    rows = ContactPerson.objects.filter(department=unit).select_related("user")
    return (rows.filter(is_active=True) if active_only else rows).order_by("name", "pk")


def interfaces_of(unit: Unit) -> list[Interface]:
    """Return the open interfaces of a department with their types and persons in order."""
    return list(_whole(Interface.objects.filter(department=unit, is_active=True)))


def find_interface(actor: Actor, pk: int) -> Interface:
    """Return one interface of a visible department; raise NotFound otherwise."""
    rows = Interface.objects.filter(department__in=visible_departments(actor), pk=pk)
    found = next(iter(_whole(rows)), None)
    if found is None:
        raise NotFound
    return found


def find_person(actor: Actor, pk: int) -> ContactPerson:
    """Return one contact person of a visible department; raise NotFound otherwise."""
    rows = ContactPerson.objects.filter(department__in=visible_departments(actor), pk=pk)
    found = single(rows.select_related("department__centre", "user"))
    if found is None:
        raise NotFound
    return found


def substitutions_of(
    persons: Iterable[ContactPerson], *, since: date
) -> dict[int, list[Substitution]]:
    """Return by person the substitutions that have not ended before a day, in their order."""
    rows = Substitution.objects.filter(person__in=list(persons), last_day__gte=since)
    found: dict[int, list[Substitution]] = {}
    for each in rows.select_related("substitute").order_by("first_day"):
        found.setdefault(each.person_id, []).append(each)
    return found


def request_types() -> QuerySet[CodeItem]:
    """Return the types of requests that interfaces and processes are kept for."""
    return workorders.code_items(CodeList.REQUEST_TYPE)


def entries(actor: Actor, wanted: ListFilter, *, today: date) -> list[Entry]:
    """Return the contact list: by department, interface and place in the order of persons.

    With a type of request, those of a department that name it; where none does, those that
    answer for all others.
    """
    units = visible_departments(actor).filter(is_active=True)
    if wanted.department_id is not None:
        units = units.filter(pk=wanted.department_id)
    rows = Interface.objects.filter(department__in=units, is_active=True)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.subject:
        rows = rows.filter(name__icontains=wanted.subject)
    found = list(_whole(_answering(rows, wanted.request_type)))
    persons = {turn.person_id: turn.person for each in found for turn in each.turns.all()}
    away = substitutions_of(persons.values(), since=today)
    listed = [entry for each in found for entry in _entries(each, away, today)]
    return [each for each in listed if _matches(each, wanted.text)]


def _answering(rows: QuerySet[Interface], code: str) -> QuerySet[Interface]:
    if not code:
        return rows
    naming = InterfaceType.objects.filter(counts=True, request_type__code=code)
    named = Exists(naming.filter(interface=OuterRef("pk")))
    # Of each department: those that name the type win over those that name none.
    beside = Exists(naming.filter(interface__department=OuterRef("department")))
    general = Exists(InterfaceType.objects.filter(interface=OuterRef("pk"), request_type=None))
    return rows.filter(Q(named) | Q(general) & ~Q(beside))


def _entries(
    interface: Interface, away: dict[int, list[Substitution]], today: date
) -> Iterable[Entry]:
    types = tuple(each.request_type for each in interface.types.all() if each.request_type)
    turns = list(interface.turns.all())
    if not turns:
        yield Entry(interface, None, 0, types)
    for place, turn in enumerate(turns, start=1):
        spans = (each for each in away.get(turn.person_id, ()) if each.first_day <= today)
        yield Entry(interface, turn.person, place, types, next(spans, None))


def _matches(entry: Entry, text: str) -> bool:
    words = text.casefold().split()
    told = [entry.interface.name, entry.interface.department.name]
    told += [str(each) for each in entry.types]
    if entry.person is not None:
        # Not by what a mask hides: a search may not tell a number digit by digit.
        told += [entry.person.name, entry.person.office_phone]
    whole = " ".join(told).casefold()
    return all(word in whole for word in words)


def _whole(rows: QuerySet[Interface]) -> QuerySet[Interface]:
    turns = Turn.objects.select_related("person__user").order_by("position")
    types = InterfaceType.objects.select_related("request_type").order_by("request_type__position")
    return (
        rows.select_related("department__centre")
        .prefetch_related(Prefetch("turns", turns), Prefetch("types", types))
        .order_by("department__path", "kind", "name", "pk")
    )


def _counts(model: type[ContactPerson] | type[Interface], units: list[Unit]) -> dict[int, int]:
    rows = model.objects.filter(department__in=units, is_active=True).order_by()
    return dict(rows.values_list("department_id").annotate(n=Count("pk")))
