"""Posts, read from the roles that people hold at units.

A post is a role at a unit: who holds *head* there leads it; a team may be led by its supervisor.
Nothing else says who leads what.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.accounts.models import User
from zuoxi.groups.choices import INTERNAL_KINDS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Assignment, Unit

_HEAD = Q(role=Role.UNIT_HEAD) | Q(role=Role.SUPERVISOR, unit__kind=UnitKind.TEAM)


def centre(actor: Actor, centre_id: int) -> Unit:
    """Return an active centre that the actor sees, also from one of its work areas."""
    rows = Unit.objects.filter(pk=centre_id, kind=UnitKind.CENTRE, is_active=True)
    own = Q(pk__in=actor.centre_ids) | Q(
        pk__in=Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    )
    found = single(rows.filter(own))
    if found is None:
        raise NotFound
    return found


def units_below(centre_id: int) -> list[Unit]:
    """Return the active units of a centre: teams, work areas and departments."""
    rows = Unit.objects.filter(centre_id=centre_id, is_active=True).select_related("centre")
    return list(rows.order_by("path"))


def internal_units(units: Iterable[Unit]) -> list[Unit]:
    """Return those units that belong to the centre itself and stand right below it."""
    return [
        each for each in units if each.kind in INTERNAL_KINDS and each.parent_id == each.centre_id
    ]


def heads_by_unit(unit_ids: Iterable[int]) -> dict[int, list[User]]:
    """Return the heads of units by unit, with one statement for any number of them."""
    rows = Assignment.objects.filter(_HEAD, unit_id__in=list(unit_ids), user__is_active=True)
    found: dict[int, list[User]] = {}
    for each in rows.select_related("user").order_by("user__name", "user_id"):
        found.setdefault(each.unit_id, []).append(each.user)
    return found


def heads_of(unit_id: int) -> list[User]:
    """Return the heads of one unit."""
    return heads_by_unit([unit_id]).get(unit_id, [])


def head_of_centre(centre_id: int) -> list[User]:
    """Return who holds the post of the centre's general manager."""
    return heads_of(centre_id)


def people_of(unit: Unit) -> QuerySet[User]:
    """Return the active persons who work at a unit or head it."""
    rows = Assignment.objects.filter(_HEAD, unit=unit)
    heads = User.objects.filter(is_active=True, pk__in=rows.values("user_id"))
    if unit.kind in HANDLING_KINDS:
        return (org.staff_of(unit.pk) | heads).order_by("name", "pk")
    below = Assignment.objects.filter(unit__path__startswith=unit.path, role__in=CENTRE_ROLES)
    return (User.objects.filter(is_active=True, pk__in=below.values("user_id")) | heads).order_by(
        "name", "pk"
    )


def eligible(unit: Unit) -> QuerySet[User]:
    """Return who may sit in the working group for a unit: its people.

    For a team also whoever works for the whole centre: small centres give all roles there.
    """
    if unit.kind != UnitKind.TEAM or unit.centre is None:
        return people_of(unit)
    above = [int(each) for each in unit.centre.path.strip("/").split("/")]
    held = Assignment.objects.filter(unit_id__in=above, role__in=CENTRE_ROLES)
    wide = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
    return (people_of(unit) | wide).order_by("name", "pk")


def eligible_pairs(pairs: Iterable[tuple[User, Unit]]) -> set[tuple[int, int]]:
    """Return those of (person, unit) of whom ``eligible`` says yes, with one statement for all."""
    wanted = list(pairs)
    rows = Assignment.objects.filter(user__in=[user.pk for user, _unit in wanted])
    held: dict[int, list[tuple[str, str]]] = {}
    for user_id, role, path in rows.values_list("user_id", "role", "unit__path"):
        held.setdefault(user_id, []).append((role, path))
    return {
        (user.pk, unit.pk)
        for user, unit in wanted
        if user.is_active and any(_works_by(*each, unit) for each in held.get(user.pk, ()))
    }


def _works_by(role: str, path: str, unit: Unit) -> bool:
    """Tell whether a role held at the unit of a path makes somebody one of a unit's people."""
    if role == Role.UNIT_HEAD:
        return path == unit.path
    if unit.kind in HANDLING_KINDS:
        return role == Role.WORK_AREA_STAFF and unit.path.startswith(path)
    is_of_whole = unit.centre is not None and unit.centre.path.startswith(path)
    return role in CENTRE_ROLES and (path.startswith(unit.path) or is_of_whole)
