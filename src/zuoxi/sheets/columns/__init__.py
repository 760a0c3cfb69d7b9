"""The columns of a sheet: what each is called, what it holds, and whether an import reads it."""

from collections.abc import Sequence

from zuoxi.sheets.choices import Kind
from zuoxi.sheets.columns.column import Column, Holds, Value
from zuoxi.sheets.columns.customers import CUSTOMERS
from zuoxi.sheets.columns.orders import ORDERS, RETURNS

__all__ = [
    "COLUMNS",
    "Column",
    "Holds",
    "Value",
    "column_of",
    "label_of",
    "read_columns",
    "written_columns",
]

COLUMNS: dict[str, tuple[Column, ...]] = {Kind.CUSTOMERS: CUSTOMERS, Kind.ORDERS: ORDERS}

# What a list shows in one column may be several of a sheet.
_SEVERAL = {
    "customer": ("customer_no", "customer"),
    "request": ("request_type", "device_type"),
    "returns": tuple(column.name for column in RETURNS),
}


def written_columns(kind: str, chosen: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of a sheet: those that its list is shown in if it was arranged, or all."""
    if not chosen:
        return COLUMNS[kind]
    known = {column.name: column for column in (*COLUMNS[kind], *RETURNS)}
    names = [each for name in chosen for each in _SEVERAL.get(name, (name,))]
    return tuple(known[name] for name in names)


def read_columns(kind: str) -> tuple[Column, ...]:
    """Return the columns that an import of this kind reads."""
    return tuple(column for column in COLUMNS[kind] if column.is_read)


def column_of(kind: str, name: str) -> Column:
    """Return one column by its name."""
    return next(column for column in COLUMNS[kind] if column.name == name)


def label_of(kind: str, name: str) -> str:
    """Return what a column is called in the reader's language; empty for a whole row."""
    found = (str(column.label) for column in COLUMNS[kind] if column.name == name)
    return next(found, "")
