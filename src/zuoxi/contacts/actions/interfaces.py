"""Interfaces: what a department answers for, and who does, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import check_version, lock_department, tell
from zuoxi.contacts.choices import MOST_PERSONS, NAME_LIMIT, SubjectKind
from zuoxi.contacts.events import InterfaceClosed, InterfaceSaved
from zuoxi.contacts.models import ContactPerson, Interface, InterfaceType, ReachOut, Turn
from zuoxi.contacts.policies import may_keep_contacts
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org.models import Unit
from zuoxi.workorders.models import CodeItem


@dataclass(frozen=True, kw_only=True)
class WantedInterface:
    """An interface as asked for; without types of requests it answers for all others.

    ``persons`` are contact persons of the department by id, the first to be tried first.
    """

    kind: str
    name: str
    request_types: Sequence[str] = ()
    persons: Sequence[int] = ()


@action("contacts.save_interface", policy=may_keep_contacts)
def save_interface(
    *,
    actor: Actor,
    department_id: int,
    wanted: WantedInterface,
    interface_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Interface:
    """Add an interface to a department, or change one.

    Fewer than two persons are flagged, not refused: the first one may be known before the second.
    """
    unit = lock_department(actor, department_id, action="contacts.save_interface")
    interface = _interface(unit, interface_id)
    check_version(interface.version, expected_version if interface.pk else None)
    before = _told(interface) if interface.pk else {}
    faults = Faults()
    interface.kind = faults.choice("kind", wanted.kind, SubjectKind.values)
    interface.name = faults.line("name", wanted.name, limit=NAME_LIMIT)
    types = _types(wanted.request_types, faults)
    persons = _persons(unit, interface, wanted.persons, faults)
    faults.stop()
    interface.version = interface.version + 1 if interface.pk else 1
    interface.save()
    _write_types(interface, types)
    _write_turns(interface, persons)
    interface = queries.find_interface(actor, interface.pk)
    data = {"before": before, "after": _told(interface)}
    tell(InterfaceSaved, unit, data, actor=actor, now=now)
    return interface


@action("contacts.close_interface", policy=may_keep_contacts)
def close_interface(
    *, actor: Actor, interface_id: int, expected_version: int | None, now: datetime
) -> Interface:
    """Take an interface out of use; another one may then answer for its subject."""
    found = queries.find_interface(actor, interface_id)
    unit = lock_department(actor, found.department_id, action="contacts.close_interface")
    interface = _interface(unit, interface_id)
    check_version(interface.version, expected_version)
    if not interface.is_active:
        return interface
    if ReachOut.objects.filter(interface=interface, ended_at=None).exists():
        raise Conflict(
            _("Somebody of this interface is being reached for a work order. Finish that first."),
            code="being_reached",
        )
    interface.is_active = False
    interface.version += 1
    interface.save(update_fields=["is_active", "version"])
    InterfaceType.objects.filter(interface=interface).update(counts=False)
    tell(InterfaceClosed, unit, {"interface": interface.name}, actor=actor, now=now)
    return interface


def _interface(unit: Unit, interface_id: int | None) -> Interface:
    if interface_id is None:
        return Interface(department=unit)
    found = Interface.objects.filter(department=unit, pk=interface_id).first()
    if found is None:
        raise NotFound
    if not found.is_active:
        raise Conflict(_("This interface is closed. Add a new one instead."))
    return found


def _types(codes: Sequence[str], faults: Faults) -> list[CodeItem]:
    known = {each.code: each for each in queries.request_types()}
    unknown = [each for each in codes if each not in known]
    if unknown:
        message = _("There is no such type of request: %(codes)s.")
        faults.add("request_types", message % {"codes": ", ".join(unknown)[:NAME_LIMIT]})
    return [known[each] for each in dict.fromkeys(codes) if each in known]


def _persons(
    unit: Unit, interface: Interface, ids: Sequence[int], faults: Faults
) -> list[ContactPerson]:
    """Return the persons in their order; who has left may keep a place that was there before."""
    if len(set(ids)) < len(ids):
        faults.add("persons", _("Name each person once."))
    if len(ids) > MOST_PERSONS:
        message = _("At most %(most)s persons; two or three are usual.")
        faults.add("persons", message % {"most": MOST_PERSONS})
    rows = ContactPerson.objects.filter(department=unit, pk__in=ids).in_bulk()
    kept = set(interface.turns.values_list("person_id", flat=True)) if interface.pk else set()
    if any(pk not in rows for pk in ids):
        faults.add(
            "persons",
            _("Choose contact persons of this department; those of another one answer there."),
        )
    for pk in ids:
        if pk in rows and not rows[pk].is_active and pk not in kept:
            message = _("%(name)s is out of use. Choose somebody else.")
            faults.add("persons", message % {"name": rows[pk].name})
    return [rows[pk] for pk in ids if pk in rows]


def _write_types(interface: Interface, types: list[CodeItem]) -> None:
    interface.types.all().delete()
    answered: list[CodeItem | None] = [*types] if types else [None]
    subject = f"{interface.department_id}:{interface.kind}:{interface.name.casefold()}"
    with refuse_taken({"interface_answers_alone": _answers_already()}):
        InterfaceType.objects.bulk_create(
            InterfaceType(interface=interface, request_type=each, subject=subject)
            for each in answered
        )


def _write_turns(interface: Interface, persons: list[ContactPerson]) -> None:
    interface.turns.all().delete()
    Turn.objects.bulk_create(
        Turn(interface=interface, person=each, position=place)
        for place, each in enumerate(persons, start=1)
    )


def _answers_already() -> InvalidInput:
    message = _(
        "Another interface of this department answers for the same subject and the same type of "
        "request. Change that one, or name other types here."
    )
    return InvalidInput(fields={"name": [message]})


def _told(interface: Interface) -> dict[str, object]:
    types = interface.types.select_related("request_type").order_by("pk")
    turns = interface.turns.select_related("person").order_by("position")
    return {
        "kind": interface.kind,
        "name": interface.name,
        "request_types": [each.request_type.code for each in types if each.request_type],
        "persons": [each.person.name for each in turns],
    }
