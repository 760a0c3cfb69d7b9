"""How a group is appointed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.groups import queries
from zuoxi.groups.choices import MOST_MEMBERS, GroupKind
from zuoxi.groups.events import GroupSaved
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.policies import may_keep_at, may_keep_groups
from zuoxi.groups.queries import Place
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.org.models import Unit

_USERNAME_LIMIT = 150
_GroupKey = tuple[int, int, bool]


@dataclass(frozen=True, kw_only=True)
class WantedGroup:
    """A group as asked for: user names, each with the id of the unit that the person sits for.

    ``operations_id`` is the unit of the customer service operations; of the working group alone.
    """

    head: str
    members: Sequence[tuple[str, int | None]] = ()
    operations_id: int | None = None


@action("groups.save_group", policy=may_keep_groups)
def save_group(
    *,
    actor: Actor,
    centre_id: int,
    kind: str,
    wanted: WantedGroup,
    expected_version: int | None,
    now: datetime,
) -> Group:
    """Appoint a group of a centre, or change it. All that is wrong with it is refused at once.

    Whoever stays keeps the day since when; whoever is left out sat in it until now.
    """
    centre = queries.centre(actor, centre_id)
    if kind not in GroupKind.values:
        raise NotFound
    if not may_keep_at(actor, centre.pk):
        raise Forbidden(extra={"action": "groups.save_group"})
    # Two who appoint at once queue up at the centre: there may be no row of the group yet.
    Unit.objects.select_for_update(no_key=True).get(pk=centre.pk)
    group = queries.group_of(centre.pk, kind)
    if expected_version is not None and expected_version != (group.version if group else 0):
        raise Stale(extra={"version": group.version if group else 0})
    operations, head, members = _places(centre, kind, wanted)
    before = _seats(group)
    if group is None:
        group = Group.objects.create(centre=centre, kind=kind, operations=operations)
    elif _keys(before) == _wanted_keys(head, members) and group.operations == operations:
        return queries.find(actor, centre.pk, kind)
    else:
        group.operations = operations
        group.version += 1
        group.save(update_fields=["operations", "version"])
    _reseat(group, before, head, members, now)
    after = _seats(group)
    publish(
        GroupSaved(
            subject_id=group.pk,
            centre_id=centre.pk,
            user_ids=frozenset(each.user_id for each in [*before, *after]),
            data={
                "centre": centre.name,
                "group": kind,
                "operations": operations.name if operations else "",
                "before": _told(before),
                "after": _told(after),
            },
        ),
        actor=actor,
        now=now,
    )
    return queries.find(actor, centre.pk, kind)


def _places(centre: Unit, kind: str, wanted: WantedGroup) -> tuple[Unit | None, Place, list[Place]]:
    """Return who is to sit where; raise InvalidInput with everything that is wrong."""
    faults = Faults()
    units = {each.pk: each for each in queries.units_below(centre.pk)}
    operations = units.get(wanted.operations_id or 0) if kind == GroupKind.WORKING else None
    home = centre if kind == GroupKind.LEADERSHIP else operations
    names = [wanted.head, *(name for name, _unit in wanted.members)]
    people = _people(names)
    head_user = people.get(wanted.head.strip().casefold())
    if wanted.head.strip() and head_user is None:
        faults.add("head", _("Choose an account that is in use."))
    head = Place(head_user, home or centre) if head_user else None
    members: list[Place] = []
    for name, unit_id in wanted.members[:MOST_MEMBERS]:
        user, unit = people.get(name.strip().casefold()), units.get(unit_id or 0)
        if user is None:
            faults.add("members", _("Choose an account that is in use."))
        elif unit is None:
            text = _("Say for which unit of the centre %(name)s sits in the group.")
            faults.add("members", text % {"name": user.name})
        else:
            members.append(Place(user, unit))
    if len(wanted.members) > MOST_MEMBERS:
        faults.add("members", _("At most %(most)s members.") % {"most": MOST_MEMBERS})
    for fault in queries.composition_faults(
        centre=centre, kind=kind, head=head, members=members, operations=operations
    ):
        # An unknown name has been refused already.
        if not (fault.code == "no_head" and "head" in faults.fields):
            faults.add(fault.field, str(fault))
    faults.stop()
    assert head is not None
    return operations, head, members


def _people(names: Sequence[str]) -> dict[str, User]:
    wanted = {name.strip() for name in names if name.strip()}
    storable = [each for each in wanted if text_fault(each, limit=_USERNAME_LIMIT) is None]
    condition = Q(pk__in=[])
    for each in storable:
        condition |= Q(username__iexact=each)
    rows = User.objects.filter(condition, is_active=True)
    return {each.username.casefold(): each for each in rows}


def _reseat(
    group: Group, before: list[Seat], head: Place, members: list[Place], now: datetime
) -> None:
    wanted = _wanted_keys(head, members)
    leaving = [each.pk for each in before if _key(each) not in wanted]
    Seat.objects.filter(pk__in=leaving).update(until=now)
    staying = _keys(before)
    Seat.objects.bulk_create(
        Seat(group=group, user_id=user_id, unit_id=unit_id, is_head=is_head, since=now)
        for user_id, unit_id, is_head in sorted(wanted - staying)
    )


def _seats(group: Group | None) -> list[Seat]:
    return queries.current_seats([group]).get(group.pk, []) if group else []


def _key(seat: Seat) -> _GroupKey:
    return seat.user_id, seat.unit_id, seat.is_head


def _keys(seats: list[Seat]) -> set[_GroupKey]:
    return {_key(each) for each in seats}


def _wanted_keys(head: Place, members: list[Place]) -> set[_GroupKey]:
    keys = {(each.user.pk, each.unit.pk, False) for each in members}
    return keys | {(head.user.pk, head.unit.pk, True)}


def _told(seats: list[Seat]) -> list[dict[str, object]]:
    return [
        {"name": each.user.name, "unit": each.unit.name, "is_head": each.is_head} for each in seats
    ]
