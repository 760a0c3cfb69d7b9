"""Writing the file of an export, some rows at a time, and telling how far it has come."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import cast

from django.db.models import prefetch_related_objects
from django.utils import translation

from zuoxi.accounts.choices import Role
from zuoxi.customers import presenters as customers
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.models import Customer
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError, Forbidden
from zuoxi.sheets import actions, queries, storage, writing
from zuoxi.sheets.choices import Kind
from zuoxi.sheets.columns import written_columns
from zuoxi.sheets.models import Export
from zuoxi.sheets.policies import may_export
from zuoxi.sheets.printed import Printed
from zuoxi.sheets.queries import Listed
from zuoxi.workorders import queries as orders
from zuoxi.workorders.presenters import OrderRow

CHUNK = 500
Clock = Callable[[], datetime]

_log = logging.getLogger("zuoxi.sheets")

_ORDER_RELATIONS = (
    "device_type",
    "request_type",
    "grade",
    "region_class",
    "work_area",
    "technician",
    "received_by",
    "archived_by",
    "customer",
)


class _CancelledError(Exception):
    """Nobody waits for the file any more."""


def produce(export: Export, actor: Actor, *, clock: Clock) -> Export:
    """Write the file and return the export as it is then: done, failed, or cancelled meanwhile.

    Fails, and raises Forbidden, where the actor has lost the right since it was asked for.
    """
    name = storage.new_name("export", export.format)
    path = storage.path_of(name)
    try:
        with translation.override(export.language):
            rows = _write(export, actor, name)
    except DomainError:
        path.unlink(missing_ok=True)
        actions.fail_export(actor=actor, export_id=export.pk, now=clock())
        raise
    except Exception as error:
        path.unlink(missing_ok=True)
        _log.exception("export %s could not be written", export.pk)
        actions.fail_export(actor=actor, export_id=export.pk, now=clock())
        raise error from None
    if rows is None:
        path.unlink(missing_ok=True)
        return queries.find_export(actor, export.pk)
    return actions.finish_export(
        actor=actor,
        export_id=export.pk,
        file=name,
        size=path.stat().st_size,
        rows=rows,
        now=clock(),
    )


def _write(export: Export, actor: Actor, name: str) -> int | None:
    """Write all rows and return their number; None when somebody has cancelled meanwhile."""
    listed = queries.listed(actor, export.address)
    if not may_export(actor) or not (export.is_masked or listed.may_unmask(actor)):
        raise Forbidden
    if listed.printed:
        return _write_paper(listed.printed, export, actor, storage.path_of(name))
    columns = written_columns(export.kind, listed.columns)
    out = writing.writer(
        storage.path_of(name),
        columns,
        format_=export.format,
        encoding=export.encoding,
        title=listed.title,
    )
    count = 0
    with out:
        for chunk in _chunks(listed):
            for row in _shown(actor, listed, chunk, is_masked=export.is_masked):
                out.write(column.value(row) for column in columns)
                count += 1
            if not actions.note_export(export.pk, rows=count):
                return None
    return count


def _write_paper(printed: Printed, export: Export, actor: Actor, path: Path) -> int | None:
    """Write all pages at once, as their number stands on each; return the number of rows."""

    def told(rows: int) -> None:
        if not actions.note_export(export.pk, rows=rows):
            raise _CancelledError

    try:
        told(0)
        rows = printed.write(export, actor, path, told)
        told(rows)
    except _CancelledError:
        return None
    return rows


def _chunks(listed: Listed) -> Iterator[list[int]]:
    """Yield the ids in the order of the list, as it stands at this moment.

    The ids alone pass through a cursor of the server, so that a long list neither changes while it
    is written nor is ever in memory.
    """
    found = cast("Iterable[int]", listed.rows.values_list("pk", flat=True).iterator(CHUNK))
    ids = iter(found)
    while chunk := list(islice(ids, CHUNK)):
        yield chunk


def _shown(
    actor: Actor, listed_as: Listed, ids: list[int], *, is_masked: bool
) -> Iterator[OrderRow[CustomerCard] | CustomerCard]:
    """Yield what may be shown of the rows that the actor still sees, in the order of the ids."""
    if listed_as.kind is Kind.CUSTOMERS:
        found = customer_queries.visible_to(actor).in_bulk(ids)
        cards = _cards(actor, found.values(), is_masked=is_masked)
        yield from (cards[pk] for pk in ids if pk in found)
        return
    rows = orders.visible_to(actor).select_related(*_ORDER_RELATIONS)
    listed = rows.prefetch_related("request_type__fields").in_bulk(ids)
    people = {each.customer_id: each.customer for each in listed.values()}
    cards = _cards(actor, people.values(), is_masked=is_masked)
    returns = orders.returns_of(listed.values()) if "returns" in listed_as.columns else {}
    for pk in ids:
        if pk in listed:
            yield OrderRow(listed[pk], cards[listed[pk].customer_id], returns.get(pk))


def _cards(actor: Actor, found: Iterable[Customer], *, is_masked: bool) -> dict[int, CustomerCard]:
    """Return the cards: a look at one customer ends after a while, a file does not.

    So a masked file masks those as well whom the actor has revealed, and an unmasked one shows
    those of the centres that the actor supervises.
    """
    rows = list(found)
    details = customer_queries.details()
    prefetch_related_objects(rows, "customer_class", "centre", *details)
    supervised = frozenset() if is_masked else actor.places_of({Role.SUPERVISOR})
    return {
        each.pk: customers.presented(each, revealed=each.centre_id in supervised) for each in rows
    }
