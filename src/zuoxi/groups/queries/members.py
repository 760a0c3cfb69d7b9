"""Whether somebody belongs to a group: every page that decides by it asks, so it is believed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Seat
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import Forbidden
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment


@dataclass(frozen=True)
class SeatOf:
    """A seat as far as rights hang on it."""

    centre_id: int
    kind: str
    unit_id: int
    unit_kind: str
    is_head: bool


def seats_of_actor(actor: Actor) -> tuple[SeatOf, ...]:
    """Return the seats an actor has now, as they were some seconds ago at most.

    A seat that rests on a post counts as long as the post is held: who leads a department no more
    approves nothing more, even before the group has been appointed anew.
    """
    if actor.user_id is None:
        return ()
    found = believed(("groups", actor.user_id), lambda: _seats(actor.user_id or 0))
    return tuple(each for each in found if _holds_post(actor, each))


def is_member(actor: Actor, centre_id: int, kind: str) -> bool:
    """Tell whether the actor sits in a group of a centre now."""
    return any(e.centre_id == centre_id and e.kind == kind for e in seats_of_actor(actor))


def is_head(actor: Actor, centre_id: int, kind: str) -> bool:
    """Tell whether the actor leads a group of a centre now."""
    return any(
        e.centre_id == centre_id and e.kind == kind and e.is_head for e in seats_of_actor(actor)
    )


def centres_led(actor: Actor, *kinds: str) -> frozenset[int]:
    """Return the centres in whose groups the actor sits; of any kind if none is named."""
    return frozenset(
        each.centre_id for each in seats_of_actor(actor) if not kinds or each.kind in kinds
    )


def require_member(actor: Actor, centre_id: int, kind: str, *, action: str) -> None:
    """Raise Forbidden unless the actor sits in a group of a centre."""
    if is_member(actor, centre_id, kind):
        return
    if kind == GroupKind.LEADERSHIP:
        message = _("Only the linkage leadership group of this centre decides this.")
    else:
        message = _("Only the linkage working group of this centre does this.")
    raise Forbidden(message, extra={"action": action})


def member_ids(centre_id: int, *kinds: str) -> list[int]:
    """Return who sits in the groups of a centre now, for notices."""
    rows = Seat.objects.filter(group__centre_id=centre_id, group__kind__in=kinds, until=None)
    return sorted(set(rows.values_list("user_id", flat=True)))


def seat_ids_at(centre_id: int, kind: str, at: datetime) -> list[int]:
    """Return who sat in a group at a moment."""
    rows = Seat.objects.filter(group__centre_id=centre_id, group__kind=kind, since__lte=at)
    rows = rows.filter(Q(until=None) | Q(until__gt=at))
    return sorted(rows.values_list("user_id", flat=True))


def home_units(actor: Actor) -> frozenset[int]:
    """Return the work areas and departments an actor belongs to, and the teams."""
    return actor.area_ids | {unit_id for unit_id, _is_lead in _teams_of(actor)}


def teams_led(actor: Actor) -> frozenset[int]:
    """Return the teams whose supervisor the actor is."""
    return frozenset(unit_id for unit_id, is_lead in _teams_of(actor) if is_lead)


def _teams_of(actor: Actor) -> tuple[tuple[int, bool], ...]:
    if actor.user_id is None:
        return ()
    return believed(("teams", actor.user_id), lambda: _teams(actor.user_id or 0))


def _teams(user_id: int) -> tuple[tuple[int, bool], ...]:
    rows = Assignment.objects.filter(
        user_id=user_id,
        role__in=CENTRE_ROLES | {Role.UNIT_HEAD},
        unit__kind=UnitKind.TEAM,
        unit__is_active=True,
    )
    found = rows.order_by("pk").values_list("unit_id", "role")
    return tuple((pk, role in {Role.SUPERVISOR, Role.UNIT_HEAD}) for pk, role in found)


def _seats(user_id: int) -> tuple[SeatOf, ...]:
    rows = Seat.objects.filter(user_id=user_id, until=None)
    names = ("group__centre_id", "group__kind", "unit_id", "unit__kind", "is_head")
    return tuple(SeatOf(*each) for each in rows.order_by("pk").values_list(*names))


def _holds_post(actor: Actor, seat: SeatOf) -> bool:
    if seat.kind == GroupKind.WORKING and not seat.is_head:
        return True
    if actor.holds_at({Role.UNIT_HEAD}, seat.unit_id):
        return True
    # Held at a team, the role of a supervisor reaches the centre above it.
    is_team = seat.unit_kind == UnitKind.TEAM
    return is_team and actor.holds_at({Role.SUPERVISOR}, seat.centre_id)
