"""The tables of the database and how many rows they have."""

from django.db import connection
from psycopg import sql


def names() -> list[str]:
    """Return the names of the tables that there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def counted() -> dict[str, int]:
    """Return the number of rows of each table, by its name."""
    return {name: _rows_of(name) for name in names()}


def _rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        cursor.execute(counting.as_string(cursor.connection))
        return int(cursor.fetchone()[0])
