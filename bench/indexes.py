"""Leaving indexes out while rows are copied, and building them afterwards."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from bench.tables import Table

# Those of constraints stay, so that every row is checked as it comes.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
ORDER BY 1
"""


@contextmanager
def left_out(tables: Iterable[Table], *, tell: Callable[[str], None]) -> Iterator[None]:
    """Drop the indexes of some tables for a while."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [[table.name for table in tables]])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in found:
            cursor.execute(definition)
    tell(f"{len(found)} indexes are there.")
