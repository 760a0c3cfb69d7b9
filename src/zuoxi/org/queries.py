"""What a user may see, and the organisation as lists."""

from django.db import connection
from django.db.models import QuerySet

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor, Origin, Scope
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician, Unit

# One row per role and reachable place. A centre role reaches the centres at or below its unit, and
# the centre above it when it is held at a team; staff of a work area reach that area alone.
_SCOPE_SQL = """
SELECT a.role, place.id, place.kind, place.time_zone
FROM org_assignment a
JOIN org_unit root ON root.id = a.unit_id
LEFT JOIN org_unit place ON place.is_active AND (
    (place.kind = 'centre' AND a.role = ANY(%(centre_roles)s)
        AND (place.path LIKE root.path || '%%' OR place.id = root.centre_id))
    OR (place.kind = 'work_area' AND a.role = %(area_role)s AND place.path LIKE root.path || '%%'))
WHERE a.user_id = %(user_id)s
ORDER BY place.id
"""


def scope_of(user_id: int) -> Scope:
    """Return the roles of a user and the centres and work areas they open, with one query."""
    parameters = {
        "user_id": user_id,
        "centre_roles": sorted(CENTRE_ROLES),
        "area_role": Role.WORK_AREA_STAFF.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SCOPE_SQL, parameters)
        rows = cursor.fetchall()
    return Scope(
        roles=frozenset(role for role, *_rest in rows),
        centre_ids=frozenset(pk for _role, pk, kind, _zone in rows if kind == UnitKind.CENTRE),
        area_ids=frozenset(pk for _role, pk, kind, _zone in rows if kind == UnitKind.WORK_AREA),
        time_zone=next((zone for *_rest, zone in rows if zone), ""),
    )


def actor_for(user: User, origin: Origin) -> Actor:
    """Return the actor that stands for a signed-in user in one request."""
    scope = scope_of(user.pk)
    return Actor(
        user_id=user.pk,
        name=user.name,
        roles=scope.roles,
        centre_ids=scope.centre_ids,
        area_ids=scope.area_ids,
        time_zone=scope.time_zone,
        channel=origin.channel,
        request_id=origin.request_id,
        address=origin.address,
    )


def work_areas(actor: Actor) -> QuerySet[Unit]:
    """Return the active work areas the actor may see: the own ones, or those of the own centres."""
    areas = Unit.objects.filter(kind=UnitKind.WORK_AREA, is_active=True)
    if actor.centre_ids:
        return areas.filter(centre_id__in=actor.centre_ids).order_by("code")
    return areas.filter(pk__in=actor.area_ids).order_by("code")


def technicians(actor: Actor, *, work_area_id: int | None = None) -> QuerySet[Technician]:
    """Return the active technicians of the work areas the actor may see."""
    rows = Technician.objects.filter(is_active=True, work_area__in=work_areas(actor))
    if work_area_id is not None:
        rows = rows.filter(work_area_id=work_area_id)
    return rows.order_by("code")
