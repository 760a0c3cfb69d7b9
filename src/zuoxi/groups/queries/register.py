"""Groups as people see them."""

from django.db.models import Q, QuerySet

from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.policies import KEEPERS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

_FORMER = 50


def visible_centres(actor: Actor) -> QuerySet[Unit]:
    """Return the active centres whose groups an actor may know: the own ones, also from below."""
    above = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    own = Q(pk__in=actor.centre_ids) | Q(pk__in=above)
    return Unit.objects.filter(own, kind=UnitKind.CENTRE, is_active=True).order_by("path")


def kept_centres(actor: Actor) -> list[Unit]:
    """Return the centres whose groups the actor appoints."""
    return list(visible_centres(actor).filter(pk__in=actor.places_of(KEEPERS)))


def visible_to(actor: Actor) -> QuerySet[Group]:
    """Return the groups of the visible centres."""
    rows = Group.objects.filter(centre__in=visible_centres(actor))
    return rows.select_related("centre", "operations").order_by("centre__path", "kind")


def find(actor: Actor, centre_id: int, kind: str) -> Group:
    """Return a visible group; raise NotFound if there is none."""
    if kind not in GroupKind.values:
        raise NotFound
    found = single(visible_to(actor).filter(centre_id=centre_id, kind=kind))
    if found is None:
        raise NotFound
    return found


def group_of(centre_id: int, kind: str) -> Group | None:
    """Return a group, None before it has been appointed."""
    return single(Group.objects.select_related("operations").filter(centre_id=centre_id, kind=kind))


def current_seats(groups: "QuerySet[Group] | list[Group]") -> dict[int, list[Seat]]:
    """Return who sits in groups, by group, the head first, with one statement for all."""
    rows = Seat.objects.filter(group__in=groups, until=None).select_related("user", "unit__centre")
    found: dict[int, list[Seat]] = {}
    for each in rows.order_by("-is_head", "unit__path", "user__name", "pk"):
        found.setdefault(each.group_id, []).append(each)
    return found


def former_seats(group: Group) -> list[Seat]:
    """Return who sat in a group before, who left last on top."""
    rows = Seat.objects.filter(group=group, until__isnull=False).select_related("user", "unit")
    return list(rows.order_by("-until", "-pk")[:_FORMER])
