"""Leaving indexes and keys out while rows are written, and building them afterwards.

What belongs together is checked then, at once for all rows, which takes a small part of the time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from bench.tables import Table

# Primary keys stay: rows come in their order, and keys of other tables refer to them.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'f')
ORDER BY contype DESC, 1, 2
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
ORDER BY 1
"""
_KEYS = """
SELECT i.indexrelid::regclass::text
FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND i.indisprimary
ORDER BY 1
"""


@contextmanager
def left_out(tables: Iterable[Table], *, tell: Callable[[str], None]) -> Iterator[None]:
    """Drop the indexes, unique constraints and foreign keys of some tables for a while."""
    names = [table.name for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, [names])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(_KEYS, [names])
        for (name,) in cursor.fetchall():
            # Older rows came after younger ones, which leaves pages half full.
            cursor.execute(f"REINDEX INDEX {name}")
        for _name, definition in found:
            cursor.execute(definition)
        tell(f"{len(found)} indexes are there.")
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    tell(f"{len(constraints)} keys have been checked.")
