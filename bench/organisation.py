"""Who works on the generated orders: the demo's organisation, grown to a real size by actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.choices import Role
from zuoxi.demo import codes, people
from zuoxi.demo.accounts import AREA_1, AREA_2, CENTRE, DEPARTMENT
from zuoxi.kernel.actors import SYSTEM, Actor, Origin
from zuoxi.org import actions as org
from zuoxi.org import queries
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import actions as workorders
from zuoxi.workorders import queries as work_queries
from zuoxi.workorders.choices import CodeList

SECOND = "centre-2"
_TECHNICIANS = 5
# How many work areas and persons of a role each centre has; those of the demo come on top.
_AREAS = {CENTRE: 9, SECOND: 3}
_STAFF: dict[str, dict[Role, int]] = {
    CENTRE: {
        Role.INTAKE_AGENT: 11,
        Role.DISPATCHER: 3,
        Role.FORM_CONTROLLER: 2,
        Role.REVIEWER: 2,
        Role.ARCHIVER: 1,
        Role.SUPERVISOR: 1,
    },
    SECOND: dict.fromkeys(
        (
            Role.INTAKE_AGENT,
            Role.DISPATCHER,
            Role.FORM_CONTROLLER,
            Role.REVIEWER,
            Role.ARCHIVER,
            Role.SUPERVISOR,
        ),
        1,
    ),
}


@dataclass(frozen=True)
class Area:
    """A work area or department with its technicians and the persons who accept for it."""

    pk: int
    code: str
    name: str
    technicians: tuple[tuple[int, str, str], ...]
    staff: tuple[Actor, ...]


@dataclass(frozen=True)
class Place:
    """A centre with its work areas, the busiest first, and its people by role."""

    centre_id: int
    areas: tuple[Area, ...]
    people: dict[str, tuple[Actor, ...]]


@dataclass(frozen=True)
class World:
    """What the rows of orders refer to; ``codes`` are ids with labels by list and code."""

    places: tuple[Place, Place]
    codes: dict[tuple[str, str], tuple[int, str]]


def found(now: datetime) -> World:
    """Create codes, units, technicians and accounts in an empty database."""
    with transaction.atomic():
        workorders.load_reference_codes(actor=SYSTEM, now=now)
        workorders.load_reference_fields(actor=SYSTEM, now=now)
        workorders.load_reference_codes(actor=SYSTEM, codes=codes.CODES, now=now)
        unit_ids = people.found_organisation(actor=SYSTEM, now=now)
        _found_second(unit_ids, now)
        for centre, count in _AREAS.items():
            for place in range(count):
                _found_area(centre, place, unit_ids, now)
        actors = list(people.open_accounts(actor=SYSTEM, unit_ids=unit_ids, now=now).values())
        people.employ_technicians(actor=SYSTEM, unit_ids=unit_ids, now=now)
        actors += _open_accounts(unit_ids, now)
    return World(
        (_place(unit_ids[CENTRE], actors), _place(unit_ids[SECOND], actors)),
        {
            (name, item.code): (item.pk, item.label_zh_hans)
            for name in CodeList.values
            for item in work_queries.code_items(name)
        },
    )


def _found_second(unit_ids: dict[str, int], now: datetime) -> None:
    unit = org.create_unit(
        actor=SYSTEM,
        kind=UnitKind.CENTRE.value,
        code=SECOND,
        name="江北客户服务中心",
        parent_id=unit_ids["region"],
        now=now,
    )
    unit_ids[SECOND] = unit.pk


def _found_area(centre: str, place: int, unit_ids: dict[str, int], now: datetime) -> None:
    code = f"{centre}-area-{place}"
    unit = org.create_unit(
        actor=SYSTEM,
        kind=UnitKind.WORK_AREA.value,
        code=code,
        name=f"{'江北' if centre == SECOND else ''}第{place + 3}工区",
        parent_id=unit_ids[centre],
        now=now,
    )
    unit_ids[code] = unit.pk
    for number in range(_TECHNICIANS):
        org.create_technician(
            actor=SYSTEM,
            work_area_id=unit.pk,
            code=f"{code}-t{number}",
            name=f"维修员{place + 3}{'甲乙丙丁戊'[number]}",
            phone=f"15400{unit.pk:04d}{number:02d}",
            now=now,
        )


def _open_accounts(unit_ids: dict[str, int], now: datetime) -> Iterator[Actor]:
    for centre, roles in _STAFF.items():
        for role, count in roles.items():
            for place in range(count):
                yield _open(f"{centre}-{role.value}-{place}", role, unit_ids[centre], now)
    for code, unit_id in unit_ids.items():
        if "-area-" in code:
            yield _open(f"{code}-staff", Role.WORK_AREA_STAFF, unit_id, now)


def _open(username: str, role: Role, unit_id: int, now: datetime) -> Actor:
    name = f"员工{username.rpartition('-')[0][-6:]}{unit_id}"
    user, _password = accounts.create_user(actor=SYSTEM, username=username, name=name, now=now)
    org.assign_role(actor=SYSTEM, user_id=user.pk, role=role.value, unit_id=unit_id, now=now)
    user = accounts.accept_demo_password(actor=SYSTEM, user_id=user.pk, now=now)
    return queries.actor_for(user, Origin("web"))


def _place(centre_id: int, actors: list[Actor]) -> Place:
    # Whoever holds one role at the centre, so that nobody is both reviewer and handler.
    mine = [each for each in actors if len(each.roles - {Role.UNIT_HEAD}) == 1]
    held = {
        role.value: tuple(each for each in mine if (role.value, centre_id) in each.held_at)
        for role in Role
    }
    areas = Unit.objects.filter(
        centre_id=centre_id, kind__in=(UnitKind.WORK_AREA, UnitKind.DEPARTMENT)
    )
    order = {AREA_1: 0, AREA_2: 1, DEPARTMENT: 5}
    # What a centre is founded with and nobody works at yet has no part in a day's work.
    areas = areas.filter(technicians__is_active=True).distinct()
    ordered = sorted(areas, key=lambda each: (order.get(each.code, 3), each.pk))
    return Place(centre_id, tuple(_area(each, mine) for each in ordered), held)


def _area(unit: Unit, actors: list[Actor]) -> Area:
    technicians = Technician.objects.filter(work_area=unit).order_by("code")
    return Area(
        unit.pk,
        unit.code,
        unit.name,
        tuple(technicians.values_list("pk", "code", "name")),
        tuple(each for each in actors if (Role.WORK_AREA_STAFF, unit.pk) in each.held_at),
    )
