"""Lists of work orders as programs read them: columns without models, by one statement."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import State
from zuoxi.kernel.paging import Page, cut, read_page
from zuoxi.kernel.statements import ask
from zuoxi.workorders import lifecycle
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import ordering
from zuoxi.workorders.queries.orders import PAGE_SIZE, OrderFilter, Way, by_way, page_of, ways

# So many first pages are kept as statements in each process: lists times scopes, and filters.
_REMEMBERED = 500


class ListedOrder(NamedTuple):
    """The columns of an order that its line in a list is made of, named as in the model."""

    pk: int
    number: str
    form_type: str
    lifecycle_version: int
    customer_id: int
    device_type_id: int
    request_type_id: int
    grade_id: int | None
    region_class_id: int | None
    appointment_at: datetime | None
    description: str
    source: str
    feedback_due_at: datetime | None
    status: str
    is_reviewed: bool
    in_adjudication: bool
    is_bound: bool
    merged_into_id: int | None
    version: int
    last_action_at: datetime
    round: int
    work_area_id: int | None
    technician_id: int | None
    is_resolved: bool | None
    is_petition: bool
    callback_required: bool
    urges: int
    urged_at: datetime | None
    received_by_id: int
    received_at: datetime
    details: dict[str, object]

    @property
    def state(self) -> State:
        """The node of the lifecycle the order stands at."""
        return lifecycle.state_of(self)


_COLUMNS = ", ".join(f"work_order.{name}" for name in ("id", *ListedOrder._fields[1:]))


def listed(
    actor: Actor, wanted: OrderFilter, *, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[ListedOrder]:
    """Return one page of visible orders, as ``page`` does; raise InvalidInput as it does."""
    if cursor:
        return page_of(_read, actor, wanted, cursor=cursor, limit=limit)
    found: Page[ListedOrder] = Page([])
    for way in ways(actor, wanted):
        sql = _first_page_sql(actor.centre_ids, actor.outer_area_ids, wanted, way, limit)
        found = cut(_rows(ask(sql)) if sql else [], by=ordering.of(wanted).by, limit=limit)
        if found.next_cursor:
            break
    return found


@lru_cache(maxsize=_REMEMBERED)
def _first_page_sql(
    centre_ids: frozenset[int],
    outer_area_ids: frozenset[int],
    wanted: OrderFilter,
    way: Way,
    limit: int,
) -> str:
    """Return the statement of a first page, with its values in it; empty where nobody sees any.

    First pages are asked for most. Written out, the statement is planned once for each connection,
    and for these very values; the ORM would write it anew each time.
    """
    written: list[str] = []

    def write(chosen: QuerySet[WorkOrder]) -> list[ListedOrder]:
        if statement := _statement(chosen):
            connection.ensure_connection()
            written.append(ClientCursor(connection.connection).mogrify(*statement))
        return []

    actor, order = Actor(centre_ids=centre_ids, area_ids=outer_area_ids), ordering.of(wanted)
    chosen = by_way(way, actor, wanted)
    read_page(chosen, write, by=order.by, descending=order.is_descending, limit=limit)
    return "".join(written)


def _read(chosen: QuerySet[WorkOrder]) -> list[ListedOrder]:
    statement = _statement(chosen)
    return _rows(ask(*statement)) if statement else []


def _statement(chosen: QuerySet[WorkOrder]) -> tuple[str, tuple[Any, ...]] | None:
    try:
        inner, values = chosen.values("pk").query.sql_with_params()
    except EmptyResultSet:
        # Whose only place is closed sees nothing: Django has no statement for that.
        return None
    sql = (
        f"WITH chosen (id, place) AS MATERIALIZED "  # noqa: S608 - own names, values apart
        f"(SELECT first.*, row_number() OVER () FROM ({inner}) AS first) "
        f"SELECT {_COLUMNS} FROM chosen JOIN workorders_workorder AS work_order USING (id) "
        f"ORDER BY chosen.place"
    )
    return sql, values


def _rows(answer: Callable[[], list[tuple[Any, ...]]]) -> list[ListedOrder]:
    # Django's connections leave JSON as text.
    return [
        ListedOrder._make((*each, {} if details == "{}" else json.loads(details)))
        for *each, details in answer()
    ]
