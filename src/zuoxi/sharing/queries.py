"""What the departments share, asked anew of the packages that have it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.contacts import queries as contacts
from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_see_customers
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.days import midnight
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.kernel.text import clean_line
from zuoxi.org.models import Unit
from zuoxi.sharing.choices import DEMAND_DAYS, QUERY_LIMIT, TYPES, Demand, SharedKind
from zuoxi.sharing.models import Right
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem, Dispatch, WorkOrder
from zuoxi.workorders.queries import OrderFilter

PAGE_SIZE = 25
_GOODS = "goods_order"
_MOST_PURCHASES = 5
_RELATIONS = ("request_type", "device_type", "grade", "region_class", "work_area")


@dataclass(frozen=True, kw_only=True)
class DemandFilter:
    """Which demands are wanted; ``first_day`` empty means the days of the option."""

    q: str = ""
    demand: str = ""
    customer_no: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Purchase:
    """What a customer has ordered: the articles, or the device where none are named."""

    what: str
    at: datetime
    is_done: bool | None


def granted(actor: Actor, kind: str) -> QuerySet[Any, Any]:
    """Return the centres of which the actor's departments may look up a kind, as a subquery."""
    held = Right.objects.filter(
        kind=kind, ended_at=None, department_id__in=actor.area_ids, department__is_active=True
    )
    return held.values("department__centre_id")


def kinds_for(actor: Actor) -> list[SharedKind]:
    """Return what the actor may look up; a head who is nothing else sees no customers."""
    return [each for each in SharedKind if each != SharedKind.CUSTOMERS or may_see_customers(actor)]


def customers_found(
    actor: Actor, q: str, *, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Customer]:
    """Return the visible customers who match; none for an empty search, which asks for nobody."""
    if not q.strip():
        return Page([])
    return customers.page(actor, CustomerFilter(q=q), cursor=cursor, limit=limit)


def purchases_of(actor: Actor, found: Collection[Customer]) -> dict[int, list[Purchase]]:
    """Return by customer what was ordered last, as far as the actor may know of it.

    All of it at the actor's centres and where a department has the right for customers; else what
    stands in orders that lie with the actor's department.
    """
    known = Q(centre_id__in=actor.centre_ids)
    if actor.area_ids:
        known |= Q(work_area_id__in=actor.area_ids)
        known |= Q(centre_id__in=granted(actor, SharedKind.CUSTOMERS))
    rows = WorkOrder.objects.filter(
        known, customer__in=[each.pk for each in found], request_type__code=_GOODS
    ).order_by("-id")[: 50 * (len(found) or 1)]
    listed = list(rows)
    fill(listed, ("device_type",))
    bought: dict[int, list[Purchase]] = {}
    for order in listed:
        own = bought.setdefault(order.customer_id, [])
        if len(own) < _MOST_PURCHASES:
            own.append(Purchase(_articles_of(order), order.received_at, order.is_resolved))
    return bought


def demand_types(demand: str, *, now: datetime) -> list[str]:
    """Return the codes of the request types that are a demand; of all three for an empty one."""
    wanted = [Demand(demand)] if demand else list(Demand)
    codes = ",".join(TYPES[each].at(now) for each in wanted).split(",")
    return [code.strip() for code in codes if code.strip()]


def demands(
    actor: Actor,
    wanted: DemandFilter,
    *,
    now: datetime,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[WorkOrder]:
    """Return one page of demands, the newest first.

    Those that the actor sees as orders, and for a department with the right the others of its
    centre. Those others are found by period and category alone, and by a customer whom the actor
    may see: a word, a name or a number tried out on them would tell what their page keeps back.
    """
    codes = demand_types(_known_demand(wanted.demand), now=now)
    q = clean_line("q", wanted.q, limit=QUERY_LIMIT, required=False)
    number = clean_line("customer_no", wanted.customer_no, limit=QUERY_LIMIT, required=False)
    rows = orders.narrowed(actor, OrderFilter(q=q)) if q else _known_demands(actor)
    if number:
        customer = customers.find_by_number(actor, number)
        if customer is None or not may_see_customers(actor):
            raise InvalidInput(
                fields={"customer_no": [_("No customer of this number is visible to you.")]}
            )
        rows = rows.filter(customer_id=customer.pk)
    types = CodeItem.objects.filter(list=CodeList.REQUEST_TYPE, code__in=codes)
    begins, ends = _period(wanted, now)
    rows = rows.filter(request_type__in=list(types.values_list("pk", flat=True)))
    rows = rows.filter(received_at__gte=begins)
    if ends is not None:
        rows = rows.filter(received_at__lt=ends)
    found = paginate(rows, by="pk", descending=True, cursor=cursor, limit=limit)
    fill(found.items, _RELATIONS)
    return found


def demand(actor: Actor, number: str) -> WorkOrder:
    """Return one demand that the actor may know of; raise NotFound otherwise."""
    return _one(_known_demands(actor), number)


def items(actor: Actor, q: str = "", *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Dispatch]:
    """Return one page of the hand-overs in which the actor's departments take part, newest first.

    For those who work for a centre all of the centre's. A search finds by number, and by words what
    the actor sees as an order now.
    """
    q = clean_line("q", q, limit=QUERY_LIMIT, required=False)
    rows = _own_legs(actor)
    if q:
        seen = orders.narrowed(actor, OrderFilter(q=q))
        rows = rows.filter(Q(order__number__startswith=q) | Q(order__in=seen.values("pk")))
    load = Dispatch.objects.select_related("order")
    found = paginate(rows, by="pk", descending=True, cursor=cursor, limit=limit, load=load)
    fill([each.order for each in found.items], _RELATIONS)
    fill(found.items, ("work_area",))
    return found


def item(actor: Actor, number: str) -> WorkOrder:
    """Return the order of an item in which the actor's departments take part; raise NotFound."""
    taken_part = _own_legs(actor).values("order_id")
    return _one(WorkOrder.objects.filter(pk__in=taken_part), number)


def legs_of(order: WorkOrder) -> list[Dispatch]:
    """Return the hand-overs of an order, oldest first."""
    return orders.legs(order)


def seen_ids(actor: Actor, found: Iterable[WorkOrder]) -> set[int]:
    """Return which of some orders the actor sees as orders, with one query."""
    ids = [each.pk for each in found]
    return set(orders.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


def names_in(order: WorkOrder) -> list[str]:
    """Return what of the customer may stand in a text about an order: names and addresses."""
    customer = single(customers.with_details(Customer.objects.filter(pk=order.customer_id)))
    assert customer is not None
    said = [customer.name, customer.company_name]
    said += [each.contact_name for each in customer.points]
    said += [each.text for each in customer.places]
    return sorted({each for each in said if len(each) > 1}, key=len, reverse=True)


def rights_seen(actor: Actor) -> QuerySet[Right]:
    """Return the rights of the departments at the centres that the actor supervises or audits."""
    held = actor.places_of({Role.SUPERVISOR, Role.AUDITOR})
    rows = Right.objects.filter(department__centre_id__in=held)
    return rows.select_related("department__centre", "given_by", "ended_by")


def open_rights(actor: Actor) -> dict[tuple[int, str], Right]:
    """Return the rights that count now, by department and kind."""
    found = rights_seen(actor).filter(ended_at=None)
    return {(each.department_id, each.kind): each for each in found}


def departments(actor: Actor) -> list[Unit]:
    """Return the departments whose rights the actor sees."""
    held = actor.places_of({Role.SUPERVISOR, Role.AUDITOR})
    return [each for each in contacts.departments(actor) if each.centre_id in held]


def find_right(actor: Actor, pk: int) -> Right:
    """Return one right; raise NotFound unless the actor sees it."""
    found = single(rights_seen(actor).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def _known_demands(actor: Actor) -> QuerySet[WorkOrder]:
    known = Q(centre_id__in=actor.centre_ids)
    if actor.area_ids:
        known |= Q(work_area_id__in=actor.area_ids)
        known |= Q(centre_id__in=granted(actor, SharedKind.DEMANDS))
    return WorkOrder.objects.filter(known)


def _own_legs(actor: Actor) -> QuerySet[Dispatch]:
    own = Q(work_area_id__in=actor.area_ids)
    if actor.centre_ids:
        own |= Q(order__centre_id__in=actor.centre_ids)
    return Dispatch.objects.filter(own)


def _one(rows: QuerySet[WorkOrder], number: str) -> WorkOrder:
    found = single(rows.filter(number=number)) if number.isprintable() else None
    if found is None:
        raise NotFound
    fill([found], _RELATIONS)
    return found


def _known_demand(demand: str) -> str:
    if demand and demand not in Demand.values:
        raise InvalidInput(fields={"demand": [_("Choose one of the offered values.")]})
    return demand


def _period(wanted: DemandFilter, now: datetime) -> tuple[datetime, datetime | None]:
    last = wanted.last_day
    first = wanted.first_day or (last or timezone.localdate(now)) - timedelta(
        days=DEMAND_DAYS.at(now)
    )
    if last is not None and last < first:
        message = _("The last day comes before the first one.")
        raise InvalidInput(fields={"last_day": [message]})
    return midnight(first), midnight(last + timedelta(days=1)) if last else None


def _articles_of(order: WorkOrder) -> str:
    lines = order.details.get("articles", [])
    named = [str(line.get("name") or "") for line in lines if isinstance(line, dict)]
    return "、".join(each for each in named if each) or str(order.device_type)
