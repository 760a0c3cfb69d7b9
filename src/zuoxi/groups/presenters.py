"""The groups as pages and the API show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuoxi.groups import queries
from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.policies import may_keep_at
from zuoxi.groups.queries import Fault
from zuoxi.kernel.actors import Actor
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit


@dataclass(frozen=True)
class GroupCard:
    """One group of a centre, appointed or not, with what is wrong with it and what is advised."""

    centre: Unit
    kind: GroupKind
    group: Group | None
    seats: list[Seat]
    faults: list[Fault]
    advice: list[str]
    may_keep: bool

    @property
    def head(self) -> Seat | None:
        """Who leads the group."""
        return next((each for each in self.seats if each.is_head), None)

    @property
    def members(self) -> list[Seat]:
        """Who else sits in it."""
        return [each for each in self.seats if not each.is_head]


def cards_for(actor: Actor) -> list[GroupCard]:
    """Return both groups of each visible centre."""
    groups = list(queries.visible_to(actor))
    by_key = {(each.centre_id, each.kind): each for each in groups}
    seats = queries.current_seats(groups)
    cards = []
    for centre in queries.visible_centres(actor):
        for kind in GroupKind:
            group = by_key.get((centre.pk, kind.value))
            cards.append(_card(actor, centre, kind, group, seats))
    return cards


def card_for(actor: Actor, centre: Unit, kind: str) -> GroupCard:
    """Return one group of a centre."""
    group = queries.group_of(centre.pk, kind)
    if group is not None:
        group.centre = centre
    seats = queries.current_seats([group]) if group else {}
    return _card(actor, centre, GroupKind(kind), group, seats)


def _card(
    actor: Actor,
    centre: Unit,
    kind: GroupKind,
    group: Group | None,
    seats: dict[int, list[Seat]],
) -> GroupCard:
    mine = seats.get(group.pk, []) if group else []
    return GroupCard(
        centre=centre,
        kind=kind,
        group=group,
        seats=mine,
        faults=queries.faults_of(group, mine) if group else [],
        advice=_advice(centre, kind, mine) if group else [],
        may_keep=may_keep_at(actor, centre.pk),
    )


def _advice(centre: Unit, kind: GroupKind, seats: Iterable[Seat]) -> list[str]:
    """Return which heads of departments are not in the leadership group: no fault, but a gap."""
    if kind != GroupKind.LEADERSHIP:
        return []
    seated = {each.unit_id for each in seats}
    units = [each for each in queries.units_below(centre.pk) if each.pk not in seated]
    heads = queries.heads_by_unit([each.pk for each in units])
    return [
        _("%(name)s, head of %(unit)s, is not in the group.")
        % {"name": heads[each.pk][0].name, "unit": each.name}
        for each in units
        if each.kind == UnitKind.DEPARTMENT and each.pk in heads
    ]
