"""Which saved views a person has, and which of them come first."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import Resolver404, resolve

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.org.policies import KEEPERS
from zuoxi.savedviews.models import DefaultView, SavedView
from zuoxi.savedviews.policies import ALL_SETTERS
from zuoxi.web import lists
from zuoxi.web.pages import spec_of

# More than a row can show, or a page should.
MOST_ABOVE = 60
MOST_LISTED = 500

_RANK = Case(
    When(visibility=Visibility.OWN, then=Value(0)),
    When(visibility=Visibility.UNIT, then=Value(1)),
    default=Value(2),
)


def visible_to(actor: Actor) -> QuerySet[SavedView]:
    """Return the own views, those of the own units, and those for everybody.

    Who supervises a centre sees those of its work areas as well, to keep them in order.
    """
    if actor.user_id is None:
        return SavedView.objects.none()
    of_units = Q(unit__in=actor.centre_ids | actor.area_ids)
    of_units |= Q(unit__centre_id__in=actor.places_of(KEEPERS))
    return SavedView.objects.filter(
        Q(visibility=Visibility.OWN, owner_id=actor.user_id)
        | (Q(visibility=Visibility.UNIT) & of_units)
        | Q(visibility=Visibility.ALL)
    )


def find(actor: Actor, pk: int) -> SavedView:
    """Return one visible view; raise NotFound otherwise."""
    found = single(_shown(actor).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def above(actor: Actor, path: str) -> list[SavedView]:
    """Return the views of one list: own ones, those of units, those for everybody."""
    return list(_shown(actor).filter(path=path)[:MOST_ABOVE])


def everything(actor: Actor, *, path: str = "") -> list[SavedView]:
    """Return all visible views whose list the actor may open, or those of one list."""
    rows = _shown(actor).filter(path=path) if path else _shown(actor)
    may: dict[str, bool] = {}
    found = []
    for view in rows[:MOST_LISTED]:
        if view.path not in may:
            may[view.path] = _may_open(actor, view.path)
        if may[view.path]:
            found.append(view)
    return found


def containing(actor: Actor, words: str, *, limit: int) -> list[SavedView]:
    """Return visible views of lists that the actor may open, by a part of their name."""
    rows = _shown(actor).filter(name__icontains=words)[: limit * 4]
    return [each for each in rows if _may_open(actor, each.path)][:limit]


@lists.register_default
def default_query(actor: Actor, path: str) -> str:
    """Return the query of the view that the actor wants to see at the bare address of a list."""
    chosen = single(DefaultView.objects.filter(user=actor.user_id or 0, path=path))
    # Most people have none; what it takes to see a view is asked of the others only.
    view = single(visible_to(actor).filter(pk=chosen.view_id)) if chosen else None
    return view.address.partition("?")[2] if view else ""


def centre_ids(actor: Actor) -> set[int]:
    """Return all active centres, for whoever may keep views for everybody; others need none."""
    return org.centre_ids() if actor.holds(ALL_SETTERS) else set()


def count_of(user_id: int) -> int:
    """Return how many views a person has made."""
    return SavedView.objects.filter(owner_id=user_id).count()


def _shown(actor: Actor) -> QuerySet[SavedView]:
    chosen = DefaultView.objects.filter(user=actor.user_id or 0, view=OuterRef("pk"))
    return (
        visible_to(actor)
        .select_related("unit", "owner")
        .annotate(is_default=Exists(chosen))
        .order_by(_RANK, "name", "pk")
    )


def _may_open(actor: Actor, path: str) -> bool:
    try:
        spec = spec_of(resolve(path).func)
    except Resolver404:
        return False
    return spec is not None and spec.policy(actor)
