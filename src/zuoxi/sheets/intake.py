"""From the cells of a row to what the actions of intake and registration take."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zuoxi.customers import actions as customers
from zuoxi.customers.choices import DEFAULT_CLASS, ContactKind, CustomerKind
from zuoxi.customers.drafts import AREA_LEVELS, AddressDraft, ContactDraft, CustomerDraft
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError
from zuoxi.sheets import cells, details
from zuoxi.sheets.cells import CellFault
from zuoxi.sheets.choices import Kind
from zuoxi.sheets.columns import Holds, column_of
from zuoxi.sheets.lookups import Lookups
from zuoxi.sheets.models import Import
from zuoxi.sheets.reading import Cell, Line
from zuoxi.workorders import actions as orders
from zuoxi.workorders.choices import Source

# Sentences by column; those under "" concern the whole row.
Faults = dict[str, list[str]]

_ENTRIES = re.compile(r"[\n;;]")
_CONTACT_COLUMNS = {
    "mobile": ContactKind.MOBILE,
    "phone": ContactKind.PHONE,
    "fax": ContactKind.FAX,
    "email": ContactKind.EMAIL,
}
_ADDRESS_COLUMNS = {
    **{level: level for level in AREA_LEVELS},
    "text": "address",
    "region_code": "region_code",
    "label": "address_label",
}


@dataclass
class Row:
    """One row of a file, read: texts and moments by column, and what could not be read.

    ``contacts`` names the column that each contact point came from, in their order.
    """

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    moments: dict[str, datetime | None] = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    contacts: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return what stands in a column, empty if nothing."""
        return self.texts.get(name, "")


def read(kind: str, mapping: Sequence[str], line: Line) -> Row:
    """Read the cells of a line as the columns that they are mapped to."""
    number, found = line
    row = Row(number)
    for name, cell in zip(mapping, found, strict=False):
        if name:
            _read_cell(row, kind, name, cell)
    return row


def take_in(row: Row, *, actor: Actor, upload: Import, lookups: Lookups, now: datetime) -> str:
    """Register the customer or create the order of a row; return its number.

    ``actor`` is intake already (``policies.as_intake``). Raises what the action refuses.
    """
    if upload.kind == Kind.CUSTOMERS:
        customer = customers.register_customer(
            actor=actor,
            draft=_customer(row, upload, lookups),
            now=now,
            allow_duplicate_phone=upload.allow_duplicate_phone,
        )
        return customer.customer_no
    request_type = lookups.code("request_type", row.text("request_type"))
    created = orders.create_order(
        actor=actor,
        form_type=lookups.code("form_type", row.text("form_type")),
        customer_no=row.text("customer_no"),
        device_type=lookups.code("device_type", row.text("device_type")),
        request_type=request_type,
        appointment_at=row.moments.get("appointment_at"),
        description=row.text("description"),
        details=details.read(row.text("details"), lookups.details_of(request_type)),
        source=lookups.code("source", row.text("source").strip()) or Source.TELEPHONE,
        feedback_due_at=row.moments.get("feedback_due_at"),
        grade=lookups.code("grade", row.text("grade").strip()),
        region_class=lookups.code("region_class", row.text("region_class").strip()),
        # The actor's own key, so that even without our table no row comes twice.
        idempotency_key=f"sheet:{upload.sha256}:{row.number}",
        now=now,
    )
    return created.order.number


def faults_of(row: Row, refusal: DomainError) -> Faults:
    """Return what an action refused, at the columns of the file."""
    found: Faults = {}
    for name, messages in refusal.fields.items():
        column = _column_of(row, name)
        found.setdefault(column, []).extend(str(each) for each in messages)
    return found or {"": [str(refusal.message)]}


def _read_cell(row: Row, kind: str, name: str, cell: Cell) -> None:
    holds = column_of(kind, name).holds
    try:
        if holds is Holds.MOMENT:
            row.moments[name] = cells.moment_of(cell)
        else:
            row.texts[name] = cells.text_of(cell, holds)
    except CellFault as fault:
        row.faults[name] = [str(fault)]


def _customer(row: Row, upload: Import, lookups: Lookups) -> CustomerDraft:
    contacts = list(_contacts(row))
    row.contacts = [column for column, _draft in contacts]
    company = row.text("company_name")
    kind = lookups.code("kind", row.text("kind"))
    return CustomerDraft(
        customer_no=row.text("customer_no"),
        centre=row.text("centre") or upload.centre.code,
        kind=kind or (CustomerKind.ENTERPRISE if company else CustomerKind.PERSON),
        customer_class=lookups.code("customer_class", row.text("customer_class")) or DEFAULT_CLASS,
        name=row.text("name"),
        company_name=company,
        note=row.text("note"),
        contact_points=[draft for _column, draft in contacts],
        addresses=list(_addresses(row)),
    )


def _contacts(row: Row) -> Iterator[tuple[str, ContactDraft]]:
    # The first of each kind becomes the main one; so they are written, too.
    for column, kind in _CONTACT_COLUMNS.items():
        for entry in _ENTRIES.split(row.text(column)):
            if entry.strip():
                value, person, label = _parts(entry, 3)
                yield (
                    column,
                    ContactDraft(kind=kind, value=value, contact_name=person, label=label),
                )


def _addresses(row: Row) -> Iterator[AddressDraft]:
    main: Mapping[str, Any] = {name: row.text(column) for name, column in _ADDRESS_COLUMNS.items()}
    if any(main.values()):
        yield AddressDraft(**main, is_primary=True)
    names = (*AREA_LEVELS, "text", "region_code", "label")
    for entry in row.text("other_addresses").split("\n"):
        if entry.strip():
            parts: Mapping[str, Any] = dict(zip(names, _parts(entry, len(names)), strict=True))
            yield AddressDraft(**parts)


def _parts(entry: str, count: int) -> list[str]:
    parts = [part.strip() for part in entry.split("|", count - 1)]
    return parts + [""] * (count - len(parts))


def _column_of(row: Row, name: str) -> str:
    """Return the column that an action's field came from; empty for the whole row."""
    noun, _dot, rest = name.partition(".")
    at, _dot, part = rest.partition(".")
    if noun == "contact_points":
        return row.contacts[int(at)] if at.isdigit() and int(at) < len(row.contacts) else "phone"
    if noun == "addresses":
        return _ADDRESS_COLUMNS.get(part, "address") if at == "0" else "other_addresses"
    known = {*row.texts, "appointment_at", "customer_no", "form_type", "device_type"}
    known |= {"request_type", "description", "name", "company_name", "kind", "customer_class"}
    known |= {"details", "source", "feedback_due_at", "grade", "region_class"}
    return noun if noun in known else ""
