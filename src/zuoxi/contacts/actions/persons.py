"""Contact persons: who they are, how and when they can be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.calendars.hours import BadHours, read, written
from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import check_version, lock_department, tell
from zuoxi.contacts.choices import (
    EMAIL_LIMIT,
    NAME_LIMIT,
    OTHER_LIMIT,
    PHONE_LIMIT,
    WEEKDAYS,
)
from zuoxi.contacts.events import PersonClosed, PersonSaved
from zuoxi.contacts.models import ContactPerson, ReachOut
from zuoxi.contacts.policies import may_keep_contacts
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org.models import Unit

_LIMITS = {
    "office_phone": PHONE_LIMIT,
    "mobile": PHONE_LIMIT,
    "email": EMAIL_LIMIT,
    "other": OTHER_LIMIT,
}
_PHONE_SIGNS = set("0123456789+-()（） #*转轉分机機ext.")
_FEWEST_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class WantedPerson:
    """A contact person as asked for; no hours: those of the department's working calendar."""

    name: str
    username: str = ""
    office_phone: str = ""
    mobile: str = ""
    email: str = ""
    other: str = ""
    hours: Sequence[str] = ()


@action("contacts.save_person", policy=may_keep_contacts)
def save_person(
    *,
    actor: Actor,
    department_id: int,
    wanted: WantedPerson,
    person_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> ContactPerson:
    """Add a contact person to a department, or change one."""
    unit = lock_department(actor, department_id, action="contacts.save_person")
    person = _person(unit, person_id)
    check_version(person.version, expected_version if person.pk else None)
    before = _values(person)
    faults = Faults()
    person.name = faults.line("name", wanted.name, limit=NAME_LIMIT)
    person.user = _account(unit, wanted.username, faults)
    _take_ways(person, wanted, faults)
    person.duty_hours = _hours(wanted.hours, faults)
    faults.stop()
    is_new = person.pk is None
    changed = [name for name, value in _values(person).items() if is_new or value != before[name]]
    if not changed:
        return person
    person.version = 1 if is_new else person.version + 1
    with refuse_taken({"contact_person_account_once": _account_taken()}):
        person.save()
    # The log says that a number changed; the number itself stands in the register alone.
    data = {"person": person.name, "is_new": is_new, "changed": sorted(changed)}
    tell(PersonSaved, unit, data, actor=actor, now=now)
    return person


@action("contacts.close_person", policy=may_keep_contacts)
def close_person(
    *, actor: Actor, person_id: int, expected_version: int | None, now: datetime
) -> ContactPerson:
    """Take a contact person out of use. Who is being reached just now stays until that ends.

    Places in the order of persons stay and are flagged, so that somebody is put there instead.
    """
    found = queries.find_person(actor, person_id)
    unit = lock_department(actor, found.department_id, action="contacts.close_person")
    person = _person(unit, person_id)
    check_version(person.version, expected_version)
    if not person.is_active:
        return person
    if ReachOut.objects.filter(person=person, ended_at=None).exists():
        raise Conflict(
            _("This person is being reached for a work order. Finish that first."),
            code="being_reached",
        )
    person.is_active = False
    person.version += 1
    person.save(update_fields=["is_active", "version"])
    tell(PersonClosed, unit, {"person": person.name}, actor=actor, now=now)
    return person


def _person(unit: Unit, person_id: int | None) -> ContactPerson:
    if person_id is None:
        return ContactPerson(department=unit)
    rows = ContactPerson.objects.select_related("user").filter(department=unit, pk=person_id)
    person = rows.first()
    if person is None:
        raise NotFound
    return person


def _account(unit: Unit, username: str, faults: Faults) -> User | None:
    name = username.strip()
    if not name:
        return None
    storable = text_fault(name, limit=NAME_LIMIT) is None
    rows = queries.accounts_for(unit).filter(username__iexact=name) if storable else None
    found = rows.first() if rows is not None else None
    if found is None:
        message = _("Choose an account of the staff or of a head of this department.")
        faults.add("username", message)
    return found


def _take_ways(person: ContactPerson, wanted: WantedPerson, faults: Faults) -> None:
    for name, limit in _LIMITS.items():
        text = faults.line(name, getattr(wanted, name), limit=limit, required=False)
        setattr(person, name, text)
    for name in ("office_phone", "mobile"):
        number = getattr(person, name)
        digits = sum(each.isdigit() for each in number)
        if number and (set(number) - _PHONE_SIGNS or digits < _FEWEST_DIGITS):
            faults.add(name, _("Write a telephone number, with the extension behind it."))
    if person.email and not _is_address(person.email):
        faults.add("email", _("Write an e-mail address such as name@example.org."))
    if not person.ways and not any(name in faults.fields for name in _LIMITS):
        faults.add("office_phone", _("Enter at least one way to reach this person."))


def _is_address(text: str) -> bool:
    name, _at, host = text.rpartition("@")
    return bool(name) and "." in host.strip(".") and " " not in text


def _hours(hours: Sequence[str], faults: Faults) -> list[str]:
    if not any(each.strip() for each in hours):
        return []
    if len(hours) != len(WEEKDAYS):
        faults.add("hours", _("Say the hours of all seven days, Monday first."))
        return []
    found = []
    for label, text in zip(WEEKDAYS, hours, strict=True):
        try:
            found.append(written(read(text)))
        except BadHours as fault:
            message = _(
                "%(day)s: “%(text)s” cannot be read. Write hours as 08:30-12:00, 13:30-17:30; "
                "a night shift until 24:00 and from 00:00 on the next day."
            )
            faults.add("hours", message % {"day": label, "text": fault.text})
    return found


def _account_taken() -> InvalidInput:
    message = _("This account belongs to another contact person of the department.")
    return InvalidInput(fields={"username": [message]})


def _values(person: ContactPerson) -> dict[str, object]:
    names = ("name", "user_id", *_LIMITS, "duty_hours")
    return {name: getattr(person, name) for name in names}
