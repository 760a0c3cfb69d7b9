"""Callbacks as people see them: by the rules of their orders."""

from django.db.models import Prefetch, QuerySet

from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.callbacks.policies import ROLES
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.web.nav import COUNT_CAP
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50

_LIST_RELATIONS = ("order__customer", "leg")
_RELATIONS = (
    "order__customer__customer_class",
    "order__customer__centre",
    "order__request_type",
    "order__work_area",
    "leg__handler",
)


def visible_to(actor: Actor) -> QuerySet[Callback]:
    """Return the callbacks of the visible orders at whose centres the actor may read them."""
    orders = workorders.visible_to(actor).filter(centre_id__in=actor.places_of(ROLES))
    return Callback.objects.filter(order__in=orders.values("pk"))


def find(actor: Actor, pk: int) -> Callback:
    """Return one visible callback with its attempts; raise NotFound otherwise."""
    found = single(_complete(visible_to(actor)).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(
    actor: Actor,
    *,
    status: str = "",
    cursor: str = "",
    limit: int = PAGE_SIZE,
    by_name: bool = False,
) -> Page[Callback]:
    """Return one page: open ones by age, the oldest first; all others newest first.

    ``by_name`` loads what a list shows, which names the customers and no more.
    """
    rows = visible_to(actor).filter(status=status) if status else visible_to(actor)
    every = Callback.objects.all()
    return paginate(
        rows,
        by="created_at",
        descending=status != CallbackStatus.OPEN,
        cursor=cursor,
        limit=limit,
        load=_named(every) if by_name else _complete(every),
    )


def of_order(order: WorkOrder) -> list[Callback]:
    """Return the callbacks of an order that the caller was allowed to see, oldest first."""
    attempts = Attempt.objects.select_related("made_by").order_by("number")
    rows = Callback.objects.filter(order=order).select_related("leg__handler").order_by("id")
    found = list(rows.prefetch_related(Prefetch("attempts", attempts)))
    for each in found:
        each.order = order
    return found


def counts(actor: Actor) -> dict[str, int]:
    """Return how many callbacks are open for this actor, up to COUNT_CAP."""
    rows = visible_to(actor).filter(status=CallbackStatus.OPEN).values("pk")
    return {"callbacks": rows[:COUNT_CAP].count()}


def _named(rows: QuerySet[Callback]) -> QuerySet[Callback]:
    attempts = Attempt.objects.order_by("number")
    return rows.select_related(*_LIST_RELATIONS).prefetch_related(Prefetch("attempts", attempts))


def _complete(rows: QuerySet[Callback]) -> QuerySet[Callback]:
    attempts = Attempt.objects.select_related("made_by").order_by("number")
    return rows.select_related(*_RELATIONS).prefetch_related(Prefetch("attempts", attempts))
