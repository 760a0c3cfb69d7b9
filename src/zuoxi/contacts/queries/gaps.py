"""What is still missing in the register (待完善), for who keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from zuoxi.contacts.choices import FEWEST_PERSONS
from zuoxi.contacts.models import ContactPerson, Interface, Process, Substitution
from zuoxi.contacts.queries.register import interfaces_of, visible_departments
from zuoxi.kernel.actors import Actor
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import CodeItem

# How far back an order says that a type of request is used at a department.
_USED = 400


@dataclass(frozen=True)
class Gap:
    """One thing to see to; ``kind`` says what, and what it is about stands beside it."""

    kind: str
    department: Unit
    interface: Interface | None = None
    person: ContactPerson | None = None
    request_type: CodeItem | None = None
    count: int = 0


def gaps(actor: Actor, *, now: datetime) -> list[Gap]:
    """Return what is missing at the visible departments that are open, by department."""
    units = visible_departments(actor).filter(is_active=True).order_by("path")
    return [gap for unit in units for gap in _of(actor, unit, now)]


def _of(actor: Actor, unit: Unit, now: datetime) -> Iterable[Gap]:
    if not Technician.objects.filter(work_area=unit, is_active=True).exists():
        yield Gap("no_handler", unit)
    interfaces = interfaces_of(unit)
    if not interfaces:
        yield Gap("no_interface", unit)
    away = _away_today(unit, now)
    for each in interfaces:
        yield from _of_interface(unit, each, away)
    persons = ContactPerson.objects.filter(department=unit, is_active=True)
    for person in persons.filter(office_phone="", mobile="").order_by("name"):
        yield Gap("no_telephone", unit, person=person)
    for item in _types_without_process(actor, unit):
        yield Gap("no_process", unit, request_type=item)


def _of_interface(unit: Unit, interface: Interface, away: set[int]) -> Iterable[Gap]:
    persons = [turn.person for turn in interface.turns.all()]
    active = [each for each in persons if each.is_active]
    if len(active) < FEWEST_PERSONS:
        yield Gap("few_persons", unit, interface, count=len(active))
    for each in persons:
        if not each.is_active:
            yield Gap("inactive_person", unit, interface, each)
    if active and all(each.pk in away for each in active):
        yield Gap("all_away", unit, interface)


def _away_today(unit: Unit, now: datetime) -> set[int]:
    today = now.astimezone(ZoneInfo(unit.time_zone)).date()
    rows = Substitution.objects.filter(
        person__department=unit, first_day__lte=today, last_day__gte=today
    )
    return set(rows.values_list("person_id", flat=True))


def _types_without_process(actor: Actor, unit: Unit) -> list[CodeItem]:
    """Return the types of what lies with the department now or did lately, without a process."""
    latest = workorders.visible_to(actor).filter(work_area=unit).order_by("-pk")
    used = set(latest.values_list("request_type_id", flat=True)[:_USED])
    agreed = Process.objects.filter(department=unit, ended_at=None, in_force_at__isnull=False)
    open_ones = used - set(agreed.values_list("request_type_id", flat=True))
    return list(CodeItem.objects.filter(pk__in=open_ones).order_by("position", "pk"))
