"""What a user may see, and the organisation as lists."""

from collections.abc import Iterable
from typing import Protocol

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.accounts.models import User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actors import Actor, Origin, Scope
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Assignment, Technician, Unit
from zuoxi.org.policies import AREA_MAINTAINERS, KEEPERS, maintains_organisation


class OpenWork(Protocol):
    """Counts what is still open at a work area or with a technician."""

    def __call__(self, *, work_area_id: int | None, technician_id: int | None) -> int:
        """Return the number; exactly one of the ids is given."""


_open_work: list[OpenWork] = []

# One row per role and reachable place. A centre role reaches the centres at or below its unit, and
# the centre above it when it is held at a team; staff of a work area reach that area alone.
_SCOPE_SQL = """
SELECT a.role, place.id, place.kind, place.centre_id, place.time_zone
FROM org_assignment a
JOIN org_unit root ON root.id = a.unit_id
LEFT JOIN org_unit place ON place.is_active AND (
    (place.kind = 'centre' AND a.role = ANY(%(centre_roles)s)
        AND (place.path LIKE root.path || '%%' OR place.id = root.centre_id))
    OR (place.kind = ANY(%(handling)s) AND a.role = %(area_role)s
        AND place.path LIKE root.path || '%%')
    OR (place.id = root.id AND a.role = %(head_role)s))
WHERE a.user_id = %(user_id)s
ORDER BY place.id
"""


def scope_of(user_id: int) -> Scope:
    """Return the roles of a user and the centres and work areas they open, with one query."""
    parameters: dict[str, int | str | list[str]] = {
        "user_id": user_id,
        "centre_roles": [role.value for role in sorted(CENTRE_ROLES)],
        "area_role": Role.WORK_AREA_STAFF.value,
        "head_role": Role.UNIT_HEAD.value,
        "handling": [kind.value for kind in HANDLING_KINDS],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SCOPE_SQL, parameters)
        rows = cursor.fetchall()
    centre_ids = frozenset(pk for _role, pk, kind, *_rest in rows if kind == UnitKind.CENTRE)
    areas = {pk: centre for _role, pk, kind, centre, _zone in rows if kind in HANDLING_KINDS}
    return Scope(
        roles=frozenset(role for role, *_rest in rows),
        centre_ids=centre_ids,
        area_ids=frozenset(areas),
        inner_area_ids=frozenset(pk for pk, centre in areas.items() if centre in centre_ids),
        held_at=frozenset((role, pk) for role, pk, *_rest in rows if pk is not None),
        time_zone=next((zone for *_rest, zone in rows if zone), ""),
    )


def believed_scope_of(user_id: int) -> Scope:
    """Return what ``scope_of`` says, or said to this process some seconds ago."""
    return believed(("scope", user_id), lambda: scope_of(user_id))


def actor_for(user: User, origin: Origin, *, scope: Scope | None = None) -> Actor:
    """Return the actor that stands for a user, with the rights of now unless a scope is given."""
    scope = scope or scope_of(user.pk)
    return Actor(
        user_id=user.pk,
        name=user.name,
        roles=scope.roles,
        centre_ids=scope.centre_ids,
        area_ids=scope.area_ids,
        inner_area_ids=scope.inner_area_ids,
        held_at=scope.held_at,
        time_zone=scope.time_zone,
        channel=origin.channel,
        request_id=origin.request_id,
        address=origin.address,
    )


def actor_in_job(user: User) -> Actor:
    """Return the actor that a job acts as for somebody, with the rights of now.

    An account that is out of use keeps its assignments, but it has no rights.
    """
    origin = Origin(channel="job")
    if user.is_active:
        return actor_for(user, origin)
    return Actor(user_id=user.pk, name=user.name, channel=origin.channel)


def work_areas(actor: Actor) -> QuerySet[Unit]:
    """Return the active work areas and departments the actor may see: own ones, own centres'."""
    reached = Q(centre_id__in=actor.centre_ids) | Q(pk__in=actor.area_ids)
    return Unit.objects.filter(reached, kind__in=HANDLING_KINDS, is_active=True).order_by("code")


def technicians(actor: Actor, *, work_area_id: int | None = None) -> QuerySet[Technician]:
    """Return the active technicians of the work areas the actor may see."""
    rows = Technician.objects.filter(is_active=True, work_area__in=work_areas(actor))
    if work_area_id is not None:
        rows = rows.filter(work_area_id=work_area_id)
    return rows.order_by("code")


def visible_to(actor: Actor) -> QuerySet[Unit]:
    """Return the units an actor may look at, closed ones too, each before what is below it.

    All for those who maintain the organisation; else the own centres with what is below them, and
    the own work areas.
    """
    units = Unit.objects.order_by("path")
    if maintains_organisation(actor):
        return units
    return (
        units.filter(pk__in=actor.centre_ids | actor.area_ids)
        | units.filter(centre_id__in=actor.centre_ids)
    ).order_by("path")


def unit(actor: Actor, unit_id: int) -> Unit:
    """Return one unit the actor may look at; raise NotFound otherwise."""
    found = single(visible_to(actor).filter(pk=unit_id))
    if found is None:
        raise NotFound
    return found


def supervisors_of(centre_id: int) -> QuerySet[User]:
    """Return the active supervisors of a centre: the role is held at it or above it."""
    return _holding({Role.SUPERVISOR}, unit_id=centre_id)


def dispatchers_of(centre_id: int) -> QuerySet[User]:
    """Return the active dispatchers of a centre."""
    return _holding({Role.DISPATCHER}, unit_id=centre_id)


def staff_of(area_id: int) -> QuerySet[User]:
    """Return the active staff of a work area."""
    return _holding({Role.WORK_AREA_STAFF}, unit_id=area_id)


def seeing(*, centre_id: int, work_area_id: int | None) -> QuerySet[User]:
    """Return the active persons who see what belongs to a centre and lies with a work area now.

    The other way round as ``scope_of``: who holds a centre role at the centre, above it or at a
    part of it, and the staff of the work area.
    """
    found = _holding(CENTRE_ROLES, unit_id=centre_id)
    parts = Assignment.objects.filter(unit__centre_id=centre_id, role__in=_names(CENTRE_ROLES))
    found |= User.objects.filter(is_active=True, pk__in=parts.values("user_id"))
    if work_area_id is not None:
        found |= _holding({Role.WORK_AREA_STAFF}, unit_id=work_area_id)
    # A head is one of the unit itself, not of what is below it.
    units = [centre_id] if work_area_id is None else [centre_id, work_area_id]
    heads = Assignment.objects.filter(unit_id__in=units, role=Role.UNIT_HEAD)
    return found | User.objects.filter(is_active=True, pk__in=heads.values("user_id"))


def centre_ids() -> set[int]:
    """Return all active centres: who supervises them all keeps things for everybody."""
    rows = Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True)
    return set(rows.values_list("pk", flat=True))


def home_centre_id(actor: Actor) -> int | None:
    """Return the one centre whose supervisors read what an actor has done without an order.

    Of several it is the first; for staff of a work area it is the area's.
    """
    areas = Unit.objects.filter(pk__in=actor.area_ids).order_by("pk")
    return min(actor.centre_ids, default=None) or areas.values_list("centre_id", flat=True).first()


def units_kept_for(actor: Actor) -> QuerySet[Unit]:
    """Return the units for whose people the actor may keep things: centres and what is in them."""
    centres = actor.places_of(KEEPERS)
    return Unit.objects.filter(
        Q(pk__in=centres, kind=UnitKind.CENTRE) | Q(centre_id__in=centres, kind__in=HANDLING_KINDS),
        is_active=True,
    ).order_by("path")


def _names(roles: Iterable[Role]) -> list[str]:
    return [role.value for role in roles]


def _holding(roles: Iterable[Role], *, unit_id: int) -> QuerySet[User]:
    """Return the active persons who hold one of the roles at a unit or above it."""
    below = Unit.objects.filter(pk=unit_id, path__startswith=OuterRef("unit__path"))
    held = Assignment.objects.filter(Exists(below), role__in=_names(roles))
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


def maintained_areas(actor: Actor) -> QuerySet[Unit]:
    """Return the work areas the actor maintains, closed ones too."""
    areas = Unit.objects.filter(kind__in=HANDLING_KINDS).order_by("code")
    if maintains_organisation(actor):
        return areas
    return areas.filter(centre_id__in=actor.places_of(AREA_MAINTAINERS))


def maintained_technicians(actor: Actor) -> QuerySet[Technician]:
    """Return the technicians of the work areas the actor maintains, those who left too."""
    rows = Technician.objects.filter(work_area__in=maintained_areas(actor))
    return rows.select_related("work_area", "user").order_by("work_area__code", "code")


def assignments_of(actor: Actor, user_id: int) -> QuerySet[Assignment]:
    """Return the roles a person holds: anybody's for the administrator, else only the own."""
    rows = Assignment.objects.filter(user_id=user_id).select_related("unit")
    if not manages_people(actor):
        rows = rows.filter(user_id=actor.user_id or 0)
    return rows.order_by("role", "unit__path")


def register_open_work(provider: OpenWork) -> OpenWork:
    """Let a higher package say how much is still open, before something of ours is closed."""
    _open_work.append(provider)
    return provider


def open_work(*, work_area_id: int | None = None, technician_id: int | None = None) -> int:
    """Return how many matters are still open at a work area or with a technician."""
    return sum(each(work_area_id=work_area_id, technician_id=technician_id) for each in _open_work)
