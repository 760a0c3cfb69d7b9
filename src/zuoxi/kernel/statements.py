"""Statements that are written once, for the paths that are taken most (docs/adr/0025).

The ORM writes a statement anew with each call, which takes longer than PostgreSQL takes to run it.
``Reading`` asks for whole rows of a model by one text; ``insert`` and ``update`` write one row;
``batch`` sends several statements before it waits for an answer. Everything else asks the ORM.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

ModelT = TypeVar("ModelT", bound=Model)
Values = Sequence[Any] | Mapping[str, Any]


class Selected(NamedTuple):
    """Ids that a statement selects, for one that would else have to wait until they are known."""

    sql: str
    values: Mapping[str, Any]


class Reading(Generic[ModelT]):
    """``SELECT`` all columns of a model's table, and the ``rest`` of the statement as text."""

    def __init__(self, model: type[ModelT], rest: str) -> None:
        self._model = model
        self._rest = rest

    def rows(self, *values: Any) -> list[ModelT]:
        """Return the rows for the values of the rest's placeholders."""
        return self.ask(*values)()

    def ask(self, *values: Any) -> Callable[[], list[ModelT]]:
        """Send the statement; the function returned waits for the rows."""
        answer = ask(_select_sql(self._model, self._rest), values)
        return lambda: [_row(self._model, each) for each in answer()]


def ask(sql: str, values: Values | None = None) -> Callable[[], list[tuple[Any, ...]]]:
    """Send a statement that reads; the function returned waits for its rows."""
    cursor = _run(sql, values)

    def read() -> list[tuple[Any, ...]]:
        with connection.wrap_database_errors:
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    return read


def insert(row: Model, *, reads_key: bool = False) -> None:
    """Write a new row; with ``reads_key`` wait for the primary key that the database gives it."""
    sql = _insert_sql(type(row), reads_key=reads_key)
    cursor = _run(sql, _values(row, _inserted(type(row))))
    if reads_key:
        (row.pk,) = cast("tuple[Any]", cursor.fetchone())
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as Django does


def update(row: Model, names: tuple[str, ...]) -> None:
    """Write these fields of a row that is known to be there."""
    meta = cast("Any", row)._meta  # noqa: SLF001 - public in all but name
    fields = [meta.get_field(name) for name in names]
    _run(_update_sql(type(row), names), [*_values(row, fields), row.pk])


@contextmanager
def batch() -> Iterator[None]:
    """Send statements one after the other; the first that reads rows waits for all before it.

    A fault of one shows where the next rows are read, at the end of the batch at the latest. The
    ORM may read inside, but not write: it looks at once how many rows it has changed.
    """
    connection.ensure_connection()
    later: list[Callable[[], None]] = []
    mark = _later.set(later)
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            if not connection.in_atomic_block:
                plan_once()
            yield
    finally:
        _later.reset(mark)
    for call in later:
        call()


def plan_once() -> None:
    """Keep the plans of statements from now on, until the transaction or the batch ends.

    Others are planned with their own values (``config/database.py``). Those that are written once
    read and write by keys, for which all values have the same plan.
    """
    _run("SELECT set_config('plan_cache_mode', 'auto', true)", [])


def after_batch(call: Callable[[], None]) -> None:
    """Call now, or as soon as the batch has ended without a fault: what writes by the ORM."""
    later = _later.get()
    if later is None:
        call()
    else:
        later.append(call)


_later: ContextVar[list[Callable[[], None]] | None] = ContextVar("_later", default=None)


def _run(sql: str, values: Values | None) -> CursorWrapper:
    # Not closed: the server holds nothing of such a cursor, and in a batch it is answered later.
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor


def _values(row: Model, fields: list["Field[Any, Any]"]) -> list[Any]:
    return [each.get_db_prep_save(getattr(row, each.attname), connection) for each in fields]


def _row(model: type[ModelT], values: tuple[Any, ...]) -> ModelT:
    read, found = _converters(model), list(values)
    for place, field in read:
        found[place] = field.from_db_value(found[place], None, connection)
    return model.from_db(connection.alias, _names(model), found)


@cache
def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return list(model._meta.concrete_fields)  # noqa: SLF001 - public in all but name


@cache
def _names(model: type[Model]) -> list[str]:
    return [each.attname for each in _fields(model)]


@cache
def _inserted(model: type[Model]) -> list["Field[Any, Any]"]:
    # What the database has a default for is given all the same: ours stands in the row already.
    return [each for each in _fields(model) if not each.db_returning or each.has_db_default()]


@cache
def _converters(model: type[Model]) -> list[tuple[int, Any]]:
    fields = enumerate(_fields(model))
    return [(place, each) for place, each in fields if hasattr(each, "from_db_value")]


@cache
def _select_sql(model: type[Model], rest: str) -> str:
    table = model._meta.db_table  # noqa: SLF001 - as above
    columns = ", ".join(f"{table}.{each.column}" for each in _fields(model))
    return f"SELECT {columns} FROM {table} {rest}"  # noqa: S608 - own names, values apart


@cache
def _insert_sql(model: type[Model], *, reads_key: bool) -> str:
    meta, fields = cast("Any", model)._meta, _inserted(model)  # noqa: SLF001 - as above
    columns, places = (
        ", ".join(f"{each.column}" for each in fields),
        ", ".join("%s" for _f in fields),
    )
    sql = f"INSERT INTO {meta.db_table} ({columns}) VALUES ({places})"  # noqa: S608 - as above
    return f"{sql} RETURNING {meta.pk.column}" if reads_key else sql


@cache
def _update_sql(model: type[Model], names: tuple[str, ...]) -> str:
    meta = cast("Any", model)._meta  # noqa: SLF001 - as above
    changes = ", ".join(f"{meta.get_field(name).column} = %s" for name in names)
    return f"UPDATE {meta.db_table} SET {changes} WHERE {meta.pk.column} = %s"  # noqa: S608 - as above
