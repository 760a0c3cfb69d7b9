"""What the console shows: its lists, claims and viewers, bulk operations, suggestions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

from zuoxi.accounts.models import User
from zuoxi.dispatching.choices import (
    OUT_COLUMNS,
    SEEN_FOR,
    SUGGESTIONS,
    UNDO_MINUTES,
    UNDOABLE,
    WEIGHT_DEVICE,
    WEIGHT_DISTRICT,
    WEIGHT_LAST_JOB,
    WEIGHT_LOAD,
)
from zuoxi.dispatching.models import Bulk, BulkItem, Claim
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.choices import HANDLING_KINDS
from zuoxi.org.models import Technician
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderFilter

PAGE_SIZE = 30
MOST_SHOWN = 300

# One statement, whatever the number of technicians: what is counted at each completion, the open
# legs, and the customer's last job. Equal points are ordered by code, so the answer is always the
# same one. A work area that has returned this order is not suggested for it again.
_SUGGEST_SQL = """
WITH wanted AS (
    SELECT o.id, o.centre_id, o.customer_id, o.device_type_id,
        coalesce(a.city, '') AS city, coalesce(a.district, '') AS district
    FROM workorders_workorder o
    LEFT JOIN customers_address a ON a.customer_id = o.customer_id AND a.is_primary
    WHERE o.id = %(order_id)s
), person AS (
    SELECT t.id, t.code, t.name, area.id AS area_id, area.code AS area_code, area.name AS area_name
    FROM wanted
    JOIN org_unit area ON area.centre_id = wanted.centre_id AND area.kind = ANY(%(handling)s)
        AND area.is_active
    JOIN org_technician t ON t.work_area_id = area.id AND t.is_active
    WHERE area.id NOT IN (
        SELECT d.work_area_id FROM workorders_dispatch d
        WHERE d.order_id = wanted.id AND d.outcome = 'returned')
), here AS (
    SELECT e.work_area_id, sum(e.jobs) AS jobs
    FROM wanted JOIN dispatching_experience e ON e.centre_id = wanted.centre_id
        AND e.city = wanted.city AND e.district = wanted.district
    WHERE wanted.district <> ''
    GROUP BY e.work_area_id
), device AS (
    SELECT e.technician_id, sum(e.jobs) AS jobs
    FROM wanted JOIN dispatching_experience e ON e.centre_id = wanted.centre_id
        AND e.device_type_id = wanted.device_type_id
    GROUP BY e.technician_id
), load AS (
    SELECT d.technician_id, count(*) AS legs
    FROM workorders_dispatch d WHERE d.outcome = ''
    GROUP BY d.technician_id
), last_job AS (
    SELECT d.handler_id
    FROM wanted JOIN workorders_workorder o ON o.customer_id = wanted.customer_id
        AND o.id <> wanted.id
    JOIN workorders_dispatch d ON d.order_id = o.id AND d.outcome = 'completed'
    ORDER BY d.finished_at DESC, d.id DESC LIMIT 1
), known AS (
    SELECT person.*, coalesce(here.jobs, 0) AS here, coalesce(device.jobs, 0) AS device,
        coalesce(load.legs, 0) AS legs, last_job.handler_id IS NOT NULL AS is_last
    FROM person
    LEFT JOIN here ON here.work_area_id = person.area_id
    LEFT JOIN device ON device.technician_id = person.id
    LEFT JOIN load ON load.technician_id = person.id
    LEFT JOIN last_job ON last_job.handler_id = person.id
)
SELECT area_code, area_name, code, name, here, device, legs, is_last, round(
    %(last_job)s * is_last::int
    + %(district)s * here / greatest(max(here) OVER (), 1)
    + %(device)s * device / greatest(max(device) OVER (), 1)
    + %(load)s * (1 - legs::numeric / greatest(max(legs) OVER (), 1))
)::int AS points
FROM known
ORDER BY points DESC, area_code, code
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Suggestion:
    """A work area and technician for an order, with what speaks for them."""

    area_code: str
    area_name: str
    technician_code: str
    technician_name: str
    jobs_in_district: int
    jobs_on_device: int
    open_legs: int
    did_last_job: bool
    points: int


def column(
    actor: Actor,
    list_name: str,
    *,
    work_area: str = "",
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[WorkOrder]:
    """Return one page of a list, the order that has waited longest first; of one area if wanted."""
    wanted = OrderFilter(list_name=list_name, work_area=work_area)
    held_by = ("work_area", "technician") if list_name in OUT_COLUMNS else ()
    shown = ("request_type", *held_by)
    return workorders.page(actor, wanted, cursor=cursor, limit=limit, relations=shown)


def matters(actor: Actor, numbers: Iterable[str]) -> dict[str, WorkOrder]:
    """Return the visible orders of these numbers with what they are about, by number."""
    rows = workorders.visible_to(actor).filter(number__in=list(numbers))
    return {each.number: each for each in rows.select_related("request_type")}


def colleagues(actor: Actor, numbers: Iterable[str]) -> list[Technician]:
    """Return to whom orders can be given: the technicians of the work areas that have them now."""
    areas = workorders.visible_to(actor).filter(number__in=list(numbers), work_area__isnull=False)
    people = org.technicians(actor).filter(work_area__in=areas.values("work_area"))
    return list(people.select_related("work_area").order_by("work_area__code", "code"))


def claims_of(orders: Iterable[WorkOrder], now: datetime) -> dict[int, Claim]:
    """Return who has taken the orders now, by order id; a claim ends with the order's version."""
    rows = _standing(now).filter(order__in=[each.pk for each in orders])
    return {each.order_id: each for each in rows}


def claim_of(order: WorkOrder, now: datetime) -> Claim | None:
    """Return who has taken an order now, None if it is free."""
    return _standing(now).filter(order=order).first()


def viewers_of(order: WorkOrder, actor: Actor, now: datetime) -> list[str]:
    """Return the names of the others who have the order open."""
    rows = User.objects.raw(
        "SELECT person.id, person.name FROM dispatching_viewing v"
        " JOIN accounts_user person ON person.id = v.user_id"
        " WHERE v.order_id = %s AND v.seen_at >= %s AND v.user_id <> %s ORDER BY person.name",
        [order.pk, now - SEEN_FOR, actor.user_id or 0],
    )
    return [each.name for each in rows]


def suggestions(order: WorkOrder, now: datetime) -> list[Suggestion]:
    """Return up to three places for an order that the caller was allowed to see, best first."""
    parameters: dict[str, int | list[str]] = {
        "handling": [kind.value for kind in HANDLING_KINDS],
        "order_id": order.pk,
        "last_job": WEIGHT_LAST_JOB.at(now),
        "district": WEIGHT_DISTRICT.at(now),
        "device": WEIGHT_DEVICE.at(now),
        "load": WEIGHT_LOAD.at(now),
        "limit": SUGGESTIONS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUGGEST_SQL, parameters)
        return [Suggestion(*row) for row in cursor.fetchall()]


def visible_to(actor: Actor) -> QuerySet[Bulk]:
    """Return the bulk operations that the actor started; the log tells the rest to auditors."""
    return Bulk.objects.filter(started_by_id=actor.user_id or 0)


def find(actor: Actor, pk: int) -> Bulk:
    """Return one of the actor's bulk operations; raise NotFound otherwise."""
    found = single(visible_to(actor).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def items_of(bulk: Bulk) -> list[BulkItem]:
    """Return the orders of a bulk operation with their results, as they were chosen."""
    return list(BulkItem.objects.filter(bulk=bulk).order_by("position"))


def running_since(before: datetime | Combinable) -> QuerySet[Bulk]:
    """Return the operations, whoever's, that have been going forwards or back since before then."""
    forwards = Q(finished_at=None, started_at__lt=before)
    return Bulk.objects.filter(forwards | Q(undone_at=None, undo_started_at__lt=before))


def undo_until(bulk: Bulk, now: datetime) -> datetime | None:
    """Return until when a bulk operation can be taken back; None where it never can."""
    if bulk.kind not in UNDOABLE or bulk.finished_at is None:
        return None
    return bulk.finished_at + timedelta(minutes=UNDO_MINUTES.at(now))


def _standing(now: datetime) -> QuerySet[Claim]:
    rows = Claim.objects.filter(until__gt=now, order_version=F("order__version"))
    return rows.select_related("user")
