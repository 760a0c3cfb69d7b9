"""Fills an empty database: organisation by actions, customers and orders by COPY."""

import multiprocessing
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction

from bench import aftermath, copies, customers, indexes, orders, organisation, volume
from bench.orders import Course
from bench.organisation import World
from bench.tables import Table
from bench.volume import Volume
from zuoxi.audit import housekeeping
from zuoxi.audit.choices import LOG_DAYS
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.comments.models import Comment
from zuoxi.customers.models import Address, ContactPoint, Customer, Spelling
from zuoxi.dispatching.models import Experience
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.notices.models import Notice
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder

Tell = Callable[[str], None]
Rows = dict[str, list[dict[str, Any]]]
T = TypeVar("T")

_MODELS = {
    "customer": Customer,
    "contact": ContactPoint,
    "address": Address,
    "spelling": Spelling,
    "order": WorkOrder,
    "text": OrderText,
    "leg": Dispatch,
    "callback": Callback,
    "attempt": Attempt,
    "follow_up": FollowUp,
    "notice": Notice,
    "comment": Comment,
    "event": Event,
    "archived_event": ArchivedEvent,
}
_TABLES = {name: Table(model) for name, model in _MODELS.items()}

# Counted as the action counts each completion (dispatching.actions.experience).
_EXPERIENCE = """
INSERT INTO dispatching_experience
    (centre_id, work_area_id, technician_id, device_type_id, city, district, jobs)
SELECT o.centre_id, d.work_area_id, d.handler_id, o.device_type_id,
    coalesce(a.city, ''), coalesce(a.district, ''), count(*)
FROM workorders_dispatch d
JOIN workorders_workorder o ON o.id = d.order_id
LEFT JOIN customers_address a ON a.customer_id = o.customer_id AND a.is_primary
WHERE d.is_resolved
GROUP BY 1, 2, 3, 4, 5, 6
"""


def load(wanted: Volume, *, processes: int = 1, tell: Tell) -> World:
    """Fill the database and return what the rows refer to; constraints hold all the time.

    With one process it writes in the caller's connection and transaction. With more, indexes are
    built when the rows are there.
    """
    world = organisation.found(wanted.begins)
    tell("Organisation and accounts are there.")
    first_event = (Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    write = partial(_write_customers, world, wanted, first_event)
    first_event_of_orders = first_event + wanted.customers
    write_orders = partial(_write_orders, world, wanted, first_event_of_orders)
    copy = partial(copies.write, wanted, first_event_of_orders)
    if processes == 1:
        for block in wanted.customer_blocks():
            write(block)
        for block in wanted.order_blocks():
            write_orders(block)
        for number in range(1, wanted.copies + 1):
            copy(number)
        _finish(wanted)
        return world
    with indexes.left_out(_TABLES.values(), tell=tell):
        _in_parallel(write, wanted.customer_blocks(), processes)
        tell(f"{wanted.customers:,} customers are there.")
        _in_parallel(write_orders, wanted.order_blocks(), processes)
        tell(f"{wanted.generated:,} generated orders are there.")
        _in_parallel(copy, range(1, wanted.copies + 1), processes)
        tell(f"{wanted.copied:,} orders that are copies of them are there.")
    _finish(wanted)
    tell("The nightly runs have been.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    tell("Statistics are there.")
    return world


def _in_parallel(write: Callable[[T], None], blocks: Sequence[T], processes: int) -> None:
    # Each process opens a connection of its own.
    connection.close()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for _done in pool.imap_unordered(write, blocks):
            pass


def _write_customers(world: World, wanted: Volume, first_event: int, block: range) -> None:
    made = customers.rows_of(block, world, wanted, first_event)
    # As the nightly run would have moved them.
    kept_since = wanted.now - timedelta(days=LOG_DAYS.at(wanted.now))
    made["archived_event"] = [each for each in made["event"] if each["at"] < kept_since]
    made["event"] = [each for each in made["event"] if each["at"] >= kept_since]
    _copy(made)


def _write_orders(world: World, wanted: Volume, first_event: int, block: range) -> None:
    _copy(order_rows(world, wanted, first_event, block))


def order_rows(world: World, wanted: Volume, first_event: int, block: range) -> Rows:
    """Return the rows of a block of orders, and of what hangs on them, by table."""
    random = Random(f"{volume.SEED} orders {block.start}")
    made: Rows = {name: [] for name in _TABLES}
    for place in block:
        course, extras = _drawn(place, random, world, wanted)
        for name, row in extras:
            made[name].append(row)
        made["order"].append(course.order)
        made["text"].append({"order_id": course.order["id"], "text": course.text.lower()})
        made["leg"].extend(course.legs)
        made["event"].extend(course.events)
    made["event"].sort(key=lambda each: each["at"])
    for pk, event in enumerate(made["event"], first_event + wanted.first_event_of(block.start)):
        event["id"] = pk
    return made


def _drawn(
    place: int, random: Random, world: World, wanted: Volume
) -> tuple[Course, list[tuple[str, dict[str, Any]]]]:
    """Return an order with what hangs on it; one that is copied has come to its end."""
    while True:
        course = orders.course_of(place, random, world, wanted)
        extras = list(aftermath.of_order(course, wanted))
        if place not in wanted.pattern or _has_ended(course, extras):
            return course, extras


def _has_ended(course: Course, extras: Sequence[tuple[str, dict[str, Any]]]) -> bool:
    return course.state == "archived" and all(
        row.get("closed_at") for name, row in extras if name in {"callback", "follow_up"}
    )


def _copy(made: Rows) -> None:
    with transaction.atomic():
        for name, table in _TABLES.items():
            if made.get(name):
                table.write(made[name])


def _finish(wanted: Volume) -> None:
    """Let new rows come after the generated ones, count completions, and tidy up as nights do."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPERIENCE)
        cursor.execute("SELECT setval('workorders_number', %s)", [wanted.orders])
        for table in chain(_TABLES.values(), [Table(Experience)]):
            if "id" in table.columns and table.model is not ArchivedEvent:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608
                    f" (SELECT coalesce(max(id), 1) FROM {table.name}))"
                )
    # What one night moves to the archive may be old enough for the next to forget it.
    while housekeeping.tidy_up(
        clock=lambda: wanted.now, should_stop=lambda: False, budget=timedelta(hours=1)
    ):
        pass
