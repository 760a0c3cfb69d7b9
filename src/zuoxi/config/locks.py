"""Changing tables that people work with: wait for a lock for a moment only, and try again.

Who waits for a lock on a table keeps everybody waiting who comes to it later, also those who only
read. A migration behind one long report would thus stop the whole product.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from zuoxi.config.problems import StartError

# The longest that others wait behind a change, and how much room they then get.
TIMEOUT_MILLISECONDS = 1000
PAUSE_SECONDS = 2.0
ATTEMPTS = 200


def patiently(change: Callable[[], None], *, is_atomic: bool) -> None:
    """Carry out a migration; raise StartError where its table is never free.

    What has no transaction around it, such as building an index CONCURRENTLY, keeps nobody waiting
    while it waits itself; broken off, it would leave an index behind that is of no use.
    """
    if not is_atomic:
        _drop_unfinished_indexes()
        change()
        return
    for _attempt in range(ATTEMPTS):
        try:
            with _waiting_at_most(TIMEOUT_MILLISECONDS):
                change()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise StartError(
        "A table that the migration changes was never free. What was done before stays. End the "
        "long transactions on the database (pg_stat_activity) and run zuoxi migrate again."
    )


@contextmanager
def _waiting_at_most(milliseconds: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {milliseconds}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _drop_unfinished_indexes() -> None:
    """Drop what an interrupted build has left: no query uses it, and its name is taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid"
            " WHERE NOT indisvalid AND relnamespace = 'public'::regnamespace AND relkind = 'i'"
            " AND indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY {name}")
