"""What passes between the centre and a department or region, as an actor sees it."""

from django.db.models import Prefetch, Q, QuerySet

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.linkage.models import Exchange, Reply
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment, Unit
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import AT_UNIT

PAGE_SIZE = 50

_RELATIONS = ("unit", "centre", "made_by", "closed_by", "order")


def regions_of(actor: Actor) -> list[int]:
    """Return the regions for which the actor answers: a supervisor there, and not above."""
    rows = Assignment.objects.filter(
        user_id=actor.user_id or 0, role=Role.SUPERVISOR, unit__kind=UnitKind.REGION
    )
    return list(rows.values_list("unit_id", flat=True))


def visible_exchanges(actor: Actor) -> QuerySet[Exchange]:
    """Return what the actor's centres have sent, and what the own units have got."""
    own = [*actor.area_ids, *regions_of(actor)]
    return Exchange.objects.filter(Q(centre_id__in=actor.centre_ids) | Q(unit_id__in=own))


def find_exchange(actor: Actor, pk: int) -> Exchange:
    """Return one visible exchange with its replies; raise NotFound otherwise."""
    found = single(_complete(visible_exchanges(actor)).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page_of_exchanges(
    actor: Actor,
    *,
    direction: str = "",
    state: str = "",
    unit_id: int | None = None,
    is_answered: bool = False,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Exchange]:
    """Return one page of the visible exchanges, the newest first; ``is_answered``: only those."""
    wanted = {"direction": direction, "state": state, "unit_id": unit_id}
    rows = visible_exchanges(actor).filter(**{k: v for k, v in wanted.items() if v})
    if is_answered:
        rows = rows.filter(answered_at__isnull=False)
    load = _complete(Exchange.objects.all())
    return paginate(rows, by="made_at", descending=True, cursor=cursor, limit=limit, load=load)


def exchanges_of_order(actor: Actor, order: WorkOrder) -> list[Exchange]:
    """Return what came up with a visible order, oldest first."""
    return list(_complete(visible_exchanges(actor).filter(order=order)).order_by("pk"))


def addressees(centre: Unit) -> QuerySet[Unit]:
    """Return whom a centre may turn to: its departments, and the regions that it belongs to."""
    above = [int(each) for each in centre.path.split("/") if each]
    return Unit.objects.filter(
        Q(kind=UnitKind.DEPARTMENT, centre=centre) | Q(kind=UnitKind.REGION, pk__in=above),
        is_active=True,
    ).order_by("path")


def may_reply_to(actor: Actor, exchange: Exchange) -> bool:
    """Tell whether the actor answers for the unit that was asked."""
    if exchange.unit.kind == UnitKind.REGION:
        return exchange.unit_id in regions_of(actor)
    return actor.holds_at(AT_UNIT, exchange.unit_id)


def receivers_at(unit: Unit) -> list[int]:
    """Return the accounts of those who answer for a unit."""
    roles = [Role.SUPERVISOR] if unit.kind == UnitKind.REGION else list(AT_UNIT)
    held = Assignment.objects.filter(unit=unit, role__in=roles)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(people.values_list("pk", flat=True))


def _complete(rows: QuerySet[Exchange]) -> QuerySet[Exchange]:
    replies = Reply.objects.select_related("by").order_by("pk")
    return rows.select_related(*_RELATIONS).prefetch_related(Prefetch("replies", replies))
