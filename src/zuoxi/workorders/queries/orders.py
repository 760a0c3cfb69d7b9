"""Work orders as people see them: by right, by list, by number, by search."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zuoxi.customers import queries as customers
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import estimated, fill
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import Event
from zuoxi.kernel.paging import Page, edge, is_any_of, loading, read_page, up_to
from zuoxi.kernel.statements import Reading
from zuoxi.web.nav import COUNT_CAP
from zuoxi.workorders import lifecycle
from zuoxi.workorders.choices import FormType, Outcome, Status
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.queries import ordering, search

RowT = TypeVar("RowT")

PAGE_SIZE = 50
# Of so many orders of a list each is looked at for a word, before an index is asked.
_LOOKED_AT = 5_000

# What ``visible_to`` says, as text; its values are those of ``scope_of``.
VISIBLE_SQL = "(centre_id = ANY(%s) OR work_area_id = ANY(%s))"
_BY_NUMBER = Reading(WorkOrder, f"WHERE number = %s AND {VISIBLE_SQL}")

_MERGEABLE = (Status.CREATED, Status.RETURNED, Status.REDISPATCH_PENDING)


@dataclass(frozen=True, kw_only=True)
class OrderFilter:
    """What narrows and sorts a list; every part is optional. ``work_area`` is a code."""

    list_name: str = ""
    status: str = ""
    form_type: str = ""
    work_area: str = ""
    customer_no: str = ""
    number: str = ""
    q: str = ""
    source: str = ""
    petition_only: bool = False
    sort: str = ""
    received_from: datetime | None = None
    received_until: datetime | None = None


class Way(NamedTuple):
    """How orders are looked for.

    Without words (``every``), by the index of words, or by looking for the words in each of the
    ``rows`` up to the ``edge``, in all if it is None.
    """

    name: str
    edge: Any = None


_EVERY = Way("every")
_BY_INDEX = Way("index")


@dataclass(frozen=True)
class Returns:
    """How often an order came back from a work area, and the leg by which it did so last."""

    bounces: int
    last: Dispatch


def scope_of(actor: Actor) -> tuple[list[int], list[int]]:
    """Return the values of ``VISIBLE_SQL``: the actor's centres and the own work areas."""
    return list(actor.centre_ids), list(actor.outer_area_ids)


def visible_to(actor: Actor) -> QuerySet[WorkOrder]:
    """Return the orders of the actor's centres, and those now dispatched to the own work areas."""
    scope = Q(pk__in=[])
    if actor.centre_ids:
        scope |= Q(centre_id__in=actor.centre_ids)
    if actor.outer_area_ids:
        scope |= Q(work_area_id__in=actor.outer_area_ids)
    return WorkOrder.objects.filter(scope)


def by_number(actor: Actor, number: str) -> WorkOrder | None:
    """Return one visible order by its number, or None; nothing beside it is loaded."""
    return ask_by_number(actor, number)() if number.isprintable() else None


def ask_by_number(actor: Actor, number: str) -> Callable[[], WorkOrder | None]:
    """Ask for the order of ``by_number``; the function returned waits for it.

    The number is printable: the database takes no NUL in a text.
    """
    rows = _BY_NUMBER.ask(number, *scope_of(actor))
    return lambda: next(iter(rows()), None)


def page(
    actor: Actor,
    wanted: OrderFilter,
    *,
    cursor: str = "",
    limit: int = PAGE_SIZE,
    relations: Sequence[str] = (),
) -> Page[WorkOrder]:
    """Return one page of visible orders, each with its customer.

    A list that waits for work starts with the order that has waited longest; the archive and
    mixed views start with the newest. ``relations`` is what is shown beside each order.
    Raises InvalidInput for an unknown filter value or order.
    """
    load = ordering.keyed(with_customer(WorkOrder.objects.all()), ordering.of(wanted))
    found = page_of(loading(load), actor, wanted, cursor=cursor, limit=limit)
    fill(found.items, relations)
    return found


def page_of(
    read: Callable[[QuerySet[WorkOrder]], list[RowT]],
    actor: Actor,
    wanted: OrderFilter,
    *,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[RowT]:
    """Return one page of visible orders, of each what ``read`` makes of it (``paging``)."""
    order = ordering.of(wanted)
    found: Page[RowT] = Page([])
    for way in ways(actor, wanted, cursor):
        found = read_page(
            by_way(way, actor, wanted),
            read,
            by=order.by,
            descending=order.is_descending,
            cursor=cursor,
            limit=limit,
        )
        if found.next_cursor:
            break
    return found


def ways(actor: Actor, wanted: OrderFilter, cursor: str = "") -> list[Way]:
    """Return how a page is looked for: where the first way does not fill it, the next one counts.

    Of a frequent word the first page is soon full; for others the index is asked after all.
    """
    if not wanted.q:
        return [_EVERY]
    scope = tuple(map(sorted, scope_of(actor)))
    if estimated(
        ("rare", *scope, wanted.q, _is_one(wanted)),
        lambda: search.is_rare(actor, wanted.q, is_one=_is_one(wanted)),
    ):
        return [_BY_INDEX]
    order = ordering.of(wanted)
    key = estimated(
        ("edge", *scope, replace(wanted, q=""), cursor),
        lambda: edge(
            ordering.keyed(_without_words(actor, wanted), order),
            by=order.by,
            descending=order.is_descending,
            cursor=cursor,
            size=_LOOKED_AT,
        ),
    )
    return [Way("rows", key)] if key is None else [Way("rows", key), _BY_INDEX]


def by_way(way: Way, actor: Actor, wanted: OrderFilter) -> QuerySet[WorkOrder]:
    """Return the visible orders that match a filter, looked for in one way, with their key."""
    order = ordering.of(wanted)
    rows = ordering.keyed(_without_words(actor, wanted), order)
    if way == _BY_INDEX:
        return rows.filter(_found(actor, wanted))
    if way == _EVERY:
        return rows
    if way.edge is not None:
        rows = up_to(rows, way.edge, by=order.by, descending=order.is_descending)
    return search.among(rows, actor, wanted.q, is_one=_is_one(wanted))


def in_order(actor: Actor, wanted: OrderFilter) -> QuerySet[WorkOrder]:
    """Return all visible orders that match a filter, in the order of their page."""
    order = ordering.of(wanted)
    rows = ordering.keyed(narrowed(actor, wanted), order)
    sign = "-" if order.is_descending else ""
    return rows.order_by(f"{sign}{order.by}", f"{sign}pk")


def narrowed(actor: Actor, wanted: OrderFilter) -> QuerySet[WorkOrder]:
    """Return the visible orders that match a filter, unordered."""
    rows = _without_words(actor, wanted)
    return rows.filter(_found(actor, wanted)) if wanted.q else rows


def _without_words(actor: Actor, wanted: OrderFilter) -> QuerySet[WorkOrder]:
    conditions = {
        "status": wanted.status,
        "form_type": wanted.form_type,
        "work_area__code": wanted.work_area,
        "customer__customer_no": customers.canonical_no(wanted.customer_no),
        "number__startswith": wanted.number,
        "source": wanted.source,
        "is_petition": wanted.petition_only,
        "received_at__gte": wanted.received_from,
        "received_at__lt": wanted.received_until,
    }
    given = {name: value for name, value in conditions.items() if value}
    rows = visible_to(actor).filter(**given)
    return rows.filter(in_list(wanted.list_name)) if wanted.list_name else rows


def _found(actor: Actor, wanted: OrderFilter) -> Q:
    by_themselves = is_any_of(search.of_order(wanted.q))
    return Q(by_themselves) if _is_one(wanted) else search.matches(actor, wanted.q)


def _is_one(wanted: OrderFilter) -> bool:
    # A name or telephone asked about one known customer would be confirmed past the mask.
    return bool(wanted.customer_no or wanted.number)


def returns_of(orders: Iterable[WorkOrder]) -> dict[int, Returns]:
    """Return what came back of each order, by order id; orders that never did are left out."""
    found: dict[int, Returns] = {}
    rows = Dispatch.objects.filter(order__in=[each.pk for each in orders], outcome=Outcome.RETURNED)
    returned = list(rows.order_by("order_id", "round"))
    fill(returned, ("work_area", "finished_by", "return_reason"))
    for leg in returned:
        earlier = found.get(leg.order_id)
        found[leg.order_id] = Returns(earlier.bounces + 1 if earlier else 1, leg)
    return found


def open_orders_of(actor: Actor, customer_id: int, *, limit: int = 10) -> list[WorkOrder]:
    """Return the visible matters of a customer that are not archived, the newest first.

    Without departments' parts of them: nobody calls about those.
    """
    rows = _of_customer(actor, customer_id).filter(parent=None)
    return _shown(rows.exclude(status=Status.ARCHIVED)[:limit])


def past_orders_of(actor: Actor, customer_id: int, *, limit: int = 5) -> list[WorkOrder]:
    """Return the visible archived matters of a customer, the newest first; without parts."""
    rows = _of_customer(actor, customer_id).filter(parent=None)
    return _shown(rows.filter(status=Status.ARCHIVED)[:limit])


def orders_of(actor: Actor, customer_id: int, *, limit: int) -> list[WorkOrder]:
    """Return the visible orders of a customer, open and past, the newest first."""
    return _shown(_of_customer(actor, customer_id)[:limit])


def counts(actor: Actor, *, only: Collection[str] = ()) -> dict[str, int]:
    """Return the length of every list for this actor, each counted up to COUNT_CAP, in one query.

    ``only`` names those that are wanted, if not all. ``petition`` counts the open orders whose
    customer wants to petition the authorities, and ``work_area-fault_report`` the part of a list
    that is of one form type.
    """
    parts, parameters = [], []
    wanted = {name: in_list(name) for name in lifecycle.LISTS}
    wanted["petition"] = Q(is_petition=True) & ~Q(status=Status.ARCHIVED)
    for form_type in FormType.values:
        wanted[f"work_area-{form_type}"] = Q(status=Status.DISPATCHED, form_type=form_type)
    if not actor.centre_ids and not actor.outer_area_ids:
        # Whose only place is closed sees nothing: Django has no statement for that.
        return dict.fromkeys(only or wanted, 0)
    seen = visible_to(actor)
    for name in only or wanted:
        rows = seen.filter(wanted[name]).order_by().values("pk")[:COUNT_CAP]
        sql, values = rows.query.sql_with_params()
        parts.append(f"SELECT %s, count(*) FROM ({sql}) AS listed")  # noqa: S608 - own names
        parameters += [name, *values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return dict(cursor.fetchall())


def last_event(order_id: int) -> Event | None:
    """Return the latest event that moved an order or changed it: who did what last.

    What other packages add to its history, such as comments, is no act on it.
    """
    return (
        whole_log()
        .filter(subject_type=OrderFact.SUBJECT, subject_id=order_id, kind__startswith="workorders.")
        .order_by("-id")
        .first()
    )


def departure(actor: Actor, number: str) -> Dispatch | None:
    """Return the ended leg by which an order left one of the actor's own work areas, if any.

    It explains to a work-area user why an order that was on the screen can no longer be seen.
    """
    return (
        Dispatch.objects.select_related("finished_by", "order")
        .filter(order__number=number, work_area_id__in=actor.area_ids)
        .exclude(outcome="")
        .order_by("-round")
        .first()
    )


def count_open_legs(*, work_area_id: int | None, technician_id: int | None) -> int:
    """Count the hand-overs that a work area or a technician has not finished or returned."""
    wanted = Q(work_area_id=work_area_id) if work_area_id else Q(technician_id=technician_id)
    return Dispatch.objects.filter(wanted, outcome="").count()


def seen_by_areas(area_ids: Iterable[int]) -> Exists:
    """Return which customers have an order that is now dispatched to one of the areas.

    Those whose orders are merged into such an order are among them: it is their matter too. Asked
    of one customer after the other: the areas may have had orders of nearly all.
    """
    areas = list(area_ids)
    own = Q(work_area_id__in=areas) | Q(merged_into__work_area_id__in=areas)
    return Exists(WorkOrder.objects.filter(own, customer_id=OuterRef("pk")))


def _of_customer(actor: Actor, customer_id: int) -> QuerySet[WorkOrder]:
    rows = visible_to(actor).filter(customer_id=customer_id)
    return rows.order_by("-id")


def _shown(rows: QuerySet[WorkOrder]) -> list[WorkOrder]:
    found = list(rows)
    fill(found, ("request_type", "work_area"))
    return found


def in_list(name: str) -> Q:
    """Return what the orders of a list have in common; raise InvalidInput if there is none."""
    status = lifecycle.LISTS.get(name)
    if status is None:
        raise InvalidInput(fields={"list": [_("There is no such list.")]})
    if name == lifecycle.MERGED:
        return Q(merged_into__isnull=False, status__in=_MERGEABLE)
    found = Q(status=status)
    if status in _MERGEABLE:
        found &= Q(merged_into=None)
    if status == Status.RETURNED:
        found &= Q(in_adjudication=name == lifecycle.ADJUDICATION)
    return found


def with_customer(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Load the customers of some orders as pages show them.

    Without the characters of their names, which are for finding them and more than all the rest.
    """
    return rows.select_related("customer").defer("customer__grams")
