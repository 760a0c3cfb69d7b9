"""Macros as people are offered them, and as they keep them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.macros.models import Macro
from zuoxi.org.choices import Visibility
from zuoxi.org.models import Unit
from zuoxi.org.policies import KEEPERS

PAGE_SIZE = 50
# More are not read through in a box that opens over a form; the most used come first.
MOST_OFFERED = 100


def visible_to(actor: Actor) -> QuerySet[Macro]:
    """Return the actor's own macros, those of the own units, and those for everybody.

    Those of a centre reach its work areas too; those of a work area reach its staff, and the
    supervisor who keeps them.
    """
    return Macro.objects.filter(_offered(actor) | Q(unit__centre_id__in=actor.places_of(KEEPERS)))


def find(actor: Actor, pk: int) -> Macro:
    """Return one visible macro; raise NotFound otherwise."""
    found = visible_to(actor).select_related("unit", "owner").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def page(
    actor: Actor,
    *,
    visibility: str,
    is_active: bool = True,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Macro]:
    """Return one page of the visible macros of a kind, by name."""
    rows = visible_to(actor).filter(visibility=visibility, is_active=is_active)
    return paginate(rows.select_related("unit", "owner"), by="name", cursor=cursor, limit=limit)


def offered(actor: Actor, places: Iterable[str]) -> list[Macro]:
    """Return the macros that fit some forms, the most used first."""
    rows = Macro.objects.filter(_offered(actor), is_active=True, place__in=list(places))
    return list(rows.select_related("unit").order_by("-uses", "name", "pk")[:MOST_OFFERED])


def _offered(actor: Actor) -> Q:
    reached = [*actor.centre_ids, *actor.area_ids]
    centres_of_areas = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    return (
        Q(visibility=Visibility.OWN, owner_id=actor.user_id or 0)
        | Q(visibility=Visibility.UNIT, unit_id__in=reached)
        | Q(visibility=Visibility.UNIT, unit_id__in=centres_of_areas)
        | Q(visibility=Visibility.ALL)
    )
