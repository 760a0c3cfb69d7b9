"""Lists of work orders as programs read them: columns without models, by one statement."""

import json
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import State
from zuoxi.kernel.paging import Page
from zuoxi.workorders import lifecycle
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries.orders import PAGE_SIZE, OrderFilter, page_of


class ListedOrder(NamedTuple):
    """The columns of an order that its line in a list is made of, named as in the model."""

    pk: int
    number: str
    form_type: str
    lifecycle_version: int
    customer_id: int
    device_type_id: int
    request_type_id: int
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
    return page_of(_read, actor, wanted, cursor=cursor, limit=limit)


def _read(chosen: QuerySet[WorkOrder]) -> list[ListedOrder]:
    try:
        inner, values = chosen.values("pk").query.sql_with_params()
    except EmptyResultSet:
        # Whose only place is closed sees nothing: Django has no statement for that.
        return []
    sql = (
        f"WITH chosen (id, place) AS MATERIALIZED "  # noqa: S608 - own names, values apart
        f"(SELECT first.*, row_number() OVER () FROM ({inner}) AS first) "
        f"SELECT {_COLUMNS} FROM chosen JOIN workorders_workorder AS work_order USING (id) "
        f"ORDER BY chosen.place"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        # Django's connections leave JSON as text.
        return [ListedOrder._make((*r, json.loads(last))) for *r, last in cursor.fetchall()]
