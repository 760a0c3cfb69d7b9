"""Who stands in for a contact person on some days (休假代理)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import lock_department, tell
from zuoxi.contacts.choices import OTHER_LIMIT
from zuoxi.contacts.events import SubstituteNamed, SubstituteRemoved
from zuoxi.contacts.models import ContactPerson, Substitution
from zuoxi.contacts.policies import may_keep_contacts
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.org.models import Unit

_LONGEST_DAYS = 400


@action("contacts.name_substitute", policy=may_keep_contacts)
def name_substitute(
    *,
    actor: Actor,
    person_id: int,
    substitute_id: int | None,
    first_day: date | None,
    last_day: date | None,
    remark: str = "",
    now: datetime,
) -> Substitution:
    """Have another contact person of the department stand in from one day up to another.

    A substitute may be away in turn and be represented; a circle of substitutes is refused.
    """
    found = queries.find_person(actor, person_id)
    unit = lock_department(actor, found.department_id, action="contacts.name_substitute")
    faults = Faults()
    substitute = _substitute(unit, found, substitute_id, faults)
    _check_days(first_day, last_day, faults)
    text = faults.line("remark", remark, limit=OTHER_LIMIT, required=False)
    faults.stop()
    assert substitute is not None
    assert first_day is not None
    assert last_day is not None
    _refuse_second(found, first_day, last_day)
    _refuse_circle(found, substitute, first_day, last_day)
    row = Substitution.objects.create(
        person=found,
        substitute=substitute,
        first_day=first_day,
        last_day=last_day,
        remark=text,
    )
    tell(SubstituteNamed, unit, _told(row), actor=actor, now=now)
    return row


@action("contacts.remove_substitute", policy=may_keep_contacts)
def remove_substitute(
    *, actor: Actor, person_id: int, substitution_id: int, now: datetime
) -> ContactPerson:
    """Take a substitution back."""
    found = queries.find_person(actor, person_id)
    unit = lock_department(actor, found.department_id, action="contacts.remove_substitute")
    rows = Substitution.objects.select_related("person", "substitute")
    row = rows.filter(person=found, pk=substitution_id).first()
    if row is None:
        raise NotFound
    told = _told(row)
    row.delete()
    tell(SubstituteRemoved, unit, told, actor=actor, now=now)
    return found


def _substitute(
    unit: Unit, person: ContactPerson, substitute_id: int | None, faults: Faults
) -> ContactPerson | None:
    if substitute_id == person.pk:
        faults.add("substitute", _("Nobody can stand in for themselves. Choose somebody else."))
        return None
    rows = queries.persons_of(unit).filter(pk=substitute_id or 0)
    found = rows.first()
    if found is None:
        faults.add("substitute", _("Choose a contact person of the same department."))
    return found


def _check_days(first_day: date | None, last_day: date | None, faults: Faults) -> None:
    if first_day is None:
        faults.add("first_day", _("Enter a date."))
    if last_day is None:
        faults.add("last_day", _("Enter a date."))
    if first_day is None or last_day is None:
        return
    if last_day < first_day:
        faults.add("last_day", _("The last day lies before the first."))
    elif (last_day - first_day).days > _LONGEST_DAYS:
        message = _("At most %(days)s days. Who is away longer is better replaced in the order.")
        faults.add("last_day", message % {"days": _LONGEST_DAYS})


def _refuse_second(person: ContactPerson, first_day: date, last_day: date) -> None:
    held = Substitution.objects.select_related("substitute").filter(
        person=person, first_day__lte=last_day, last_day__gte=first_day
    )
    found = held.first()
    if found is None:
        return
    message = _("%(name)s stands in from %(first)s to %(last)s already. Take that back first.") % {
        "name": found.substitute.name,
        "first": found.first_day.isoformat(),
        "last": found.last_day.isoformat(),
    }
    raise InvalidInput(fields={"first_day": [message]})


def _refuse_circle(
    person: ContactPerson, substitute: ContactPerson, first_day: date, last_day: date
) -> None:
    """Raise InvalidInput if on one of the days the substitutes would lead back to the person."""
    waiting = [(substitute.pk, first_day, last_day, [person.name, substitute.name])]
    while waiting:
        pk, start, end, names = waiting.pop()
        rows = Substitution.objects.filter(
            person_id=pk, first_day__lte=end, last_day__gte=start
        ).select_related("substitute")
        for row in rows:
            chain = [*names, row.substitute.name]
            if row.substitute_id == person.pk:
                message = _("The substitutes would lead in a circle: %(names)s.")
                raise InvalidInput(fields={"substitute": [message % {"names": " → ".join(chain)}]})
            # There is no older circle among them: each was refused when it would have closed.
            span = max(start, row.first_day), min(end, row.last_day)
            waiting.append((row.substitute_id, *span, chain))


def _told(row: Substitution) -> dict[str, object]:
    return {
        "person": row.person.name,
        "substitute": row.substitute.name,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
    }
