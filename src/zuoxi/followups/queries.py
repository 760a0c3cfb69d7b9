"""Follow-up tasks as people see them: by the rules of their orders."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from zuoxi.accounts.models import User
from zuoxi.followups.choices import FollowUpState, Whose
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import OWNERS, ROLES
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.org.models import Assignment, Unit
from zuoxi.web.nav import COUNT_CAP
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50

_LIST_RELATIONS = ("order__customer", "owner")
_PEOPLE = ("owner", "created_by", "closed_by")
_RELATIONS = (
    "order__customer__customer_class",
    "order__customer__centre",
    "order__centre",
    *_PEOPLE,
)


def visible_to(actor: Actor) -> QuerySet[FollowUp]:
    """Return the tasks of the visible orders at whose centres the actor may read them."""
    return FollowUp.objects.filter(order__in=_orders(actor))


def find(actor: Actor, pk: int) -> FollowUp:
    """Return one visible task; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related(*_RELATIONS).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(
    actor: Actor,
    *,
    state: str,
    whose: str,
    now: datetime,
    cursor: str = "",
    limit: int = PAGE_SIZE,
    by_name: bool = False,
) -> Page[FollowUp]:
    """Return one page: open ones by due time, the oldest first; closed ones newest first.

    ``open`` has the overdue ones too: they are the first to be done. ``by_name`` loads what a list
    shows, which names the customers and no more.
    """
    rows = visible_to(actor)
    load = FollowUp.objects.select_related(*(_LIST_RELATIONS if by_name else _RELATIONS))
    if whose == Whose.MINE:
        rows = rows.filter(owner_id=actor.user_id)
    if state == FollowUpState.CLOSED:
        rows = rows.filter(closed_at__isnull=False)
        return paginate(
            rows, by="closed_at", descending=True, cursor=cursor, limit=limit, load=load
        )
    rows = rows.filter(closed_at=None)
    if state == FollowUpState.OVERDUE:
        rows = rows.filter(due_at__lt=now)
    return paginate(rows, by="due_at", cursor=cursor, limit=limit, load=load)


def of_order(order: WorkOrder) -> list[FollowUp]:
    """Return the tasks of an order that the caller was allowed to see: open first, by due time."""
    rows = list(FollowUp.objects.filter(order=order).select_related(*_PEOPLE))
    for each in rows:
        each.order = order
    return sorted(rows, key=lambda each: (each.closed_at is not None, each.due_at, each.pk))


def owners(centre: Unit) -> QuerySet[User]:
    """Return the people who may own a task of this centre: who works there on its orders."""
    above = [int(each) for each in centre.path.split("/") if each]
    held = Assignment.objects.filter(Q(unit_id__in=above) | Q(unit__centre=centre), role__in=OWNERS)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def counts(actor: Actor) -> dict[str, int]:
    """Return how many of the actor's own tasks are open and overdue, up to COUNT_CAP, at once."""
    rows = FollowUp.objects.filter(closed_at=None, owner_id=actor.user_id or 0)
    seen = rows.filter(order__in=_orders(actor))
    # The rail asks for its numbers without a time, so the database reads its own clock.
    found = seen.order_by("due_at")[:COUNT_CAP].aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=Now()))
    )
    return {"followups": found["open"], "followups-overdue": found["overdue"]}


def _orders(actor: Actor) -> QuerySet[WorkOrder, Any]:
    # A work area sees its orders too, and what the centre promises the customer is not its matter.
    places = actor.places_of(ROLES)
    return workorders.visible_to(actor).filter(centre_id__in=places).values("pk")
