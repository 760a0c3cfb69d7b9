"""By which rules a group is made up: asked before it is saved, and of those that are there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.queries import posts
from zuoxi.groups.queries.register import current_seats
from zuoxi.kernel.errors import Text
from zuoxi.org.models import Unit


@dataclass(frozen=True)
class Place:
    """Somebody at a place of a group, stored or only asked for."""

    user: User
    unit: Unit


@dataclass(frozen=True)
class Fault:
    """A broken rule: ``field`` is where an input shows it, ``code`` is for machines."""

    field: str
    code: str
    text: Text
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return str(self.text) % dict(self.values)


def composition_faults(
    *, centre: Unit, kind: str, head: Place | None, members: list[Place], operations: Unit | None
) -> list[Fault]:
    """Return everything that is wrong with a group made up like this."""
    units = posts.units_below(centre.pk)
    everybody = ([head] if head else []) + members
    of_units = {centre.pk, *(each.unit.pk for each in everybody)}
    heads = posts.heads_by_unit(of_units | ({operations.pk} if operations else set()))
    found = list(_twice(everybody))
    found += _left(everybody, {centre.pk, *(each.pk for each in units)})
    if kind == GroupKind.LEADERSHIP:
        found += _of_leaders(centre, head, members, heads)
    else:
        found += _of_workers(head, members, heads, operations, posts.internal_units(units))
    return found


def faults_of(group: Group, seats: Iterable[Seat]) -> list[Fault]:
    """Return which rules a stored group breaks by now."""
    places = [(each.is_head, Place(each.user, each.unit)) for each in seats]
    return composition_faults(
        centre=group.centre,
        kind=group.kind,
        head=next((place for is_head, place in places if is_head), None),
        members=[place for is_head, place in places if not is_head],
        operations=group.operations,
    )


def groups_with_faults() -> Iterator[tuple[Group, list[Fault]]]:
    """Yield every group that breaks a rule, for `zuoxi doctor`."""
    groups = list(
        Group.objects.filter(centre__is_active=True).select_related("centre", "operations")
    )
    seats = current_seats(groups)
    for each in groups:
        found = faults_of(each, seats.get(each.pk, []))
        if found:
            yield each, found


def _of_leaders(
    centre: Unit, head: Place | None, members: list[Place], heads: dict[int, list[User]]
) -> Iterator[Fault]:
    managers = heads.get(centre.pk, [])
    if not managers:
        text = _("Nobody is head of the service centre. An administrator gives that role first.")
        yield Fault("head", "no_post", text)
    elif head is None:
        yield Fault(
            "head", "no_head", _("The group needs its head: the head of the service centre.")
        )
    elif head.user not in managers:
        text = _("The head must be the head of the service centre: %(names)s.")
        yield Fault("head", "not_the_manager", text, (("names", _names(managers)),))
    if not members:
        text = _("Name at least one head of a department as a member.")
        yield Fault("members", "no_members", text)
    for each in members:
        if each.user not in heads.get(each.unit.pk, []) or each.unit.pk == centre.pk:
            text = _("%(name)s is not head of %(unit)s; only heads of departments are members.")
            yield Fault("members", "not_a_head", text, _told(each))


def _of_workers(
    head: Place | None,
    members: list[Place],
    heads: dict[int, list[User]],
    operations: Unit | None,
    internal: list[Unit],
) -> Iterator[Fault]:
    leaders = heads.get(operations.pk, []) if operations else []
    yield from _of_operations(operations, leaders)
    if head is None:
        text = _("The group needs exactly one head: the head of customer service operations.")
        yield Fault("head", "no_head", text)
    elif operations is not None and leaders and head.user not in leaders:
        text = _("The head must be the head of %(unit)s: %(names)s.")
        values = (("unit", operations.name), ("names", _names(leaders)))
        yield Fault("head", "not_the_operations_head", text, values)
    yield from _outsiders(members)
    present = {each.unit.pk for each in members} | ({head.unit.pk} if head else set())
    missing = [each.name for each in internal if each.pk not in present]
    if missing:
        text = _("Every unit of the centre needs a member. Nobody sits there for: %(units)s.")
        yield Fault("members", "unit_missing", text, (("units", "、".join(missing)),))


def _of_operations(operations: Unit | None, leaders: list[User]) -> Iterator[Fault]:
    if operations is None:
        text = _("Say which unit is the customer service operations of this centre.")
        yield Fault("operations", "no_operations", text)
    elif not operations.is_active:
        text = _("%(unit)s is closed. Name the unit that is the operations now.")
        yield Fault("operations", "closed", text, (("unit", operations.name),))
    elif not leaders:
        text = _("%(unit)s has no head. An administrator gives that role first.")
        yield Fault("operations", "no_post", text, (("unit", operations.name),))


def _outsiders(members: list[Place]) -> Iterator[Fault]:
    known = posts.eligible_pairs((each.user, each.unit) for each in members)
    for each in members:
        if (each.user.pk, each.unit.pk) not in known:
            text = _("%(name)s does not work at %(unit)s.")
            yield Fault("members", "not_of_the_unit", text, _told(each))


def _twice(places: list[Place]) -> Iterator[Fault]:
    seen: set[int] = set()
    for each in places:
        if each.user.pk in seen:
            text = _("%(name)s is named twice; a person has one seat.")
            yield Fault("members", "twice", text, (("name", each.user.name),))
        seen.add(each.user.pk)


def _left(places: list[Place], unit_ids: set[int]) -> Iterator[Fault]:
    for each in places:
        if not each.user.is_active:
            text = _("The account of %(name)s is closed. Name somebody else.")
            yield Fault("members", "left", text, (("name", each.user.name),))
        if each.unit.pk not in unit_ids:
            text = pgettext_lazy("group", "%(unit)s is closed, or no unit of this centre.")
            yield Fault("members", "unit_closed", text, (("unit", each.unit.name),))


def _told(place: Place) -> tuple[tuple[str, str], ...]:
    return (("name", place.user.name), ("unit", place.unit.name))


def _names(people: Iterable[User]) -> str:
    return "、".join(each.name for each in people)
